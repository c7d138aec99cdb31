/** Writes TLVs that the registry does not know: grease, and what a later version added. */
import { limits } from '../../spec/registry/limits.ts';
import { badNumber, badSize } from './bad-value.ts';
import type { Extension } from './generated/records.ts';
import { tlvNames } from './generated/tlvs.ts';

/**
 * Writes extensions behind the known TLVs; gives the place behind them.
 *
 * @throws RangeError when a code is known, out of range or out of order, or a value is too long.
 */
export function writeExtensions(out: Uint8Array, start: number, extensions: readonly Extension[]): number {
  let at = start;
  let previous = tlvNames.length - 1;
  for (const { code, value } of extensions) {
    if (!Number.isInteger(code) || code <= previous || code >= limits.criticalBit) {
      throw badNumber('extensions.code', code, previous + 1, limits.criticalBit - 1);
    }
    if (value.length > 0xffff) throw badSize('extensions.value', value.length, '0 to 65535');
    out[at] = code >>> 8;
    out[at + 1] = code;
    out[at + 2] = value.length >>> 8;
    out[at + 3] = value.length;
    out.set(value, at + 4);
    at += 4 + value.length;
    previous = code;
  }
  return at;
}
