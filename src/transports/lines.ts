/**
 * Lines of text over a stream of octets: UTF-8, each ended by a line feed, of bounded length.
 */
import { TextDecoder } from 'node:util';

/** What is wrong with a line that was received. */
export type LineFault = 'LINE_TOO_LONG' | 'LINE_NOT_UTF8' | 'LINE_UNFINISHED';

/** The longest line in octets, the line feed not counted. */
export const longestLine = 65_536;

/** Takes octets as they come and gives whole lines. */
export interface LineReader {
  /** Takes more octets; may call the receivers several times. */
  push(octets: Uint8Array): void;
  /** Says that nothing more comes; half a line left over is a fault. */
  end(): void;
}

/** Makes a reader; after a fault the rest of the line is skipped and reading goes on with the next one. */
export function lineReader(
  onLine: (line: string) => void,
  onFault: (fault: LineFault) => void,
  limit = longestLine,
): LineReader {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let parts: Uint8Array[] = [];
  let length = 0;
  let skipping = false;

  const keep = (part: Uint8Array): void => {
    if (skipping || part.length === 0) return;
    length += part.length;
    if (length > limit) {
      skipping = true;
      parts = [];
      onFault('LINE_TOO_LONG');
    } else parts.push(part.slice());
  };
  const finish = (): void => {
    const whole = join(parts, length);
    const skipped = skipping;
    parts = [];
    length = 0;
    skipping = false;
    if (skipped) return;
    const text = decode(decoder, whole);
    if (text === undefined) onFault('LINE_NOT_UTF8');
    else onLine(text.endsWith('\r') ? text.slice(0, -1) : text);
  };
  return {
    push(octets) {
      let start = 0;
      for (let end = octets.indexOf(10); end >= 0; end = octets.indexOf(10, start)) {
        keep(octets.subarray(start, end));
        finish();
        start = end + 1;
      }
      keep(octets.subarray(start));
    },
    end() {
      if (length > 0 && !skipping) onFault('LINE_UNFINISHED');
      parts = [];
      length = 0;
    },
  };
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(parts.length === 0 ? 0 : length);
  let at = 0;
  for (const part of parts) {
    if (at + part.length > whole.length) break;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function decode(decoder: TextDecoder, octets: Uint8Array): string | undefined {
  try {
    return decoder.decode(octets);
  } catch {
    return undefined;
  }
}
