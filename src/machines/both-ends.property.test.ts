/**
 * Both ends of a session move, at once and again and again: each tells the other at a place where it may be no more. The
 * old places forward only for a while; the rendezvous is what is left then (chapter 11).
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CorrespondentContext, CorrespondentEvent } from './correspondent-events.ts';
import { correspondent, isProved } from './correspondent.ts';
import type { PartyState, TimerCommand, TimerFired } from './party.ts';
import { attachmentAt, nodesAt, rebindOf } from './places.laws.ts';
import type { RebindingContext, RebindingEvent } from './rebinding-events.ts';
import { rebinding } from './rebinding.ts';

const session = '5e'.repeat(16);
const machine = 'a1'.repeat(20);

/** One end: where it is, what it says of that, and what it knows of the other end. */
class End {
  epoch = 1;
  ad = 0;
  readonly formerAds = new Set<number>();
  announcing: PartyState<RebindingContext>;
  other: PartyState<CorrespondentContext>;
  timers: { readonly of: 'announcing' | 'other'; readonly timer: string }[] = [];

  constructor(hasRendezvous: boolean) {
    const known = { epoch: 1, sequence: 1 };
    this.announcing = rebinding.begin({ machine, session, known, delegation: null, hasRendezvous }).state;
    const { state } = correspondent.begin({ peer: machine, role: 'opens', hasRendezvous });
    const place = { epoch: 1, sequence: 1, nodes: nodesAt(0) };
    const [octets, answerOctets, nonce] = [600, 430, ''];
    const accept = { type: 'received.SessionAccept', session, place, isWhereSent: true } as const;
    this.other = correspondent.step(state, { ...accept, octets, answerOctets, nonce }).state;
  }
}

/** Something under way to an end: it gets there if the end is at the place, or something sends it on. */
interface Packet {
  readonly to: 0 | 1;
  /** The place that it is sent to; null when it goes by the rendezvous. */
  readonly nodes: string | null;
  readonly event:
    | { readonly for: 'announcing'; readonly is: RebindingEvent }
    | { readonly for: 'other'; readonly is: CorrespondentEvent };
}

class BothEnds {
  readonly ends: readonly [End, End];
  private packets: Packet[] = [];
  private isForwarding = true;
  private nonces = 0;

  constructor(hasRendezvous = true) {
    this.ends = [new End(hasRendezvous), new End(hasRendezvous)];
  }

  move(which: 0 | 1, ad: number): void {
    const end = this.ends[which];
    end.formerAds.add(end.ad);
    end.ad = ad;
    end.epoch += 1;
    this.announce(which, { type: 'place.changed', attachment: attachmentAt(end.epoch, ad) });
  }

  /** One packet gets to where it goes, or is lost. */
  carry(choice: number, isLost: boolean): void {
    const [packet] = this.packets.splice(choice % Math.max(1, this.packets.length), 1);
    if (packet === undefined || isLost || !this.arrives(packet)) return;
    if (packet.event.for === 'announcing') this.announce(packet.to, packet.event.is);
    else this.learn(packet.to, packet.event.is);
  }

  expire(which: 0 | 1): void {
    const next = this.ends[which].timers.shift();
    if (next === undefined) return;
    const event: TimerFired = { type: next.timer as TimerFired['type'] };
    if (next.of === 'announcing') this.announce(which, event);
    else this.learn(which, event);
  }

  /** No old place forwards any more, and nothing is lost. Returns how many rounds of timers it took. */
  settle(): number {
    this.isForwarding = false;
    for (let round = 0; round < 40; round += 1) {
      for (let i = 0; i < 400 && this.packets.length > 0; i += 1) this.carry(0, false);
      if (this.isSettled()) return round;
      this.expire(0);
      this.expire(1);
    }
    return Number.POSITIVE_INFINITY;
  }

  private isSettled(): boolean {
    return ([0, 1] as const).every((which) => {
      const { other } = this.ends[which];
      const { ad, announcing } = this.ends[which === 0 ? 1 : 0];
      return announcing.value === 'settled' && isProved(other) && other.context.good?.nodes === nodesAt(ad);
    });
  }

  private arrives({ to, nodes }: Packet): boolean {
    const { ad, formerAds } = this.ends[to];
    if (nodes === null || nodes === nodesAt(ad)) return true;
    return this.isForwarding && [...formerAds].some((former) => nodesAt(former) === nodes);
  }

  private announce(which: 0 | 1, event: RebindingEvent | TimerFired): void {
    const end = this.ends[which];
    const to = which === 0 ? 1 : 0;
    const { state, outputs } = rebinding.step(end.announcing, event);
    end.announcing = state;
    this.arm(end, 'announcing', outputs);
    for (const output of outputs) {
      if (output.type !== 'send') continue;
      const { by, message } = output.params;
      const { trial, good } = end.other.context;
      const nodes = by === 'place' ? (trial ?? good)!.nodes : null;
      const is: CorrespondentEvent =
        message.type === 'Rebind'
          ? rebindOf(message.attachment, message.place.sequence)
          : { type: 'received.RebindProof', nonce: message.challenge.nonce };
      this.packets.push({ to, nodes, event: { for: 'other', is } });
    }
  }

  private learn(which: 0 | 1, event: CorrespondentEvent | TimerFired): void {
    const end = this.ends[which];
    const to = which === 0 ? 1 : 0;
    this.nonces += 1;
    const nonce = this.nonces.toString(16).padStart(32, '0');
    const fresh = event.type === 'received.Rebind' ? { ...event, nonce } : event;
    const { state, outputs } = correspondent.step(end.other, fresh);
    end.other = state;
    this.arm(end, 'other', outputs);
    for (const output of outputs) {
      if (output.type === 'report' && output.params.what === 'moved')
        this.announce(which, { type: 'peer.moved' });
      if (output.type !== 'send' || output.params.message.type !== 'RebindAnswer') continue;
      const { binding, challenge } = output.params.message;
      const is = { type: 'received.RebindAnswer' as const, binding, challenge: challenge?.nonce ?? null };
      const nodes = output.params.to === 'place' ? output.params.nodes : null;
      this.packets.push({ to, nodes, event: { for: 'announcing', is } });
    }
  }

  private arm(end: End, of: 'announcing' | 'other', outputs: readonly object[]): void {
    for (const output of outputs as readonly TimerCommand[]) {
      if (output.type === 'arm') end.timers.push({ of, timer: output.timer });
      if (output.type === 'disarm') end.timers = end.timers.filter(({ timer }) => timer !== output.timer);
    }
  }
}

const which = fc.constantFrom(0 as const, 1 as const);
const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('move' as const), which, ad: fc.integer({ min: 0, max: 3 }) }),
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('carry' as const), choice: fc.nat(9), isLost: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire' as const), which }) },
  ),
  { maxLength: 40, size: 'max' },
);

it('both ends find each other again, wherever they moved meanwhile and whatever was lost', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const both = new BothEnds();
      for (const move of all) {
        if (move.kind === 'move') both.move(move.which, move.ad);
        else if (move.kind === 'carry') both.carry(move.choice, move.isLost);
        else both.expire(move.which);
      }
      expect(both.settle()).toBeLessThan(40);
    }),
    { numRuns: Number(process.env['XLMP_RUNS'] ?? 150), seed: 4 },
  );
});

it('both ends find each other when they move within one freeze', () => {
  const both = new BothEnds();
  both.move(0, 1);
  both.move(1, 2);
  expect(both.settle()).toBeLessThanOrEqual(1);
});

it('both ends are lost to each other when they move at once and nothing is left that knows them', () => {
  const both = new BothEnds(false);
  both.move(0, 1);
  both.move(1, 2);
  expect(both.settle()).toBe(Number.POSITIVE_INFINITY);
});
