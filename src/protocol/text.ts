/**
 * Text of the wire: UTF-8 without control characters. Short ASCII, which nearly all text is, takes a path of
 * its own; everything else goes through the platform's coders.
 */
import { badSize } from './bad-value.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Reads the text between two places; undefined when it is not UTF-8 or holds a control character. */
export function readText(octets: Uint8Array, start: number, end: number): string | undefined {
  let at = start;
  let text = '';
  for (; at + 4 <= end; at += 4) {
    const a = octets[at]!;
    const b = octets[at + 1]!;
    const c = octets[at + 2]!;
    const d = octets[at + 3]!;
    if (!(isPlain(a) && isPlain(b) && isPlain(c) && isPlain(d))) return readAnyText(octets, start, end);
    text += String.fromCharCode(a, b, c, d);
  }
  for (; at < end; at += 1) {
    const a = octets[at]!;
    if (!isPlain(a)) return readAnyText(octets, start, end);
    text += String.fromCharCode(a);
  }
  return text;
}

/**
 * Writes text at `at`; gives the place behind it.
 *
 * @throws RangeError when it has more than `max` octets, TypeError when it holds a control character or half a
 *   surrogate pair.
 */
export function writeText(out: Uint8Array, at: number, text: string, max: number, path: string): number {
  const length = text.length;
  if (length > max) throw badSize(path, length, `0 to ${max}`);
  for (let i = 0; i < length; i += 1) {
    const unit = text.charCodeAt(i);
    if (!isPlain(unit)) return writeAnyText(out, at, text, max, path);
    out[at + i] = unit;
  }
  return at + length;
}

/** Tells whether a code is of ASCII and no control character. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code < 0x7f;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}

function readAnyText(octets: Uint8Array, start: number, end: number): string | undefined {
  let text: string;
  try {
    text = decoder.decode(octets.subarray(start, end));
  } catch {
    return undefined;
  }
  return hasControl(text) ? undefined : text;
}

function writeAnyText(out: Uint8Array, at: number, text: string, max: number, path: string): number {
  if (typeof text !== 'string' || hasControl(text)) throw new TypeError(`${path} holds a control character`);
  const octets = encoder.encode(text);
  if (octets.length > max) throw badSize(path, octets.length, `0 to ${max}`);
  // Half a surrogate pair has no UTF-8; the encoder writes a replacement, which does not read back the same.
  if (decoder.decode(octets) !== text) throw new TypeError(`${path} holds half a surrogate pair`);
  out.set(octets, at);
  return at + octets.length;
}
