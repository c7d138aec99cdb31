/** The records of the journal: what each role writes before it does what others can see. Data only. */
import type { TlvName } from './messages.ts';

/** A kind of journal record. */
export interface JournalRow {
  readonly code: number;
  readonly role: 'source-host' | 'destination-host' | 'witness' | 'access-router' | 'rendezvous';
  /** TLVs of messages that the record must carry, in ascending order of code. */
  readonly required: readonly TlvName[];
  /** TLVs that it may carry. */
  readonly optional: readonly TlvName[];
  readonly doc: string;
}

/** Numbers of the journal; sizes in octets. */
export const journalLimits = {
  /** The first two octets of every record: the letters XJ. */
  magic: 0x584a,
  version: 1,
  recordOctets: 4096,
  /** A record ends with SHA-256 over all its octets before. */
  digestOctets: 32,
} as const;

/** Every kind of record by name. */
export const journalRecords = {
  ordered: {
    code: 0x01,
    role: 'source-host',
    required: ['purpose', 'freezeBudget', 'ticket', 'target'],
    optional: ['witness'],
    doc: 'A migration was ordered; nothing was done yet.',
  },
  frozen: {
    code: 0x02,
    role: 'source-host',
    required: ['ticket', 'target'],
    optional: ['witness', 'attachment'],
    doc: 'The machine is about to be frozen; a restart thaws it.',
  },
  committed: {
    code: 0x03,
    role: 'source-host',
    required: ['ticket', 'target', 'permit'],
    optional: ['witness', 'attachment'],
    doc: 'The commit record: from here on the source never runs this epoch again.',
  },
  swapped: {
    code: 0x04,
    role: 'source-host',
    required: ['ticket', 'target', 'permit', 'statement'],
    optional: ['witness', 'attachment'],
    doc: 'The witness holds the new epoch.',
  },
  'source-done': {
    code: 0x05,
    role: 'source-host',
    required: [],
    optional: [],
    doc: 'The destination runs the machine; the copy at the source may go.',
  },
  'source-aborted': {
    code: 0x06,
    role: 'source-host',
    required: ['reason'],
    optional: [],
    doc: 'Ended without commit; the machine goes on at the source.',
  },
  regained: {
    code: 0x07,
    role: 'source-host',
    required: ['permit'],
    optional: ['statement'],
    doc: 'The destination gave the machine back; it runs here under the next epoch.',
  },
  accepted: {
    code: 0x11,
    role: 'destination-host',
    required: ['purpose', 'ticket', 'address'],
    optional: ['witness'],
    doc: 'An offer was accepted.',
  },
  prepared: {
    code: 0x12,
    role: 'destination-host',
    required: ['ticket', 'address'],
    optional: ['witness'],
    doc: 'Resources are reserved.',
  },
  complete: {
    code: 0x13,
    role: 'destination-host',
    required: ['ticket', 'address', 'stateDigest'],
    optional: ['witness'],
    doc: 'The whole state is here; the outcome is not known.',
  },
  permitted: {
    code: 0x14,
    role: 'destination-host',
    required: ['ticket', 'address'],
    optional: ['witness', 'permit', 'statement'],
    doc: 'The right to run is here, by permit or by statement of the witness.',
  },
  running: {
    code: 0x15,
    role: 'destination-host',
    required: ['running'],
    optional: [],
    doc: 'The machine runs here.',
  },
  'given-back': {
    code: 0x16,
    role: 'destination-host',
    required: ['ticket', 'address', 'permit', 'reason'],
    optional: ['witness', 'statement'],
    doc: 'The copy here never ran and is gone; the right to run goes back.',
  },
  released: {
    code: 0x17,
    role: 'destination-host',
    required: ['reason'],
    optional: [],
    doc: 'The reservation is gone and nothing runs here.',
  },
  register: {
    code: 0x21,
    role: 'witness',
    required: ['statement'],
    optional: [],
    doc: 'The register of a machine.',
  },
  attached: {
    code: 0x31,
    role: 'access-router',
    required: ['attachment'],
    optional: [],
    doc: 'A host is attached; what comes for the machine goes to it.',
  },
  forwarding: {
    code: 0x32,
    role: 'access-router',
    required: ['attachment'],
    optional: [],
    doc: 'The machine has left for another place; what comes for it goes there.',
  },
  detached: {
    code: 0x33,
    role: 'access-router',
    required: [],
    optional: [],
    doc: 'The machine is not attached here any longer.',
  },
  bound: {
    code: 0x41,
    role: 'rendezvous',
    required: ['attachment', 'place'],
    optional: [],
    doc: 'Where the machine said it is.',
  },
} as const satisfies Readonly<Record<string, JournalRow>>;

/** The name of a kind of journal record. */
export type JournalStep = keyof typeof journalRecords;
