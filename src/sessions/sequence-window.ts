/** Which sequences of datagrams were seen (SES-009): a window of bits below the highest one. */
import { sessionLimits } from '../../spec/registry/sessions.ts';
import { fromHex, toHex } from '../core/hex.ts';

/** What a sequence is: seen for the first time, a second time, or too old to tell. */
export type SequenceVerdict = 'new' | 'repeated' | 'old';

/** What a window has seen, as plain data. */
export interface WindowState {
  /** The highest sequence; 0 for none. */
  readonly highest: number;
  /** A bit for each of the last sequences, at the place that is its remainder; hexadecimal. */
  readonly seen: string;
}

/** Tells sequences apart that were seen. */
export interface SequenceWindow {
  /** Notes a sequence and says what it is. */
  judge(sequence: number): SequenceVerdict;
  /** What it has seen until now. */
  state(): WindowState;
}

const size = sessionLimits.sequenceWindow;

/** Octets of the bits of a window. */
export const windowOctets = size / 8;

/** Makes a window that has seen nothing, or that goes on from what another one has seen. */
export function sequenceWindow(resume?: WindowState): SequenceWindow {
  const octets = new Uint8Array(windowOctets);
  octets.set(fromHex(resume?.seen ?? '') ?? []);
  let highest = resume?.highest ?? 0;

  const bitOf = (sequence: number): readonly [number, number] => {
    const place = sequence % size;
    return [place >>> 3, 1 << (place & 7)];
  };

  const judge = (sequence: number): SequenceVerdict => {
    if (sequence <= highest - size) return 'old';
    if (sequence - highest >= size) octets.fill(0);
    else
      for (let passed = highest + 1; passed < sequence; passed += 1) {
        const [at, bit] = bitOf(passed);
        octets[at]! &= ~bit;
      }
    const [at, bit] = bitOf(sequence);
    if (sequence <= highest && (octets[at]! & bit) !== 0) return 'repeated';
    octets[at]! |= bit;
    highest = Math.max(highest, sequence);
    return 'new';
  };
  return { judge, state: () => ({ highest, seen: toHex(octets) }) };
}
