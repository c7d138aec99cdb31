/**
 * Octets as cases write them: literal hexadecimal, and a few numbers. Nothing here knows a message; nothing here
 * comes from the reference, so that an error of its encoder cannot hide in the kit.
 */

/** Hexadecimal text or octets. */
export type Piece = string | Uint8Array;

/** Octets of pieces, one after the other; white space in text is skipped. @throws RangeError */
export function octets(...pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? read(piece) : piece))),
  );
}

/** An unsigned integer, big-endian. @throws RangeError when it does not fit */
export function uint(value: number, size: 1 | 2 | 4 | 8): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * size))
    throw new RangeError(`${value} in ${size} octets`);
  return octets(value.toString(16).padStart(2 * size, '0'));
}

/** A two-octet length and the octets. */
export function opaque(piece: Piece): Uint8Array {
  const value = octets(piece);
  return octets(uint(value.length, 2), value);
}

/** A two-octet length and ASCII text. */
export function text(value: string): Uint8Array {
  return opaque(Buffer.from(value, 'utf8'));
}

/** A copy in which some octets are others. @throws RangeError when they do not lie inside */
export function patched(base: Uint8Array, at: number, piece: Piece): Uint8Array {
  const value = octets(piece);
  if (at < 0 || at + value.length > base.length)
    throw new RangeError(`octets ${at} to ${at + value.length} of ${base.length}`);
  const copy = Uint8Array.from(base);
  copy.set(value, at);
  return copy;
}

/** Lower-case hexadecimal text. */
export function hexOf(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex');
}

function read(textual: string): Uint8Array {
  const compact = textual.replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/.test(compact)) throw new RangeError(`not lower-case hexadecimal: ${textual}`);
  return Buffer.from(compact, 'hex');
}
