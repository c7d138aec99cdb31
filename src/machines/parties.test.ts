/** What holds of the parties besides their traces: repeated requests, restarts, timing. */
import { describe, expect, it } from 'vitest';
import { timers, type TimerName } from '../../spec/registry/timers.ts';
import { accessRouter } from './access-router.ts';
import { isChange } from './action-label.ts';
import { attaching } from './attaching.ts';
import { correspondent } from './correspondent.ts';
import { destinationHost } from './destination-host.ts';
import { directing } from './directing.ts';
import { mover } from './mover.ts';
import { rebinding } from './rebinding.ts';
import { registration } from './registration.ts';
import { hasEnded, isAtRest } from './party.ts';
import { mergeRecords } from './records.ts';
import { rendezvous } from './rendezvous.ts';
import {
  destinationEvents,
  destinationInput,
  destinationPaths,
  sourceInput,
  sourcePaths,
  witnessEvents,
} from './samples.laws.ts';
import { sourceHost } from './source-host.ts';
import { delayOf, mayRepeat, nextCount } from './timing.ts';
import { replay, type AnyParty, type Replay } from './trace.ts';
import { witness } from './witness.ts';

interface Message {
  readonly type: string;
}

/** Goes along a path; every record that is asked for becomes durable at once. */
function along(party: AnyParty, input: object, path: readonly { readonly type: string }[]): Replay {
  return path.reduce((at, event) => settled(at.next(event)), settled(replay(party, input)));
}

function settled(at: Replay): Replay {
  const written = at.outcome.outputs.find(({ type }) => type === 'writeJournal') as
    { readonly params: { readonly record: { readonly step: string } } } | undefined;
  if (written === undefined) return at;
  return settled(at.next({ type: 'journal.written', step: written.params.record.step } as Message));
}

function messagesOf({ outcome }: Replay): readonly Message[] {
  return outcome.outputs.flatMap((output) => {
    const { params } = output as { readonly params?: { readonly message?: Message } };
    return params?.message === undefined ? [] : [params.message];
  });
}

describe('a repeated request', () => {
  const path = destinationPaths[0]!;
  it.each([
    ['Offer', 2, 0, 'OfferAccept'],
    ['Prepare', 4, 2, 'Ready'],
    ['Manifest', 6, 4, 'Progress'],
    ['Freeze', 8, 6, 'Complete'],
    ['Commit', 10, 8, 'Running'],
  ] as const)('of the kind %s gets the same answer', (_, until, which, answer) => {
    const before = along(destinationHost, destinationInput, path.slice(0, until));
    expect(messagesOf(before).map(({ type }) => type)).toContain(answer);
    const again = before.next(path[which]!);
    expect(messagesOf(again)).toEqual(messagesOf(before).filter(({ type }) => type === answer));
    expect(messagesOf(again.next(path[which]!))).toEqual(messagesOf(again));
    expect(again.outcome.state).toBe(before.outcome.state);
  });

  it('of the kind Abort gets the same answer', () => {
    const abort = { type: 'received.Abort', reason: { reason: 'cancelled', detail: '' } };
    const ended = settled(
      along(destinationHost, destinationInput, path.slice(0, 6))
        .next(abort)
        .next({ type: 'machine.released' }),
    );
    expect(messagesOf(ended)).toEqual([{ type: 'Aborted', reason: { reason: 'cancelled', detail: '' } }]);
    expect(messagesOf(ended.next(abort))).toEqual(messagesOf(ended));
  });

  it('of the kind WitnessSwap gets the same answer', () => {
    const swap = witnessEvents[2]!;
    const set = settled(replay(witness, { machine: 'a1'.repeat(20) }).next(swap));
    expect(messagesOf(set)).toHaveLength(1);
    expect(messagesOf(set.next(swap))).toEqual(messagesOf(set));
  });
});

describe('a migration without faults', () => {
  it.each([0, 1])('ends at both hosts (path %i)', (which) => {
    const source = along(sourceHost, sourceInput, sourcePaths[which]!);
    const destination = along(destinationHost, destinationInput, destinationPaths[which]!);
    expect([source.outcome.state, destination.outcome.state]).toEqual(['done', 'running']);
    expect([hasEnded(source.state), hasEnded(destination.state)]).toEqual([true, true]);
  });

  it('is at rest before it begins, and not ended', () => {
    const { state } = replay(sourceHost, sourceInput);
    expect([isAtRest(state), hasEnded(state)]).toEqual([true, false]);
  });
});

describe('a restart', () => {
  const permit = {
    machine: sourceInput.machine,
    migration: sourceInput.migration,
    epoch: 8,
    holder: sourceInput.destination,
    digest: '07'.repeat(32),
    serial: '09'.repeat(16),
  };
  const order = sourcePaths[0]![0] as unknown as Record<string, never>;
  const values = {
    purpose: order['purpose']!,
    freezeBudget: order['freezeBudget']!,
    ticket: order['ticket']!,
    target: order['target']!,
    permit,
  };

  it.each([
    ['ordered', 'recordingAbort', []],
    ['frozen', 'recordingAbort', []],
    ['committed', 'handingOver.permitting', ['Commit']],
    ['swapped', 'handingOver.permitting', ['Commit']],
    ['source-done', 'cleaning', []],
    ['source-aborted', 'thawing', []],
    ['regained', 'restarting', []],
  ])('of a source host with %s leads to %s', (step, state, sent) => {
    const at = replay(sourceHost, { ...sourceInput, resume: { record: { step, ...values }, latest: true } });
    expect(at.outcome.state).toBe(state);
    expect(messagesOf(at).map(({ type }) => type)).toEqual(sent);
  });

  it.each(['ordered', 'frozen', 'source-done', 'source-aborted', 'regained'])(
    'of a source host with %s does nothing when the machine was migrated again',
    (step) => {
      const at = replay(sourceHost, {
        ...sourceInput,
        resume: { record: { step, ...values }, latest: false },
      });
      expect(at.outcome.outputs).toEqual([]);
      expect(hasEnded(at.state)).toBe(true);
    },
  );

  it('goes on from the last step with the values of all', () => {
    expect(
      mergeRecords<string>([
        { step: 'ordered', reason: { reason: 'timeout', detail: 'first' } },
        { step: 'source-aborted', reason: { reason: 'cancelled', detail: 'last' } },
        { step: 'source-aborted' },
      ]),
    ).toEqual({ step: 'source-aborted', reason: { reason: 'cancelled', detail: 'last' } });
    expect(() => mergeRecords([])).toThrow(RangeError);
  });
});

describe('timing', () => {
  const names = Object.keys(timers) as TimerName[];

  it.each(names)('of %s begins at the standard, grows by the factor, and stops at the ceiling', (name) => {
    const { standard, backOff, ceiling } = timers[name];
    expect(delayOf(name, 0, {})).toBe(standard);
    expect(delayOf(name, 1, {})).toBe(Math.min(standard * backOff, ceiling));
    expect(delayOf(name, 50, {})).toBe(ceiling);
  });

  it.each(names)('of %s is scaled as a whole', (name) => {
    const { standard, ceiling } = timers[name];
    const timing = { delays: { [name]: standard / 10 } };
    expect(delayOf(name, 0, timing)).toBeCloseTo(standard / 10);
    expect(delayOf(name, 50, timing)).toBeCloseTo(ceiling / 10);
  });

  it('repeats as often as the registry says, the first time included', () => {
    expect([0, 1, 2, 3, 4, 5].map((count) => mayRepeat('OFFER_RETRY', count, {}))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(mayRepeat('OFFER_RETRY', 1, { tries: { OFFER_RETRY: 2 } })).toBe(false);
    expect(mayRepeat('COMMIT_RETRY', 1e6, {})).toBe(true);
  });

  it('counts what is repeated for ever only as long as it makes a difference', () => {
    let count = 0;
    for (let i = 0; i < 1000; i += 1) count = nextCount('COMMIT_RETRY', count, {});
    expect(delayOf('COMMIT_RETRY', count, {})).toBe(timers.COMMIT_RETRY.ceiling);
    expect(count).toBe(6);
    expect(nextCount('COMMIT_RETRY', 0, { flat: true })).toBe(0);
  });

  it('lets a source host with other timing begin with other delays', () => {
    const input = { ...sourceInput, timing: { delays: { OFFER_RETRY: 100 } } };
    const at = along(sourceHost, input, sourcePaths[0]!.slice(0, 1));
    expect(at.outcome.outputs).toContainEqual({
      type: 'arm',
      timer: 'OFFER_RETRY',
      in: 'offering',
      delayMs: 100,
    });
  });
});

it('an event that has no place changes nothing at all', () => {
  const { state } = sourceHost.begin(sourceInput);
  const step = sourceHost.step(state, { type: 'machine.thawed' });
  expect(step).toEqual({ state, outputs: [] });
  expect(step.state).toBe(state);
});

it('samples hold every event of a destination host but those of the journal', () => {
  const accepted = new Set(
    destinationHost
      .describe()
      .states.flatMap(({ transitions }) => transitions.map(({ on }) => on))
      .filter((on) => !on.startsWith('after ') && !on.startsWith('journal.') && on !== 'always'),
  );
  expect(new Set(destinationEvents.map(({ type }) => type))).toEqual(accepted);
});

describe.each([
  ['source host', sourceHost],
  ['destination host', destinationHost],
  ['witness', witness],
  ['access router', accessRouter],
  ['rendezvous', rendezvous],
  ['mover', mover],
  ['rebinding', rebinding],
  ['registration', registration],
  ['correspondent', correspondent],
  ['attaching', attaching],
  ['directing', directing],
])('the glossary of a %s', (_, party: AnyParty) => {
  const { states, glossary } = party.describe();
  const rows = states.flatMap(({ transitions }) => transitions);

  it('explains every condition, and no other', () => {
    const names = new Set(rows.map(({ guard }) => guard.split(' ')[0]!).filter((name) => name !== ''));
    expect(Object.keys(glossary.conditions).sort()).toEqual([...names].sort());
  });

  it('explains every effect, and no other', () => {
    const labels = [
      ...states.flatMap(({ entry, exit }) => [...entry, ...exit]),
      ...rows.flatMap(({ actions }) => actions),
    ];
    const names = new Set(labels.filter((label) => !isChange(label)).map((label) => label.split(' ')[0]!));
    expect(Object.keys(glossary.effects).sort()).toEqual([...names].sort());
  });
});
