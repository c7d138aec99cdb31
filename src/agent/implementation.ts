/**
 * Everything of the reference that a mutant may replace: what the endpoint is built from, and what the adapter
 * evaluates.
 */
import {
  type HostAttachmentFunctions,
  hostAttachmentFunctions,
  type PeerFunctions,
  peerFunctions,
  type StationFunctions,
  stationFunctions,
} from '../adaptation/index.ts';
import { destinationHost, sourceHost, witness } from '../machines/index.ts';
import * as protocol from '../protocol/index.ts';
import { type ProtocolFunctions, readJournal, recover } from '../runtime/index.ts';
import { encodeSessionPacket } from '../sessions/index.ts';
import * as xia from '../xia/index.ts';

/** An implementation as a record of its functions. */
export interface Implementation
  extends ProtocolFunctions, PeerFunctions, StationFunctions, HostAttachmentFunctions {
  readonly encodeMessage: typeof protocol.encodeMessage;
  readonly toJson: typeof protocol.toJson;
  readonly fromJson: typeof protocol.fromJson;
  readonly verifyTicket: typeof protocol.verifyTicket;
  readonly encodeSessionPacket: typeof encodeSessionPacket;
  readonly parseXid: typeof xia.parseXid;
  readonly formatXid: typeof xia.formatXid;
  readonly encodeXid: typeof xia.encodeXid;
  readonly parseDag: typeof xia.parseDag;
  readonly formatDag: typeof xia.formatDag;
  readonly decodeDag: typeof xia.decodeDag;
  readonly encodeDag: typeof xia.encodeDag;
  readonly encapsulateInIp: typeof xia.encapsulateInIp;
}

/** The reference. */
export const referenceImplementation: Implementation = {
  ...peerFunctions,
  ...stationFunctions,
  ...hostAttachmentFunctions,
  buildPacket: xia.buildPacket,
  parsePacket: xia.parsePacket,
  echoReplyTo: xia.echoReplyTo,
  decodeMessage: protocol.decodeMessage,
  encodeMessage: protocol.encodeMessage,
  sealMessage: protocol.sealMessage,
  verifyMessage: protocol.verifyMessage,
  authenticHeader: protocol.authenticHeader,
  transcriptDigest: protocol.transcriptDigest,
  judgeTicket: protocol.judgeTicket,
  verifyTicket: protocol.verifyTicket,
  verifyPermit: protocol.verifyPermit,
  verifyStatement: protocol.verifyStatement,
  verifyAttachment: protocol.verifyAttachment,
  verifyDelegation: protocol.verifyDelegation,
  sessionId: protocol.sessionId,
  identifierOf: protocol.identifierOf,
  toJson: protocol.toJson,
  fromJson: protocol.fromJson,
  encodeJournalRecord: protocol.encodeJournalRecord,
  decodeJournalRecord: protocol.decodeJournalRecord,
  readJournal,
  recover,
  sourceHost,
  destinationHost,
  witness,
  encodeSessionPacket,
  parseXid: xia.parseXid,
  formatXid: xia.formatXid,
  encodeXid: xia.encodeXid,
  parseDag: xia.parseDag,
  formatDag: xia.formatDag,
  decodeDag: xia.decodeDag,
  encodeDag: xia.encodeDag,
  encapsulateInIp: xia.encapsulateInIp,
  makeRouter: (address) => new xia.Router(address),
};
