/** What is said in the world of a rebinding, by whom, and whether it can still change anything. */
import type {
  Announcement,
  CorrespondentContext,
  CorrespondentEvent,
  PartyState,
  RebindingContext,
  RebindingEffect,
  RebindingEvent,
  TimerFired,
} from '../machines/index.ts';
import type { AttachmentJson, DelegationJson } from '../protocol/index.ts';

/** Who announces. */
export type Speaker = 'machine' | 'delegate';

/** A message under way. */
export type RebindParcel =
  | {
      readonly to: 'correspondent';
      /** Who said it; the adversary has the key of the machine in the state that it had under epoch 1. */
      readonly from: Speaker | 'adversary';
      readonly event: CorrespondentEvent;
    }
  | {
      readonly to: Speaker;
      readonly from: 'correspondent';
      readonly event: RebindingEvent;
      /** The announcement that it answers: what the exchange of the message tells. */
      readonly asked: Announcement;
    };

/** What is known of the one whom a parcel is for. */
interface Listeners {
  readonly correspondent: PartyState<CorrespondentContext>;
  readonly machine: PartyState<RebindingContext>;
  readonly delegate: PartyState<RebindingContext>;
}

/** The session, in hexadecimal. */
export const session = '5e'.repeat(16);
/** The id of the HID of the machine, in hexadecimal. */
export const machine = 'a1'.repeat(20);
const proof = { algorithm: 'ed25519', hash: 'sha256-160', key: '', signature: '' } as const;

/** The places of the script: the machine goes away and comes back. */
export const script: readonly AttachmentJson[] = [attachment(1, 'A'), attachment(2, 'B'), attachment(3, 'A')];

/** The right of the delegate to speak under epoch 2. */
export const delegation: DelegationJson = { machine, delegate: 'host', epoch: 2, ...proof };

/** What the host of epoch 1 can say with the key of the machine: much under its own epoch, nothing that an AD signed for. */
export function forged(): readonly RebindParcel[] {
  return [
    { to: 'correspondent', from: 'adversary', event: rebind(script[0]!, 9, 'valid') },
    { to: 'correspondent', from: 'adversary', event: rebind({ ...script[0]!, epoch: 2 }, 9, 'attachment') },
    { to: 'correspondent', from: 'adversary', event: { type: 'received.RebindProof', nonce: 'guess' } },
  ];
}

/** What a speaker has sent, as a parcel. */
export function parcelOf(
  speaker: Speaker,
  { params }: Extract<RebindingEffect, { type: 'send' }>,
): RebindParcel {
  const { message } = params;
  const event: CorrespondentEvent =
    message.type === 'Rebind'
      ? rebind(message.attachment, message.place.sequence, 'valid')
      : { type: 'received.RebindProof', nonce: message.challenge.nonce };
  return { to: 'correspondent', from: speaker, event };
}

function rebind(
  { epoch, nodes }: AttachmentJson,
  sequence: number,
  verdict: 'valid' | 'attachment',
): CorrespondentEvent {
  return {
    type: 'received.Rebind',
    verdict,
    place: { epoch, sequence, nodes },
    octets: 0,
    answerOctets: 0,
    nonce: '',
  };
}

/**
 * Gives a rebind the nonce that it would get now: another one for each announcement and each failed test.
 *
 * @param giveUps how many tests may still fail.
 */
export function fresh(event: CorrespondentEvent, giveUps: number): CorrespondentEvent {
  if (event.type !== 'received.Rebind') return event;
  const { epoch, sequence } = event.place;
  return { ...event, nonce: `${epoch}.${sequence}.${giveUps}` };
}

/**
 * Whether a parcel can still change anything. Numbers only rise, so an answer to what is not said any more, and a proof
 * for a challenge of before, never will.
 */
export function isLive(world: Listeners, parcel: RebindParcel): boolean {
  if (parcel.to === 'correspondent') {
    if (parcel.from === 'adversary' || parcel.event.type !== 'received.RebindProof') return true;
    return parcel.event.nonce === world.correspondent.context.nonce;
  }
  const { epoch, sequence } = world[parcel.to].context;
  return parcel.asked.epoch === epoch && parcel.asked.sequence === sequence;
}

/** What an answer is about: the rebind that was heard, or the one whose challenge was answered. */
export function askedBy(
  event: CorrespondentEvent | TimerFired,
  { context: { latest } }: PartyState<CorrespondentContext>,
): Announcement {
  if (event.type !== 'received.Rebind') return latest;
  const { epoch, sequence } = event.place;
  return { epoch, sequence };
}

function attachment(epoch: number, nodes: string): AttachmentJson {
  return { machine, epoch, host: '', standing: 'active', nodes, ...proof };
}
