/**
 * Reads the octets of a journal back into records (chapter 08): all of them, or up to a torn end, or not at all.
 */
import { journalLimits } from '../../spec/registry/journal.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { equalOctets } from '../core/compare.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type JournalRecord, journalRecordLength, sha256 } from '../protocol/index.ts';

/** How one record is read and written. */
export interface JournalCodec {
  readonly decode: (octets: Uint8Array) => Result<JournalRecord, DecodeError>;
  readonly encode: (record: JournalRecord) => Uint8Array;
}

/** What a journal holds. */
export interface JournalReading {
  /** In the order of writing. */
  readonly records: readonly JournalRecord[];
  /** Octets of these records; what lies behind is a torn write. */
  readonly length: number;
}

/** Why a journal cannot be used. */
export interface JournalFault {
  readonly code: DecodeErrorCode | 'wrong-sequence';
  /** Offset in octets from the start of the journal. */
  readonly offset: number;
  readonly requirement: RequirementId;
}

/**
 * Reads a journal.
 *
 * @returns the records and where they end, or the first fault that is no torn end.
 * @see JRN-003 to JRN-006
 */
export function readJournal(octets: Uint8Array, codec: JournalCodec): Result<JournalReading, JournalFault> {
  const records: JournalRecord[] = [];
  let at = 0;
  while (at < octets.length) {
    const rest = octets.subarray(at);
    const length = wholeLength(rest);
    if (length === undefined) {
      if (isTornEnd(rest)) break;
      return err({ code: faultOf(rest, codec), offset: at, requirement: 'JRN-004' });
    }
    const decoded = codec.decode(rest.subarray(0, length));
    if (!decoded.ok) {
      return err({ code: decoded.error.code, offset: at + decoded.error.offset, requirement: 'JRN-005' });
    }
    if (decoded.value.header.sequence !== records.length + 1) {
      return err({ code: 'wrong-sequence', offset: at, requirement: 'JRN-006' });
    }
    records.push(decoded.value);
    at += length;
  }
  return ok({ records, length: at });
}

/** The length of the record at the start when it is whole and has its digest. */
function wholeLength(octets: Uint8Array): number | undefined {
  const length = journalRecordLength(octets);
  if (length === undefined || length > octets.length) return undefined;
  const end = length - journalLimits.digestOctets;
  const good = equalOctets(sha256(octets.subarray(0, end)), octets.subarray(end, length));
  return good ? length : undefined;
}

/** An append that was cut short leaves less than a record can be long, and no whole record behind it. */
function isTornEnd(rest: Uint8Array): boolean {
  if (rest.length > journalLimits.recordOctets) return false;
  for (let at = 1; at < rest.length; at += 1) {
    if (wholeLength(rest.subarray(at)) !== undefined) return false;
  }
  return true;
}

function faultOf(rest: Uint8Array, codec: JournalCodec): DecodeErrorCode {
  const length = journalRecordLength(rest);
  const decoded = codec.decode(rest.subarray(0, Math.min(length ?? rest.length, rest.length)));
  return decoded.ok ? 'bad-checksum' : decoded.error.code;
}
