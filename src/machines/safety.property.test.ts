/**
 * Random events, timers, journal faults and restarts: no party ever throws, waits without a timer, or does what its
 * journal does not cover. The surroundings here are honest only about the journal; messages may be anything.
 */
import fc from 'fast-check';
import type { StateValue } from 'xstate';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MachineDescription } from './describe.ts';
import { destinationHost } from './destination-host.ts';
import { hasEnded, isAtRest } from './party.ts';
import { mergeRecords } from './records.ts';
import { contextBreaches } from './rules.ts';
import {
  destinationEvents,
  destinationInput,
  destinationPaths,
  sourceEvents,
  sourceInput,
  sourcePaths,
  witnessEvents,
  witnessPaths,
} from './samples.laws.ts';
import { sourceHost } from './source-host.ts';
import { pathOf, type AnyParty } from './trace.ts';
import { witness, noRegister } from './witness.ts';

interface Output {
  readonly type: string;
  readonly timer?: string;
  readonly params?: {
    readonly message?: { readonly type: string; readonly [field: string]: unknown };
    readonly record?: { readonly step: string };
  };
}

/** A party among random surroundings, with what is durable. */
class Surroundings {
  readonly durable: { readonly step: string }[] = [];
  readonly #party: AnyParty;
  readonly #input: object;
  readonly #judge: (output: Output, durable: readonly string[]) => void;
  readonly #accepted: ReadonlyMap<string, ReadonlySet<string>>;
  #pending: { readonly step: string }[] = [];
  #timers = new Set<string>();
  state: unknown;

  constructor(party: AnyParty, input: object, judge: (output: Output, durable: readonly string[]) => void) {
    this.#party = party;
    this.#input = input;
    this.#judge = judge;
    this.#accepted = acceptedEvents(party.describe());
    this.#take(party.begin(input as never));
  }

  get steps(): readonly string[] {
    return this.durable.map(({ step }) => step);
  }

  /** Gives one of the events that the state has a place for. */
  choose(events: readonly { readonly type: string }[], choice: number): void {
    const path = pathOf((this.state as { value: StateValue }).value);
    const fit = events.filter(({ type }) => this.#accepted.get(path)?.has(type));
    const event = fit[choice % Math.max(1, fit.length)];
    if (event !== undefined) this.give(event);
  }

  give(event: object): readonly Output[] {
    return this.#take(this.#party.step(this.state as never, event as never));
  }

  fire(choice: number): void {
    const armed = [...this.#timers];
    const timer = armed[choice % Math.max(1, armed.length)];
    if (timer === undefined) return;
    this.#timers.delete(timer);
    this.give({ type: timer });
  }

  /** The oldest record that is under way becomes durable, and that is told, or it fails and is durable or not. */
  settle(isTold: boolean, isDurable: boolean): void {
    const record = this.#pending.shift();
    if (record === undefined) return;
    if (isTold || isDurable) this.durable.push(record);
    this.give({ type: isTold ? 'journal.written' : 'journal.failed', step: record.step });
  }

  restart(survivors: number): void {
    this.durable.push(...this.#pending.slice(0, survivors));
    this.#pending = [];
    this.#timers.clear();
    const resume =
      this.durable.length === 0 ? {} : { resume: { record: mergeRecords(this.durable), latest: true } };
    this.#take(this.#party.begin({ ...this.#input, ...resume } as never));
  }

  #take(step: ReturnType<AnyParty['begin']>): readonly Output[] {
    this.state = step.state;
    visited.add(pathOf(step.state.value));
    const outputs = step.outputs as readonly Output[];
    for (const output of outputs) {
      if (output.type === 'arm') this.#timers.add(output.timer!);
      else if (output.type === 'disarm') this.#timers.delete(output.timer!);
      else if (output.type === 'writeJournal') this.#pending.push(output.params!.record!);
      else this.#judge(output, this.steps);
    }
    expect(contextBreaches((step.state as { context: unknown }).context)).toEqual([]);
    if (!isAtRest(step.state)) expect([...this.#timers], JSON.stringify(step.state.value)).not.toEqual([]);
    return outputs;
  }
}

/** The states that the events of a test have met. */
const visited = new Set<string>();

/** The events that a state, or a state around it, has a place for. */
function acceptedEvents(machine: MachineDescription): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    machine.states.map(({ path }) => {
      const around = machine.states.filter((one) => one.path === path || path.startsWith(`${one.path}.`));
      return [path, new Set(around.flatMap(({ transitions }) => transitions.map(({ on }) => on)))];
    }),
  );
}

type Move =
  | { readonly move: 'event'; readonly choice: number }
  | { readonly move: 'timer'; readonly choice: number }
  | { readonly move: 'settle'; readonly isTold: boolean; readonly isDurable: boolean }
  | { readonly move: 'restart'; readonly survivors: number };

function moves(): fc.Arbitrary<Move[]> {
  return fc.array(
    fc.oneof(
      { weight: 10, arbitrary: fc.nat(99).map((choice) => ({ move: 'event' as const, choice })) },
      { weight: 2, arbitrary: fc.nat(3).map((choice) => ({ move: 'timer' as const, choice })) },
      {
        weight: 6,
        arbitrary: fc.record({
          move: fc.constant('settle' as const),
          isTold: fc.boolean(),
          isDurable: fc.boolean(),
        }),
      },
      { weight: 1, arbitrary: fc.nat(2).map((survivors) => ({ move: 'restart' as const, survivors })) },
    ),
    { maxLength: 24, size: 'max' },
  );
}

/** Goes some way along a path without faults, and then wherever the moves lead. */
function play(
  around: Surroundings,
  {
    path,
    events,
  }: { readonly path: readonly object[]; readonly events: readonly { readonly type: string }[] },
  start: number,
  all: readonly Move[],
): void {
  for (const event of path.slice(0, start % (path.length + 1))) {
    around.settle(true, true);
    around.give(event);
  }
  for (const move of all) {
    if (move.move === 'event') around.choose(events, move.choice);
    else if (move.move === 'timer') around.fire(move.choice);
    else if (move.move === 'settle') around.settle(move.isTold, move.isDurable);
    else around.restart(move.survivors);
  }
}

/** What must be durable before a message is sent or an operation is asked for. */
function needs(
  table: Readonly<Record<string, string>>,
): (output: Output, durable: readonly string[]) => void {
  return (output, durable) => {
    const name = output.params?.message?.type ?? output.type;
    const step = table[name];
    if (step !== undefined) expect(durable, name).toContain(step);
  };
}

/** Random events are worth little where they never come: nearly every state in which a party waits was met. */
function expectVisited(party: AnyParty): void {
  const waiting = party.describe().states.filter(({ initial, timers, tags }) => {
    return initial === '' && (timers.length > 0 || tags.includes('rest'));
  });
  const missed = waiting.map(({ path }) => path).filter((path) => !visited.has(path));
  expect(missed.length, missed.join(', ')).toBeLessThanOrEqual(3);
}

const settings = { numRuns: Number(process.env['XLMP_RUNS'] ?? 200), seed: 2 };

describe('random surroundings', () => {
  beforeEach(() => {
    visited.clear();
  });

  it('never make a source host act without its journal, or run what it handed over', () => {
    const covered = needs({
      Offer: 'ordered',
      freezeMachine: 'frozen',
      WitnessSwap: 'committed',
      Commit: 'committed',
      discardCopy: 'source-done',
    });
    fc.assert(
      fc.property(fc.nat(99), fc.nat(2), moves(), (start, which, all) => {
        const around = new Surroundings(sourceHost, sourceInput, (output, durable) => {
          covered(output, durable);
          if (output.type !== 'thawMachine') return;
          const last = durable.at(-1);
          expect(['committed', 'swapped', 'source-done']).not.toContain(last);
        });
        play(around, { path: sourcePaths[which % sourcePaths.length]!, events: sourceEvents }, start, all);
        const answered = around.give({ type: 'received.StatusQuery' });
        expect(answered.map(({ params }) => params?.message?.type)).toEqual(['StatusAnswer']);
        if (hasEnded(around.state as never)) {
          const cancelled = around.give({ type: 'received.Cancel', authorised: true });
          expect(cancelled.map(({ params }) => params?.message?.type)).toEqual(['CancelAnswer']);
        }
      }),
      settings,
    );
    expectVisited(sourceHost);
  });

  it('never make a destination host run without the right to, or after it gave that back', () => {
    const covered = needs({
      OfferAccept: 'accepted',
      Complete: 'complete',
      startMachine: 'permitted',
      Running: 'running',
      GiveBack: 'given-back',
      WitnessSwap: 'given-back',
    });
    fc.assert(
      fc.property(fc.nat(99), fc.nat(2), moves(), (start, which, all) => {
        const around = new Surroundings(destinationHost, destinationInput, (output, durable) => {
          covered(output, durable);
          if (output.type === 'startMachine') expect(durable).not.toContain('given-back');
          if (output.type === 'releaseCopy' && durable.includes('permitted')) {
            expect(durable).toContain('given-back');
          }
        });
        play(
          around,
          { path: destinationPaths[which % destinationPaths.length]!, events: destinationEvents },
          start,
          all,
        );
        const answered = around.give({ type: 'received.StatusQuery' });
        expect(answered.map(({ params }) => params?.message?.type)).toEqual(['StatusAnswer']);
      }),
      settings,
    );
    expectVisited(destinationHost);
  });

  it('never make a witness skip an epoch, or say that something is set that is not durable', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(2), moves(), (start, which, all) => {
        let register = noRegister('a1'.repeat(20));
        const around: Surroundings = new Surroundings(witness, { machine: 'a1'.repeat(20) }, (output) => {
          const message = output.params?.message as
            { statement: typeof register; swapResult: { outcome: string } } | undefined;
          if (message?.swapResult.outcome !== 'swapped') return;
          const { statement } = message;
          expect(
            around.durable.map((record) => (record as never as { statement: object }).statement),
          ).toContainEqual(statement);
          if (register.known === 'yes') expect(statement.epoch).toBeGreaterThanOrEqual(register.epoch);
          register = statement;
        });
        play(around, { path: witnessPaths[which % witnessPaths.length]!, events: witnessEvents }, start, all);
      }),
      settings,
    );
    expectVisited(witness);
  });
});
