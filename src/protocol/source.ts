/**
 * What the generated readers read from, and the faults that they throw. Defects stay inside the codec:
 * `codec.ts` turns them into `DecodeError` values.
 */
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import { limits } from '../../spec/registry/limits.ts';
import type { Extension } from './generated/records.ts';
import { tlvNames, tlvTags } from './generated/tlvs.ts';

/** Octets that are being decoded, with what is needed to make views of them cheaply. */
export interface Source {
  readonly octets: Uint8Array;
  readonly buffer: ArrayBufferLike;
  /** Where the octets begin in the buffer. */
  readonly base: number;
}

/** Why decoding stops. Not an `Error`: it is thrown for every bad input and needs no stack. */
export class Defect {
  readonly code: DecodeErrorCode;
  /** Offset from the start of the input; for `truncated` the place where octets end. */
  readonly offset: number;
  readonly path: string;

  constructor(code: DecodeErrorCode, offset: number, path: string) {
    this.code = code;
    this.offset = offset;
    this.path = path;
  }
}

/** The fault of a run of fields that do not fit: names the first that does not. `fields` are names and sizes in turn. */
export function lacks(at: number, end: number, path: string, fields: readonly (string | number)[]): Defect {
  let next = at;
  let name = '';
  for (let i = 0; i < fields.length && next <= end; i += 2) {
    name = String(fields[i]);
    next += Number(fields[i + 1]);
  }
  return new Defect('truncated', end, `${path}.${name}`);
}

/** The fault of a TLV whose value goes on after its record. */
export function surplus(at: number, path: string): Defect {
  return new Defect('length-mismatch', at, path);
}

/** Reads the TLV at `at`, which the message has no place for: kept when it is unknown and not critical. */
export function readExtension(source: Source, tag: number, at: number, end: number, path: string): Extension {
  const code = tag & (limits.criticalBit - 1);
  const known = tlvNames[code];
  if (known !== undefined) {
    throw new Defect(
      tag === tlvTags[code] ? 'unexpected-field' : 'wrong-critical-bit',
      at,
      `${path}.${known}`,
    );
  }
  if (tag !== code) throw new Defect('unknown-critical', at, path);
  return { code, critical: false, value: new Uint8Array(source.buffer, source.base + at + 4, end - at - 4) };
}
