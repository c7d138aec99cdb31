/**
 * A machine, its delegates and a correspondent over a network that keeps everything that was ever said, for tests: any
 * message may be delivered at any time, again and again, or never.
 */
import { expect } from 'vitest';
import { adaptationLimits } from '../../spec/registry/limits.ts';
import type { AttachmentJson, DelegationJson } from '../protocol/generated/record-json.ts';
import type { Place } from './announcements.ts';
import type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  RebindRequest,
} from './correspondent-events.ts';
import { allowanceOf, correspondent, isProved } from './correspondent.ts';
import type { PartyState, Step, TimerCommand, TimerFired } from './party.ts';
import type { RebindingContext, RebindingEffect, RebindingEvent } from './rebinding-events.ts';
import { rebinding } from './rebinding.ts';
import type { Verdict } from './records.ts';

/** The id of the machine in tests. */
export const machine = 'a1'.repeat(20);

const session = '5e'.repeat(16);
const rebindOctets = 650;
const answerOctets = 430;
const proof = {
  algorithm: 'ed25519',
  hash: 'sha256-160',
  key: '0a'.repeat(32),
  signature: '0b'.repeat(64),
} as const;

/** The address of the machine in one of the ADs. */
export function nodesAt(ad: number): string {
  return `${10 + ad}`.repeat(28);
}

/** A statement of attachment. */
export function attachmentAt(epoch: number, ad: number): AttachmentJson {
  return { machine, epoch, host: 'd4'.repeat(20), standing: 'active', nodes: nodesAt(ad), ...proof };
}

/** A delegation for an epoch. */
export function delegationFor(epoch: number): DelegationJson {
  return { machine, delegate: 'd4'.repeat(20), epoch, ...proof };
}

/** A correspondent that has a session with the machine, which is in AD 0 under epoch 1. */
function openedSession(party: typeof correspondent): PartyState<CorrespondentContext> {
  const { state } = party.begin({ peer: machine, role: 'opens', hasRendezvous: false });
  return party.step(state, {
    type: 'received.SessionAccept',
    session,
    place: { epoch: 1, sequence: 1, nodes: nodesAt(0) },
    isWhereSent: true,
    octets: 600,
    answerOctets,
    nonce: '70'.repeat(16),
  }).state;
}

/** Timers that run. */
class Timers {
  private armed: readonly string[] = [];

  take(outputs: readonly { readonly type: string }[]): void {
    for (const output of outputs) {
      if (output.type === 'arm') this.armed = [...this.armed, (output as TimerCommand).timer];
      if (output.type === 'disarm') {
        this.armed = this.armed.filter((timer) => timer !== (output as TimerCommand).timer);
      }
    }
  }

  /** Whether a timer runs, and which one; the caller lets it run out. */
  next(): TimerFired | undefined {
    const [timer] = this.armed;
    this.armed = this.armed.slice(1);
    return timer === undefined ? undefined : { type: timer as TimerFired['type'] };
  }
}

/** A correspondent, watched: after each step the laws of places and octets are checked. */
export class WatchedCorrespondent {
  state: PartyState<CorrespondentContext>;
  private readonly party: typeof correspondent;
  private readonly timers = new Timers();
  private highest = { epoch: 1, sequence: 1 };
  private readonly announced = new Map([['1.1', nodesAt(0)]]);
  private readonly came = new Map<string, number>();
  private readonly went = new Map<string, number>();
  private readonly proved = new Set(['1.1']);

  constructor(party = correspondent) {
    this.party = party;
    this.state = openedSession(party);
  }

  /** Gives an event and checks what it does. */
  give(event: CorrespondentEvent | TimerFired): readonly (CorrespondentEffect | TimerCommand)[] {
    const before = this.state;
    const step: Step<CorrespondentContext, CorrespondentEffect> = this.party.step(before, event);
    this.note(before, event);
    this.state = step.state;
    this.timers.take(step.outputs);
    for (const output of step.outputs) this.check(before, output);
    this.checkPlace(before, event);
    return step.outputs;
  }

  /** Lets the timer that runs run out, if there is one. */
  expire(): readonly (CorrespondentEffect | TimerCommand)[] {
    const timer = this.timers.next();
    return timer === undefined ? [] : this.give(timer);
  }

  /** Where data go. */
  get place(): Place | null {
    return this.state.context.trial ?? this.state.context.good;
  }

  private note({ context }: PartyState<CorrespondentContext>, event: CorrespondentEvent | TimerFired): void {
    if (event.type === 'octets.received') this.add(this.came, context.trial?.nodes, event.count);
    if (event.type !== 'received.Rebind' || event.verdict !== 'valid') return;
    this.add(this.came, event.place.nodes, event.octets);
    if (!this.isHigher(event.place)) return;
    this.highest = { epoch: event.place.epoch, sequence: event.place.sequence };
    this.announced.set(keyOf(event.place), event.place.nodes);
  }

  private isHigher({ epoch, sequence }: Place): boolean {
    const { highest } = this;
    return epoch > highest.epoch || (epoch === highest.epoch && sequence > highest.sequence);
  }

  /** P5: what goes to a place that is not proved is counted against what came from there. */
  private check(
    { context }: PartyState<CorrespondentContext>,
    output: CorrespondentEffect | TimerCommand,
  ): void {
    const place = this.place?.nodes;
    if (output.type === 'send' && output.params.to === 'place') {
      expect(output.params.nodes).toBe(place);
      if ('challenge' in output.params.message) this.add(this.went, place, answerOctets);
    }
    if (output.type === 'pass' && context.trial !== null) this.add(this.went, place, output.params.count);
    if (context.trial === null && this.state.context.trial === null) return;
    const spent = this.went.get(place ?? '') ?? 0;
    expect(spent).toBeLessThanOrEqual(adaptationLimits.amplification * (this.came.get(place ?? '') ?? 0));
  }

  /** P4: the numbers are those of the highest verified announcement, and the place is one that was announced. */
  private checkPlace(before: PartyState<CorrespondentContext>, event: CorrespondentEvent | TimerFired): void {
    const { context } = this.state;
    expect(context.latest).toEqual(this.highest);
    for (const place of [context.good, context.trial]) {
      if (place !== null) expect(this.announced.get(keyOf(place))).toBe(place.nodes);
    }
    if (event.type === 'received.RebindProof' && isProved(this.state) && !isProved(before)) {
      expect(event.nonce).toBe(before.context.nonce);
      this.proved.add(keyOf(context.good!));
    }
    const { good } = context;
    if (event.type === 'received.Rebind' && good !== null && good.nodes === before.context.good?.nodes) {
      this.proved.add(keyOf(good));
    }
    expect(this.proved).toContain(keyOf(good!));
    expect(allowanceOf(this.state)).toBeGreaterThanOrEqual(0);
  }

  private add(counts: Map<string, number>, place: string | undefined, octets: number): void {
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + octets);
  }
}

interface Speaker {
  readonly delegation: DelegationJson | null;
  readonly timers: Timers;
  state: PartyState<RebindingContext>;
}

type Message =
  | { readonly to: 'correspondent'; readonly event: CorrespondentEvent; readonly speaker: Speaker }
  | {
      readonly to: 'speaker';
      readonly event: RebindingEvent;
      readonly speaker: Speaker;
      readonly nodes: string;
    };

/** The machine with its delegates, the correspondent, and everything that was ever said. */
export class PlaceNetwork {
  readonly correspondent = new WatchedCorrespondent();
  readonly machine = this.speaker(null);
  private readonly speakers: Speaker[] = [this.machine];
  private readonly said: Message[] = [];
  private nonces = 0;
  private place = attachmentAt(1, 0);

  /** The machine moves; its delegate, if it has one, announces the new place as well. */
  move(ad: number, hasDelegate: boolean): void {
    this.place = attachmentAt(this.place.epoch + 1, ad);
    if (hasDelegate) {
      const delegate = this.speaker(delegationFor(this.place.epoch));
      this.speakers.push(delegate);
      this.tell(delegate, { type: 'place.changed', attachment: this.place });
    }
    this.tell(this.machine, { type: 'place.changed', attachment: this.place });
  }

  /** Delivers something that was said; maybe again, maybe with a source address that somebody made up. */
  deliver(choice: number, isFromPlace: boolean): void {
    if (this.said.length === 0) return;
    const message = this.said[choice % this.said.length]!;
    if (message.to === 'speaker') this.tell(message.speaker, message.event);
    else this.ask(message, isFromPlace);
  }

  /** Lets a timer run out. */
  expire(choice: number): void {
    const which = choice % (this.speakers.length + 1);
    const speaker = this.speakers[which];
    if (speaker === undefined) this.hear(this.correspondent.expire(), this.machine);
    else {
      const timer = speaker.timers.next();
      if (timer !== undefined) this.tell(speaker, timer);
    }
  }

  /** The network gets everything through from here on. Returns how often everybody had to speak. */
  settle(): number {
    for (let round = 0; round < 40; round += 1) {
      if (this.isSettled()) return round;
      const from = this.said.length;
      this.expire(0);
      for (let next = from; next < this.said.length; next += 1) this.deliver(next, true);
    }
    throw new Error(
      `not settled: ${JSON.stringify([this.machine.state.value, this.correspondent.state.value])}`,
    );
  }

  /** The machine has nothing left to tell, and data go where it is. */
  isSettled(): boolean {
    return (
      this.machine.state.value === 'settled' &&
      isProved(this.correspondent.state) &&
      this.correspondent.place?.nodes === this.place.nodes
    );
  }

  private speaker(delegation: DelegationJson | null): Speaker {
    const known = delegation === null ? { epoch: 1, sequence: 1 } : { epoch: 0, sequence: 0 };
    const { state } = rebinding.begin({ machine, session, known, delegation, hasRendezvous: true });
    return { delegation, timers: new Timers(), state };
  }

  private tell(speaker: Speaker, event: RebindingEvent | TimerFired): void {
    const { state, outputs } = rebinding.step(speaker.state, event);
    speaker.state = state;
    speaker.timers.take(outputs);
    for (const output of outputs) if (output.type === 'send') this.say(speaker, output);
  }

  private say(speaker: Speaker, { params: { message } }: Extract<RebindingEffect, { type: 'send' }>): void {
    if (message.type === 'RebindProof') {
      const event = { type: 'received.RebindProof' as const, nonce: message.challenge.nonce };
      this.said.push({ to: 'correspondent', event, speaker });
      return;
    }
    if (speaker.delegation !== null) expect(message.place.sequence).toBe(1);
    this.said.push({
      to: 'correspondent',
      speaker,
      event: rebindOf(message.attachment, message.place.sequence),
    });
  }

  private ask({ event, speaker }: Extract<Message, { to: 'correspondent' }>, isFromPlace: boolean): void {
    this.nonces += 1;
    const nonce = this.nonces.toString(16).padStart(32, '0');
    const octets = isFromPlace ? rebindOctets : 0;
    const fresh = event.type === 'received.Rebind' ? { ...event, octets, nonce } : event;
    this.hear(this.correspondent.give(fresh), speaker);
  }

  private hear(outputs: readonly (CorrespondentEffect | TimerCommand)[], speaker: Speaker): void {
    for (const output of outputs) {
      if (output.type !== 'send' || output.params.message.type !== 'RebindAnswer') continue;
      const { binding, challenge } = output.params.message;
      const event = {
        type: 'received.RebindAnswer' as const,
        binding,
        challenge: challenge?.nonce ?? null,
      };
      this.said.push({ to: 'speaker', event, speaker, nodes: output.params.nodes });
    }
  }
}

/** A rebind as the correspondent hears it. */
export function rebindOf(
  attachment: AttachmentJson,
  sequence: number,
  verdict: Verdict = 'valid',
): Extract<CorrespondentEvent, { type: 'received.Rebind' }> {
  const { epoch, nodes } = attachment;
  const request: RebindRequest = {
    place: { epoch, sequence, nodes },
    octets: rebindOctets,
    answerOctets,
    nonce: `${epoch}${sequence}`.repeat(16),
  };
  return { type: 'received.Rebind', verdict, ...request };
}

function keyOf({ epoch, sequence }: Place): string {
  return `${epoch}.${sequence}`;
}
