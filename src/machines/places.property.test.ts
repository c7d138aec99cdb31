/** The laws of places: who is believed, how much goes where, and that the truth comes through (INV-004, INV-005). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CorrespondentContext, CorrespondentEvent, RebindRequest } from './correspondent-events.ts';
import { isProved } from './correspondent.ts';
import { mutateCorrespondent, type Overrides } from './mutable.ts';
import { attachmentAt, PlaceNetwork, rebindOf, WatchedCorrespondent } from './places.laws.ts';

const settings = { numRuns: Number(process.env['XLMP_RUNS'] ?? 100), seed: 3 };

/** Anything that a correspondent may be told, by whomever. */
const anything: fc.Arbitrary<CorrespondentEvent | 'timer'> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        epoch: fc.integer({ min: 1, max: 4 }),
        sequence: fc.integer({ min: 1, max: 3 }),
        ad: fc.nat(3),
        octets: fc.constantFrom(0, 100, 650),
        nonce: fc.constantFrom('aa', 'bb', 'cc'),
        verdict: fc.constantFrom('valid' as const, 'valid' as const, 'attachment' as const),
      })
      .map(({ epoch, sequence, ad, octets, nonce, verdict }) => ({
        ...rebindOf(attachmentAt(epoch, ad), sequence, verdict),
        octets,
        nonce: nonce.repeat(16),
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('aa', 'bb', 'cc')
      .map((nonce) => ({ type: 'received.RebindProof' as const, nonce: nonce.repeat(16) })),
  },
  fc.nat(2000).map((count) => ({ type: 'octets.received' as const, count })),
  { weight: 3, arbitrary: fc.nat(2000).map((count) => ({ type: 'octets.wanted' as const, count })) },
  { weight: 3, arbitrary: fc.constant('timer' as const) },
  fc.constantFrom<CorrespondentEvent[]>(
    { type: 'rebind.unchecked' },
    { type: 'session.heard' },
    { type: 'received.SessionOpen', octets: 500 },
  ),
);

function hear(watched: WatchedCorrespondent, events: readonly (CorrespondentEvent | 'timer')[]): void {
  for (const event of events) {
    if (event === 'timer') watched.expire();
    else watched.give(event);
  }
}

describe('the laws', () => {
  it.each<readonly [string, Overrides]>([
    ['takes every announcement for a later one', { guards: { isLater: () => true } }],
    [
      'compares sequences without epochs',
      {
        guards: {
          isLater: ({ context }: { context: CorrespondentContext }, { place }: RebindRequest) =>
            place.sequence > context.latest.sequence,
        },
      },
    ],
    ['takes every proof', { guards: { isChallenge: () => true } }],
    ['has no limit', { guards: { fits: () => true } }],
    ['repeats the challenge without a limit', { guards: { isKnownWithRoom: () => true } }],
    [
      'believes a new place at once',
      { patch: { states: { challenging: { always: { target: 'settled' } } } } },
    ],
  ])('find a correspondent that %s', (_, overrides) => {
    const wrong = mutateCorrespondent(overrides);
    const { failed } = fc.check(
      fc.property(fc.array(anything, { maxLength: 40 }), (events) => {
        hear(new WatchedCorrespondent(wrong), events);
      }),
      { ...settings, numRuns: 1000 },
    );
    expect(failed).toBe(true);
  });
});

describe('a correspondent', () => {
  it('believes only what has a higher number, and never sends three times too much', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (events) => {
        hear(new WatchedCorrespondent(), events);
      }),
      settings,
    );
  });

  it('is where it was after everything that it has heard comes again', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 25 }), fc.infiniteStream(fc.nat()), (events, choices) => {
        const watched = new WatchedCorrespondent();
        hear(watched, events);
        const heard = events.filter((event) => event !== 'timer' && event.type === 'received.Rebind');
        const before = watched.place;
        for (let i = 0; i < heard.length; i += 1) {
          watched.give(heard[choices.next().value % heard.length] as CorrespondentEvent);
          expect(watched.place).toEqual(before);
        }
      }),
      settings,
    );
  });

  it('goes back to the last good place when nobody proves the new one', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 25 }), (events) => {
        const watched = new WatchedCorrespondent();
        hear(watched, events);
        const { good } = watched.state.context;
        for (let i = 0; i < 6; i += 1) watched.expire();
        expect(isProved(watched.state)).toBe(true);
        expect(watched.place).toEqual(good);
      }),
      settings,
    );
  });
});

type Move =
  | { readonly kind: 'move'; readonly ad: number; readonly hasDelegate: boolean }
  | { readonly kind: 'deliver'; readonly choice: number; readonly isFromPlace: boolean }
  | { readonly kind: 'timer'; readonly choice: number };

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('move' as const), ad: fc.nat(2), hasDelegate: fc.boolean() }),
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('deliver' as const),
        choice: fc.nat(99),
        isFromPlace: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('timer' as const), choice: fc.nat(3) }) },
  ),
  { maxLength: 40, size: 'max' },
);

function play(network: PlaceNetwork, all: readonly Move[]): void {
  for (const move of all) {
    if (move.kind === 'move') network.move(move.ad, move.hasDelegate);
    else if (move.kind === 'deliver') network.deliver(move.choice, move.isFromPlace);
    else network.expire(move.choice);
  }
}

describe('a machine, its delegates and a correspondent', () => {
  it('agree on the place once messages get through, whatever happened before', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const network = new PlaceNetwork();
        play(network, all);
        expect(network.settle()).toBeLessThan(40);
      }),
      settings,
    );
  });

  it('are not moved from there by anything that was said before', () => {
    fc.assert(
      fc.property(moves, fc.array(fc.nat(999), { maxLength: 30 }), (all, replays) => {
        const network = new PlaceNetwork();
        play(network, all);
        network.settle();
        for (const choice of replays) {
          network.deliver(choice, choice % 2 === 0);
          expect(network.isSettled()).toBe(true);
        }
      }),
      settings,
    );
  });
});
