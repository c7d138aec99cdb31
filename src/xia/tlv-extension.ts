/**
 * Extension headers of xia-core 1: next header, length, then entries of length, key and value in little-endian order.
 * Only for reading and writing the packets of that stack; XLMP does not use them.
 */
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';

/** An entry; the value is a whole number of `size` octets, kept as unsigned. */
export interface TlvEntry {
  readonly key: number;
  readonly size: 1 | 2 | 4;
  readonly value: number;
}

/** An extension header that was read. */
export interface TlvExtension {
  readonly nextHeader: number;
  /** Octets of the extension header. */
  readonly length: number;
  readonly entries: readonly TlvEntry[];
}

const lengthUnit = 4;
const fixedSize = 2;
const maxLength = 252;

/**
 * Writes an extension header, filled up with zero octets to a multiple of four.
 *
 * @throws RangeError when it is longer than 252 octets.
 */
export function encodeTlvExtension(nextHeader: number, entries: readonly TlvEntry[]): Uint8Array {
  const octets = [nextHeader, 0];
  for (const { key, size, value } of entries) {
    octets.push(size + 1, key);
    for (let i = 0; i < size; i += 1) octets.push((value >> (8 * i)) & 0xff);
  }
  while (octets.length % lengthUnit !== 0) octets.push(0);
  if (octets.length > maxLength) throw new RangeError(`an extension header has at most ${maxLength} octets`);
  octets[1] = octets.length;
  return Uint8Array.from(octets);
}

/** Reads the extension header at the start of a payload. */
export function decodeTlvExtension(payload: Uint8Array): Result<TlvExtension, DecodeError> {
  const fail = (code: DecodeError['code'], offset: number): Result<never, DecodeError> =>
    err({ code, offset, path: 'extension', requirement: 'XIP-001' });
  if (payload.length < fixedSize) return fail('truncated', payload.length);
  const length = payload[1]!;
  if (length < fixedSize || length % lengthUnit !== 0) return fail('out-of-range', 1);
  if (length > payload.length) return fail('truncated', payload.length);
  const entries: TlvEntry[] = [];
  let at = fixedSize;
  while (at < length) {
    const size = payload[at]! - 1;
    if (size < 0) {
      at += 1;
      continue;
    }
    if (size !== 1 && size !== 2 && size !== 4) return fail('out-of-range', at);
    if (at + fixedSize + size > length) return fail('truncated', at);
    let value = 0;
    for (let i = size - 1; i >= 0; i -= 1) value = value * 256 + payload[at + fixedSize + i]!;
    entries.push({ key: payload[at + 1]!, size, value });
    at += fixedSize + size;
  }
  return ok({ nextHeader: payload[0]!, length, entries });
}
