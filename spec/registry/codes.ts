/** The code tables and flag tables: every enumerated value on the wire. Data only. */
import type { CodeRow, CodeTableName, FlagTableName } from './shape.ts';

/** Why a migration is asked for. */
const purpose = {
  migrate: { code: 1, doc: 'Move the machine.' },
  'dry-run': { code: 2, doc: 'Do everything up to the votes, report, and release.' },
} as const;

/** How a disk comes along. */
const diskMode = {
  'shared-fenced': { code: 1, doc: 'Both hosts reach it; the storage refuses lower epochs.' },
  'shared-unfenced': { code: 2, doc: 'Both hosts reach it and nothing keeps the loser off it.' },
  copied: { code: 3, doc: 'Carried with the memory.' },
  'read-only': { code: 4, doc: 'Never written.' },
  absent: { code: 5, doc: 'Stays behind.' },
} as const;

/** The vote of one part of the destination. */
const vote = {
  no: { code: 0, doc: 'Not able.' },
  yes: { code: 1, doc: 'Ready, and reserved until the lease ends.' },
} as const;

/** Why something was refused, aborted or given back. */
const reason = {
  'unsupported-version': { code: 1, doc: 'No version of the control protocol in common.' },
  'unsupported-format': {
    code: 2,
    doc: 'No version of the machine state format or of the rebind in common.',
  },
  'ticket-signature': {
    code: 3,
    doc: 'The ticket is not signed by the key behind the identifier of the machine.',
  },
  'ticket-party': { code: 4, doc: 'The ticket names another machine, source or destination.' },
  'ticket-time': { code: 5, doc: 'The ticket is not valid yet, or no longer.' },
  'ticket-epoch': { code: 6, doc: 'The epoch is outside the range of the ticket.' },
  'ticket-mode': { code: 7, doc: 'The ticket does not allow the transfer mode.' },
  policy: { code: 8, doc: 'The host does not want to.' },
  'no-resources': { code: 9, doc: 'Memory, processors or disk space are lacking.' },
  busy: { code: 10, doc: 'Another migration of the same machine is under way.' },
  'stale-epoch': { code: 11, doc: 'The host has seen a higher epoch of the machine.' },
  downgrade: { code: 12, doc: 'The transcript digest does not fit what was sent and received.' },
  'network-not-ready': { code: 13, doc: 'The attachment at the new access router is not ready.' },
  'disk-not-ready': { code: 14, doc: 'A disk is not ready.' },
  'freeze-budget': { code: 15, doc: 'The freeze would take, or took, longer than its budget.' },
  'no-convergence': { code: 16, doc: 'The machine dirties memory faster than it is carried.' },
  timeout: { code: 17, doc: 'The other party did not answer in time.' },
  cancelled: { code: 18, doc: 'Somebody who may do so cancelled the migration.' },
  'transfer-integrity': { code: 19, doc: 'What arrived does not have the digest that was announced.' },
  hypervisor: { code: 20, doc: 'The hypervisor failed.' },
  'witness-required': { code: 21, doc: 'A statement of the witness is missing, or says something else.' },
  journal: { code: 22, doc: 'The journal could not be written.' },
  superseded: { code: 23, doc: 'A higher epoch exists.' },
  'lease-expired': { code: 24, doc: 'The reservation ended before it was used.' },
  'unsafe-disk': { code: 25, doc: 'A disk is shared without fencing and nobody has allowed that.' },
  'not-authorised': { code: 26, doc: 'The sender may not ask for this.' },
  'unexpected-message': { code: 27, doc: 'The message has no place in the state of the receiver.' },
  'dry-run-done': { code: 28, doc: 'The dry run ended and its reservation is released.' },
  restart: { code: 29, doc: 'The host restarted before the commit.' },
  attachment: {
    code: 30,
    doc: 'The statement of attachment is missing, not good, or of another machine, epoch or standing.',
  },
  delegation: { code: 31, doc: 'The delegation is missing, not good, or for another host or epoch.' },
} as const;

/** What a party knows of a migration. */
const outcome = {
  unknown: { code: 0, doc: 'Never heard of it. Never to be taken for "no".' },
  active: { code: 1, doc: 'Under way and not committed.' },
  committed: { code: 2, doc: 'The commit record is written; where the machine runs follows from the epoch.' },
  aborted: { code: 3, doc: 'Ended without commit.' },
  'given-back': { code: 4, doc: 'Committed, not started, and returned to the source under the next epoch.' },
  done: { code: 5, doc: 'The machine runs at the destination and everything is cleaned up.' },
} as const;

/** Where a migration stands. */
const phase = {
  none: { code: 0, doc: 'Nothing under way.' },
  offer: { code: 1, doc: 'Offered, not yet prepared.' },
  prepare: { code: 2, doc: 'Being prepared, or prepared.' },
  'pre-copy': { code: 3, doc: 'Memory is carried while the machine runs.' },
  freeze: { code: 4, doc: 'The machine stands still; the last state is carried.' },
  commit: { code: 5, doc: 'From the commit record to the first instruction at the new place.' },
  clean: { code: 6, doc: 'Runs at the new place; the old one is cleaned up.' },
  ended: { code: 7, doc: 'Over.' },
} as const;

/** An answer with three values. */
const answer = {
  no: { code: 0, doc: 'No.' },
  yes: { code: 1, doc: 'Yes.' },
  unknown: { code: 2, doc: 'Not known.' },
} as const;

/** What became of a compare-and-set at the witness. */
const swapOutcome = {
  none: { code: 0, doc: 'Nothing was to be set.' },
  swapped: { code: 1, doc: 'The register holds what was asked for.' },
  conflict: { code: 2, doc: 'The register holds another epoch or owner than expected; nothing was set.' },
  refused: { code: 3, doc: 'The sender may not set it; nothing was set.' },
} as const;

/** The answer to a cancel. */
const cancelOutcome = {
  done: { code: 1, doc: 'The migration is cancelled and will not commit.' },
  'too-late': { code: 2, doc: 'The commit record is written.' },
  unknown: { code: 3, doc: 'No such migration is known here.' },
} as const;

/** What a statement of attachment says of the attachment. */
const standing = {
  prepared: { code: 1, doc: 'Everything is ready; no traffic of the machine goes there yet.' },
  active: { code: 2, doc: 'Traffic of the machine goes there.' },
} as const;

/** What an access router does with packets for a machine. */
const attachmentState = {
  absent: { code: 0, doc: 'The machine is not attached here.' },
  prepared: {
    code: 1,
    doc: 'A host is prepared; only what is tunnelled here is kept, until it is attached.',
  },
  attached: { code: 2, doc: 'Delivered to the attached host.' },
  holding: { code: 3, doc: 'Kept, in order.' },
  forwarding: { code: 4, doc: 'Sent on to the new place.' },
} as const;

/** What a host asks an access router to do with packets for a machine. */
const transitAction = {
  hold: { code: 1, doc: 'Keep them: the machine is about to be frozen.' },
  resume: { code: 2, doc: 'Deliver them again, first those that were kept: the machine goes on here.' },
  forward: { code: 3, doc: 'Send them on to the new place, first those that were kept.' },
} as const;

/** What became of an announcement of a place. */
const bindOutcome = {
  bound: { code: 1, doc: 'The place is taken.' },
  stale: { code: 2, doc: 'A later one is known; the answer has its epoch and sequence.' },
  unknown: { code: 3, doc: 'Nothing is known of the machine.' },
} as const;

/** What a session carries. */
const sessionKind = {
  stream: { code: 1, doc: 'Octets, all of them, in order.' },
  datagram: { code: 2, doc: 'Datagrams, each once at most.' },
} as const;

/** What the message `Error` complains of. */
const errorCode = {
  'unsupported-version': { code: 1, doc: 'The version of the header is not spoken here.' },
  'unknown-type': { code: 2, doc: 'The type is unknown.' },
  'unknown-critical': { code: 3, doc: 'A critical TLV is unknown.' },
  malformed: { code: 4, doc: 'The message does not decode, for any other reason.' },
} as const;

/** Signature algorithms. */
const algorithm = { ed25519: { code: 1, doc: 'Ed25519 of RFC 8032.' } } as const;

/** Hashes that make an identifier of a key. */
const hash = {
  'sha256-160': { code: 1, doc: 'SHA-256, its first 20 octets.' },
} as const;

/** How memory and disks may be carried. */
const transferModes = {
  preCopy: { code: 0x0001, doc: 'Memory in rounds while the machine runs.' },
  postCopy: { code: 0x0002, doc: 'Memory fetched by the running machine after the switch.' },
  diskCopy: { code: 0x0004, doc: 'Disks carried with the memory.' },
} as const;

/** All code tables by name, but those whose codes stand with their rows: `messageType` in messages.ts, `journalStep` in journal.ts. */
export const codeTables = {
  purpose,
  diskMode,
  vote,
  reason,
  outcome,
  phase,
  answer,
  swapOutcome,
  cancelOutcome,
  standing,
  attachmentState,
  transitAction,
  bindOutcome,
  sessionKind,
  errorCode,
  algorithm,
  hash,
} as const satisfies Record<
  Exclude<CodeTableName, 'messageType' | 'journalStep'>,
  Readonly<Record<string, CodeRow>>
>;

/** All flag tables by name; the code of a flag is its bit. */
export const flagTables = { transferModes } as const satisfies Record<
  FlagTableName,
  Readonly<Record<string, CodeRow>>
>;
