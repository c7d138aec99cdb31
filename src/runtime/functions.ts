/**
 * What an endpoint is built from and does not choose itself: codec, signatures, packets, journal and the parties.
 * The reference gives its own; a mutant replaces one of them.
 */
import type { destinationHost, sourceHost, witness } from '../machines/index.ts';
import type {
  authenticHeader,
  decodeJournalRecord,
  decodeMessage,
  encodeJournalRecord,
  identifierOf,
  judgeTicket,
  sealMessage,
  sessionId,
  transcriptDigest,
  verifyAttachment,
  verifyDelegation,
  verifyMessage,
  verifyPermit,
  verifyStatement,
} from '../protocol/index.ts';
import type { readJournal } from './journal-reading.ts';
import type { recover } from './recovery.ts';
import type { PacketFunctions } from './xip-stack.ts';

/** The parts of an endpoint that can be replaced. */
export interface ProtocolFunctions extends PacketFunctions {
  readonly decodeMessage: typeof decodeMessage;
  readonly sealMessage: typeof sealMessage;
  readonly verifyMessage: typeof verifyMessage;
  readonly authenticHeader: typeof authenticHeader;
  readonly transcriptDigest: typeof transcriptDigest;
  readonly judgeTicket: typeof judgeTicket;
  readonly verifyPermit: typeof verifyPermit;
  readonly verifyStatement: typeof verifyStatement;
  readonly verifyAttachment: typeof verifyAttachment;
  readonly verifyDelegation: typeof verifyDelegation;
  readonly sessionId: typeof sessionId;
  readonly identifierOf: typeof identifierOf;
  readonly encodeJournalRecord: typeof encodeJournalRecord;
  readonly decodeJournalRecord: typeof decodeJournalRecord;
  readonly readJournal: typeof readJournal;
  readonly recover: typeof recover;
  readonly sourceHost: typeof sourceHost;
  readonly destinationHost: typeof destinationHost;
  readonly witness: typeof witness;
}
