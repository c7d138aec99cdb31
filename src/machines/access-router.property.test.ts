/**
 * Random requests, packets, timers, journal faults and restarts: the rows of an access router only ever go on to higher
 * epochs, and no packet is forgotten.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRouterEvent } from './access-router-events.ts';
import { attachmentAt, machine, room, RouterWorld } from './access-router-world.laws.ts';
import { accessRouter } from './access-router.ts';
import { mutateAccessRouter, type Overrides } from './mutable.ts';
import { contextBreaches } from './rules.ts';

const hosts = ['c1', 'c2', 'c3'].map((two) => two.repeat(20));
const migrations = ['b1', 'b2'].map((two) => two.repeat(16));

const requests = fc.record({
  from: fc.constantFrom(...hosts),
  epoch: fc.integer({ min: 1, max: 6 }),
  migration: fc.constantFrom(...migrations),
});
const verdicts = fc.constantFrom('valid', 'valid', 'valid', 'ticket-epoch') satisfies fc.Arbitrary<string>;

/** Requests as the endpoint tells them: what says it is good is good, so a right under an epoch is one host's. */
const events: fc.Arbitrary<AccessRouterEvent> = fc.oneof(
  fc
    .record({
      asked: requests,
      verdict: verdicts,
      right: fc.constantFrom('none' as const, 'valid' as const, 'not-authorised' as const),
    })
    .map(({ asked, verdict, right }): AccessRouterEvent => {
      const from = right === 'valid' ? ownerOf(asked.epoch) : asked.from;
      return { type: 'received.Join', ...asked, from, verdict, right };
    }),
  fc
    .record({ asked: requests, action: fc.constantFrom('hold' as const, 'hold' as const, 'resume' as const) })
    .map(({ asked, action }): AccessRouterEvent => ({ type: 'received.Transit', ...asked, action })),
  fc
    .record({ asked: requests, verdict: verdicts, isNear: fc.boolean() })
    .map(({ asked, verdict, isNear }): AccessRouterEvent => ({
      type: 'received.Forward',
      ...asked,
      verdict,
      place: isNear ? null : attachmentAt('B', ownerOf(asked.epoch), asked.epoch),
    })),
  fc.constant<AccessRouterEvent>({ type: 'received.PlaceQuery', from: machine }),
  fc.integer({ min: 1, max: 6 }).map((epoch): AccessRouterEvent => ({ type: 'path.marked', epoch })),
  fc.constant<AccessRouterEvent>({ type: 'path.exhausted' }),
  requests.map(({ epoch, migration }): AccessRouterEvent => ({
    type: 'order.attach',
    host: ownerOf(epoch),
    epoch,
    migration,
  })),
);

/** Who owns the machine under an epoch; a commit settles that once for all. */
function ownerOf(epoch: number): string {
  return hosts[epoch % hosts.length]!;
}

type Move =
  | { readonly move: 'event'; readonly event: AccessRouterEvent }
  /** What the attached host asks under the next epoch: most random requests are not from there. */
  | { readonly move: 'leave'; readonly action: 'hold' | 'resume' | 'near' | 'far' }
  | { readonly move: 'packet'; readonly tag: number }
  | { readonly move: 'timer'; readonly choice: number }
  | { readonly move: 'settle'; readonly isTold: boolean; readonly isDurable: boolean }
  | { readonly move: 'restart' };

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: events.map((event) => ({ move: 'event' as const, event })) },
    {
      weight: 4,
      arbitrary: fc.record({
        move: fc.constant('leave' as const),
        action: fc.constantFrom(
          'hold' as const,
          'hold' as const,
          'resume' as const,
          'near' as const,
          'far' as const,
        ),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        move: fc.constant('packet' as const),
        tag: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5, 6),
      }),
    },
    { weight: 2, arbitrary: fc.nat(3).map((choice) => ({ move: 'timer' as const, choice })) },
    {
      weight: 5,
      arbitrary: fc.record({
        move: fc.constant('settle' as const),
        isTold: fc.boolean(),
        isDurable: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ move: 'restart' as const }) },
  ),
  { maxLength: 60, size: 'max' },
);

function leave(action: 'hold' | 'resume' | 'near' | 'far', { context }: RouterWorld): AccessRouterEvent {
  const { host: from, epoch } = context.attached;
  const asked = { from, epoch: epoch + 1, migration: migrations[epoch % 2]! };
  if (action === 'hold' || action === 'resume') return { type: 'received.Transit', action, ...asked };
  const place = action === 'near' ? null : attachmentAt('B', ownerOf(epoch + 1), epoch + 1);
  return { type: 'received.Forward', ...asked, verdict: 'valid', place };
}

/** Plays moves, and checks after each. @returns the states that were met. */
function play(all: readonly Move[], party = accessRouter): ReadonlySet<string> {
  const router = new RouterWorld('A', true, party);
  const met = new Set([router.state]);
  let packets = 0;
  for (const move of all) {
    const rows = router.rows.length;
    const gone = router.gone.length;
    if (move.move === 'event') router.give(move.event);
    else if (move.move === 'leave') router.give(leave(move.action, router));
    else if (move.move === 'packet') router.arrive({ number: (packets += 1), tag: move.tag });
    else if (move.move === 'timer') router.fire(move.choice);
    else if (move.move === 'settle') router.settle(move.isTold, move.isDurable);
    else router.restart();
    met.add(router.state);
    checkRows(router, rows, move.move === 'restart');
    checkWays(router, gone);
    checkWaiting(router);
    expect(router.gone.length + router.waiting.length + router.crashed).toBe(packets);
    expect(contextBreaches(router.context)).toEqual([]);
  }
  return met;
}

/** INV-006 at one router: rows only go on, and what is durable covers them. */
function checkRows({ rows, durable }: RouterWorld, from: number, isRestart: boolean): void {
  for (let at = Math.max(1, from); at < rows.length; at += 1) {
    const [before, now] = [rows[at - 1]!, rows[at]!];
    // A record that failed may be durable: then the restart is what goes on.
    if (!isRestart || at > from) expect(now.epoch).toBeGreaterThanOrEqual(before.epoch);
    if (now.epoch === before.epoch && before.rule === 'forward')
      expect(['forward', 'none']).toContain(now.rule);
    if (now.epoch === before.epoch && now.rule !== 'none' && before.rule !== 'none') {
      expect(now.host).toBe(before.host);
    }
    if (now.rule === 'forward') {
      expect(now.place?.epoch).toBe(now.epoch);
      expect(durable).toContainEqual(expect.objectContaining({ step: 'forwarding', epoch: now.epoch }));
    } else if (now.rule !== 'none') {
      expect(durable).toContainEqual(
        expect.objectContaining({ step: 'attached', epoch: now.epoch, host: now.host }),
      );
    }
    expect(now.expects === 0 || now.expects > now.epoch).toBe(true);
  }
}

/** Nothing goes back: through a tunnel only to a higher epoch, and by its own address only what came so. */
function checkWays({ gone }: RouterWorld, from: number): void {
  for (const packet of gone.slice(from)) {
    if (packet.way === 'tunnel') expect(packet.epoch).toBeGreaterThan(packet.tag);
    if (packet.way === 'unreachable') expect(packet.tag).toBe(0);
  }
}

/** Nothing waits for ever, or without bound, or out of order. */
function checkWaiting({ waiting, timers, state }: RouterWorld): void {
  expect(waiting.length).toBeLessThanOrEqual(room);
  if (waiting.length > 0) expect(timers, state).not.toEqual([]);
  expect(waiting.map(({ number }) => number)).toEqual(
    waiting.map(({ number }) => number).sort((one, other) => one - other),
  );
}

const settings = { numRuns: Number(process.env['XLMP_RUNS'] ?? 200), seed: 3 };

describe('random surroundings', () => {
  it('never lead an access router back, and never make it forget a packet', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(moves, (all) => {
        for (const state of play(all)) met.add(state);
      }),
      settings,
    );
    const waiting = accessRouter
      .describe()
      .states.filter(
        ({ initial, timers, tags }) => initial === '' && (timers.length > 0 || tags.includes('rest')),
      );
    expect(waiting.map(({ path }) => path).filter((path) => !met.has(path))).toEqual([]);
  });

  it.each<readonly [string, Overrides]>([
    ['does not compare epochs', { guards: { isOutdated: () => false } }],
    ['holds without limit', { patch: { states: { holding: { after: undefined } } } }],
    [
      'forgets what waits when it delivers again',
      { patch: { states: { attached: { states: { serving: { entry: [] } } } } } },
    ],
    [
      'forwards before that is durable',
      { patch: { states: { recording: { always: { target: 'forwarding', guard: 'isExpecting' } } } } },
    ],
    ['keeps who is prepared for ever', { patch: { states: { prepared: { after: undefined } } } }],
  ])('would show a router that %s', (_, overrides) => {
    const wrong = mutateAccessRouter(overrides);
    expect(() =>
      fc.assert(
        fc.property(moves, (all) => void play(all, wrong)),
        settings,
      ),
    ).toThrow();
  });

  it('leave no packet waiting once every timer has fired and the journal is heard', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const router = new RouterWorld('A', true);
        let packets = 0;
        for (const move of all) {
          if (move.move === 'event') router.give(move.event);
          else if (move.move === 'leave') router.give(leave(move.action, router));
          else if (move.move === 'packet') router.arrive({ number: (packets += 1), tag: move.tag });
          else if (move.move === 'settle') router.settle(move.isTold, move.isDurable);
        }
        for (let round = 0; round < 9; round += 1) {
          router.settle();
          router.fire(0);
        }
        expect(router.isAtRest).toBe(true);
        expect(router.waiting).toEqual([]);
        expect(router.gone.length).toBe(packets);
      }),
      settings,
    );
  });
});
