/** How an announcement and its answer compare, for correspondents and for rendezvous (chapter 13). */
import type { AttachmentJson, BindingJson, DelegationJson } from '../protocol/generated/record-json.ts';
import { isSameAnnouncement, type Announcement } from './announcements.ts';

/** The sequence that belongs to a delegate. */
export const sequenceOfDelegate = 1;

/** The first sequence of the machine itself under an epoch. */
export const firstSequence = 2;

/** What is announced, and by what right. */
export interface Announcing extends Announcement {
  /** What is announced; null before the first place. */
  readonly attachment: AttachmentJson | null;
  /** The right of a host to speak for the machine; null for the machine itself. */
  readonly delegation: DelegationJson | null;
}

/** Tells whether a place is to be announced: it is a new one, or under a higher epoch, and the epoch is not over. */
export function isNews(
  { epoch, attachment, delegation }: Announcing,
  { epoch: newEpoch, nodes }: AttachmentJson,
): boolean {
  if (delegation !== null) return newEpoch === delegation.epoch && newEpoch > epoch;
  return newEpoch > epoch || (newEpoch === epoch && attachment?.nodes !== nodes);
}

/** What a new place changes. */
export function announced(
  { epoch, sequence, delegation }: Announcing,
  attachment: AttachmentJson,
): Announcement & { readonly attachment: AttachmentJson; readonly count: 0 } {
  const first = delegation === null ? firstSequence : sequenceOfDelegate;
  const next = attachment.epoch > epoch ? first : sequence + 1;
  return { attachment, epoch: attachment.epoch, sequence: Math.max(next, first), count: 0 };
}

/** The answer says that just this announcement is taken. */
export function isBoundHere(context: Announcing, binding: BindingJson): boolean {
  return binding.outcome === 'bound' && isSameAnnouncement(context, binding);
}

/** The answer says that somebody announces under a higher epoch, or that the machine no longer needs its delegate. */
export function isOver({ epoch, sequence, delegation }: Announcing, binding: BindingJson): boolean {
  if (binding.outcome !== 'stale') return false;
  if (binding.epoch > epoch) return true;
  return delegation !== null && binding.epoch === epoch && binding.sequence >= sequence;
}

/** The answer says that a later announcement of the same epoch is known, or that this one has failed. */
export function isOvertaken({ epoch, sequence, delegation }: Announcing, binding: BindingJson): boolean {
  return (
    delegation === null &&
    binding.outcome === 'stale' &&
    binding.epoch === epoch &&
    binding.sequence >= sequence
  );
}

/** Somebody else announces after this one: the sequence is not its own to raise. */
export function isFollowed({ delegation }: Announcing): boolean {
  return delegation !== null;
}
