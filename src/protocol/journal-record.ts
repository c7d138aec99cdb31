/**
 * The codec of journal records: the TLV engine of messages, a header of its own, and SHA-256 over all that
 * stands before it as the end (chapter 08).
 */
import { journalRequirements } from '../../spec/registry/decode-requirements.ts';
import { journalLimits } from '../../spec/registry/journal.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { equalOctets } from '../core/compare.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { asDecodeError } from './decode-errors.ts';
import { readJournalRecord } from './generated/decode-journal.ts';
import { writeJournalRecord } from './generated/encode-journal.ts';
import type { JournalRecord } from './generated/journal-records.ts';
import { journalHeaderFields, journalHeaderOffsets } from './generated/layout.ts';
import { readJournalHeader } from './generated/read-records.ts';
import { sha256 } from './signature.ts';
import { Defect, lacks } from './source.ts';

const scratch = new Uint8Array(journalLimits.recordOctets);

/**
 * Reads the record that fills the octets.
 *
 * @returns the record, whose octets are views of the input, or the first thing that is wrong with it.
 */
export function decodeJournalRecord(octets: Uint8Array): Result<JournalRecord, DecodeError> {
  let requirement: RequirementId = journalRequirements['not-whole'];
  try {
    checkWhole(octets);
    requirement = journalRequirements['not-readable'];
    return ok(read(octets));
  } catch (thrown) {
    return err(asDecodeError(thrown, requirement));
  }
}

/**
 * Writes a record with its digest.
 *
 * @returns fresh octets, owned by the caller.
 * @throws RangeError or TypeError for a value that the format cannot hold.
 */
export function encodeJournalRecord(record: JournalRecord): Uint8Array {
  const end = writeJournalRecord(scratch, 0, record);
  const length = end + journalLimits.digestOctets;
  if (length > journalLimits.recordOctets) {
    throw new RangeError(`the record has ${length} octets, allowed: at most ${journalLimits.recordOctets}`);
  }
  const octets = new Uint8Array(length);
  octets.set(scratch.subarray(0, end));
  const at = journalHeaderOffsets.length;
  octets[at] = length >>> 24;
  octets[at + 1] = length >>> 16;
  octets[at + 2] = length >>> 8;
  octets[at + 3] = length;
  octets.set(sha256(octets.subarray(0, end)), end);
  return octets;
}

/**
 * The octets that the record at the start of the input says it has; undefined while its length field is not
 * there, or when what is there begins no record.
 */
export function journalRecordLength(octets: Uint8Array): number | undefined {
  const at = journalHeaderOffsets.length;
  if (octets.length < at + 4) return undefined;
  if (((octets[0]! << 8) | octets[1]!) !== journalLimits.magic) return undefined;
  const length = lengthField(octets);
  return length < leastOctets || length > journalLimits.recordOctets ? undefined : length;
}

const leastOctets = journalHeaderOffsets.size + journalLimits.digestOctets;

function lengthField(octets: Uint8Array): number {
  const at = journalHeaderOffsets.length;
  return ((octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!) >>> 0;
}

/** Checks magic, length and digest: what makes octets a record at all. */
function checkWhole(octets: Uint8Array): void {
  const present = octets.length;
  if (present < journalHeaderOffsets.size) throw lacks(0, present, 'header', journalHeaderFields);
  const magic = (octets[0]! << 8) | octets[1]!;
  if (magic !== journalLimits.magic)
    throw new Defect('bad-magic', journalHeaderOffsets.magic, 'header.magic');
  const length = lengthField(octets);
  if (length > journalLimits.recordOctets) {
    throw new Defect('too-long', journalHeaderOffsets.length, 'header.length');
  }
  if (length < leastOctets) throw new Defect('length-mismatch', journalHeaderOffsets.length, 'header.length');
  if (length > present) throw new Defect('truncated', present, 'header.length');
  if (length < present) throw new Defect('trailing-octets', length, 'header.length');
  const end = length - journalLimits.digestOctets;
  if (!equalOctets(sha256(octets.subarray(0, end)), octets.subarray(end))) {
    throw new Defect('bad-checksum', end, 'digest');
  }
}

function read(octets: Uint8Array): JournalRecord {
  if (octets[journalHeaderOffsets.version] !== journalLimits.version) {
    throw new Defect('unsupported-version', journalHeaderOffsets.version, 'header.version');
  }
  const source = { octets, buffer: octets.buffer, base: octets.byteOffset };
  const header = readJournalHeader(source, 0);
  const step = octets[journalHeaderOffsets.step]!;
  const end = octets.length - journalLimits.digestOctets;
  const record = readJournalRecord(source, step, header, journalHeaderOffsets.size, end);
  if (record === undefined) throw new Defect('unknown-type', journalHeaderOffsets.step, 'header.step');
  return record;
}
