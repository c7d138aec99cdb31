/** What to tell people about octets that do not decode: where, what, which requirement, what to do. */
import { decodeErrorCodes } from '../../spec/registry/errors.ts';
import type { DecodeError } from '../core/decode-error.ts';
import type { OctetsInput } from './input.ts';

/**
 * Writes a decode error for people.
 *
 * @param what what the input is not, such as `no XIP packet`.
 * @param base where the octets that were decoded begin in the input.
 */
export function decodeFailure(what: string, input: OctetsInput, error: DecodeError, base = 0): string {
  const offset = base + error.offset;
  const path = error.path === '' ? '' : `, field ${error.path}`;
  const place = input.place(offset);
  const where = place === `octet ${offset}` ? place : `octet ${offset} (${place})`;
  return (
    `${input.name}: ${what}: ${where}${path}: ${error.code}: ${decodeErrorCodes[error.code]}\n` +
    `  Required by ${error.requirement}; xlmp explain ${error.requirement} says what is asked for.\n`
  );
}
