import { describe, expect, it } from 'vitest';
import type { Exploration, FaultBudget, Setting, WorldView } from './exploration.ts';
import { explore } from './explore.ts';
import { firstStuck } from './progress.ts';
import type { ExploredEvent, ExploredStep, JournalRecord, Role } from './role.ts';

/** How many things the operation of the receiver has made. */
type Made = number;

interface ToyOptions {
  readonly repeats?: boolean;
  readonly journalFirst?: boolean;
}

const timer = 'xstate.after.ASK_RETRY.sender.asking';

function state(value: string): ExploredStep['state'] {
  return { status: 'active', value, context: {} };
}

function nameOf(value: ExploredStep['state']['value']): string {
  return typeof value === 'string' ? value : '';
}

function toy(
  name: string,
  begin: (journal: JournalRecord | null) => ExploredStep,
  step: (value: string, event: ExploredEvent) => ExploredStep | null,
  ends: readonly string[],
): Role<Made> {
  return {
    name,
    party: { begin, step: (from, event) => step(nameOf(from.value), event) ?? { state: from, outputs: [] } },
    keyOf: ({ value }) => nameOf(value),
    request: ({ type, params }) => {
      if (type === 'make') return { kind: 'operate' };
      if (type === 'write') return { kind: 'write', record: params as JournalRecord };
      const { to, message } = params as { to: string; message: { type: string } };
      return { kind: 'send', to, message };
    },
    outcomes: (_, made) => [{ event: { type: 'made' }, copies: made + 1, fault: null, text: 'it is made' }],
    crash: (made) => [made],
    hear: ({ message }) => ({ type: message.type }),
    requests: [],
    standing: ({ value }) => ({ rests: ends.includes(nameOf(value)), ended: ends.includes(nameOf(value)) }),
    objection: ({ type }, journal) =>
      type === 'make' && journal === null ? 'it makes without a record' : null,
  };
}

const send = (to: string, type: string) => ({ type: 'send', params: { to, message: { type } } });
const arm = { type: 'arm', timer, name: 'OFFER_RETRY', delayMs: 1 } as const;

/** Asks until it is answered. */
function sender({ repeats = true }: ToyOptions): Role<Made> {
  return toy(
    'sender',
    () => ({ state: state('asking'), outputs: [send('maker', 'ask'), arm] }),
    (value, { type }) => {
      if (value !== 'asking') return null;
      if (type === 'done') return { state: state('content'), outputs: [{ type: 'disarm', timer }] };
      if (type === timer && repeats) return { state: state('asking'), outputs: [send('maker', 'ask'), arm] };
      return null;
    },
    ['content'],
  );
}

/** Makes one thing for who asks, and says so. */
function maker({ journalFirst = true }: ToyOptions): Role<Made> {
  const make = { type: 'make', params: {} };
  const write = { type: 'write', params: { step: 'asked' } };
  return toy(
    'maker',
    (journal) =>
      journal === null ? { state: state('idle'), outputs: [] } : { state: state('making'), outputs: [make] },
    (value, { type }) => {
      if (value === 'idle' && type === 'ask') {
        return journalFirst
          ? { state: state('writing'), outputs: [write] }
          : { state: state('making'), outputs: [make] };
      }
      if (value === 'writing' && type === 'journal.written')
        return { state: state('making'), outputs: [make] };
      if (value === 'making' && type === 'made')
        return { state: state('made'), outputs: [send('sender', 'done')] };
      if (value === 'made' && type === 'ask')
        return { state: state('made'), outputs: [send('sender', 'done')] };
      return null;
    },
    ['idle', 'made'],
  );
}

function run(faults: FaultBudget, options: ToyOptions = {}, limit = 1000, most = 9): Exploration<Made> {
  const setting: Setting<Made> = {
    roles: [sender(options), maker(options)],
    copies: 0,
    orders: [],
    faults,
    told: (made) => made,
    judge: ({ copies }) => (copies > most ? [{ property: 'few', text: 'too many things are made' }] : []),
  };
  return explore(setting, { limit, stopAt: [] });
}

function statesOf(exploration: Exploration<Made>): string[] {
  return Array.from({ length: exploration.worlds }, (_, world) =>
    exploration
      .view(world)
      .parties.map(({ state: value }) => value)
      .join('/'),
  );
}

function isContent({ parties }: WorldView<Made>): boolean {
  return parties[0]?.state === 'content';
}

describe('exploring', () => {
  it('finds the worlds of two parties, and no more', () => {
    const exploration = run({});
    expect(exploration.complete).toBe(true);
    expect(statesOf(exploration)).toEqual([
      'asking/idle',
      'asking/writing',
      'asking/making',
      'asking/made',
      'content/made',
    ]);
    expect(exploration.edges).toBe(4);
  });

  it('lets a crash happen at every moment, with the record durable or not, and the operation done or not', () => {
    const exploration = run({ crash: 1 });
    const made = Array.from({ length: exploration.worlds }, (_, world) => exploration.view(world).copies);
    expect(Math.max(...made)).toBe(2);
    // The record was durable before the sender was told, so that the maker never forgets what the sender knows.
    expect(statesOf(exploration)).toContain('content/making');
    expect(statesOf(exploration)).not.toContain('content/idle');
  });

  it('judges every world and gives a shortest way', () => {
    const exploration = run({ crash: 1 }, {}, 1000, 1);
    expect(exploration.findings).toHaveLength(1);
    const way = exploration.way(exploration.findings[0]!);
    expect(way.map(({ actor, text }) => `${actor}: ${text}`)).toEqual([
      'maker: ask',
      'maker: journal has "asked"',
      'maker: crashes (1 done), restarts',
      'maker: it is made',
    ]);
  });

  it('objects to an effect that the journal does not cover, and not to one that it covers', () => {
    expect(run({}).findings).toEqual([]);
    const { findings } = run({}, { journalFirst: false });
    expect(findings).toEqual([
      { property: 'P8', text: 'it makes without a record', world: 0, move: expect.any(Number) },
    ]);
  });

  it('needs no repetition while nothing is lost for good, and finds its lack when everything is', () => {
    const stuck = (faults: FaultBudget, repeats: boolean): number => {
      const exploration = run(faults, { repeats });
      return firstStuck(
        exploration,
        () => true,
        (world) => isContent(exploration.view(world)),
      );
    };
    expect(stuck({}, false)).toBe(-1);
    expect(stuck({ loss: 1 }, true)).toBe(-1);
    expect(stuck({ loss: 1 }, false)).toBeGreaterThan(0);
  });

  it('says that it is incomplete when it may not keep all worlds, and then calls nothing stuck', () => {
    const exploration = run({ crash: 1 }, {}, 3);
    expect(exploration.complete).toBe(false);
    expect(
      firstStuck(
        exploration,
        () => true,
        () => false,
      ),
    ).toBe(-1);
  });
});
