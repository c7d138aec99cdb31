/**
 * Where a machine is, and which announcement of it that is: what mover, correspondent and rendezvous compare
 * (chapter 11). Announcements are ordered by epoch and then by sequence; nothing else orders them.
 */

/** The number of an announcement of a place. */
export interface Announcement {
  /** How often the machine has changed owner. */
  readonly epoch: number;
  /** Counts the announcements within the epoch, from 1; 0 for none. */
  readonly sequence: number;
}

/** A place of a machine as it was announced. */
export interface Place extends Announcement {
  /** The address of the machine there: nodes of 28 octets in hexadecimal, the sink its HID. */
  readonly nodes: string;
}

/** Tells whether an announcement is later than another one. */
export function isLater(one: Announcement, other: Announcement): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.sequence > other.sequence);
}

/** Tells whether two announcements have the same epoch and sequence. */
export function isSameAnnouncement(one: Announcement, other: Announcement): boolean {
  return one.epoch === other.epoch && one.sequence === other.sequence;
}
