/**
 * Octets as people write them: hexadecimal digits with white space, `0x` and comments, and where each octet stands.
 */
import { usageError } from './exit-code.ts';

/** Octets that were read from text. */
export interface HexText {
  readonly octets: Uint8Array;
  /** Where an octet stands in the text, such as `line 2, column 7`; the end of the text for one past the last. */
  readonly place: (offset: number) => string;
}

/**
 * Reads hexadecimal digits of either case. White space is skipped, `0x` before a group too, and `#` to the end of
 * its line.
 *
 * @param name what the text is called in messages.
 * @throws CommandError (usage) with line and column of what is no digit, or when half an octet is left.
 */
export function readHexText(text: string, name: string): HexText {
  const starts: number[] = [];
  const octets: number[] = [];
  let high: number | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (/\s/.test(character)) continue;
    if (character === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (character === '0' && /[xX]/.test(text[at + 1] ?? '') && high === undefined) {
      at += 1;
      continue;
    }
    const digit = /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : undefined;
    if (digit === undefined) {
      throw usageError(
        `${name}, ${placeIn(text, at)}: ${JSON.stringify(character)} is not a hexadecimal digit`,
        'Octets are written as pairs of the digits 0-9 and a-f; white space and # comments are skipped.',
      );
    }
    if (high === undefined) {
      starts.push(at);
      high = digit;
    } else {
      octets.push(16 * high + digit);
      high = undefined;
    }
  }
  if (high !== undefined) {
    throw usageError(
      `${name}, ${placeIn(text, starts.at(-1)!)}: half an octet is left over`,
      'Two digits make an octet; one is missing, or one is too many.',
    );
  }
  return {
    octets: Uint8Array.from(octets),
    place: (offset) => placeIn(text, starts[offset] ?? text.trimEnd().length),
  };
}

/** Line and column of a character, both from 1. */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}
