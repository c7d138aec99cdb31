/** Which sequences of datagrams were seen (SES-009): a window of bits below the highest one. */
import { sessionLimits } from '../../spec/registry/sessions.ts';

/** What a sequence is: seen for the first time, a second time, or too old to tell. */
export type SequenceVerdict = 'new' | 'repeated' | 'old';

const size = sessionLimits.sequenceWindow;

/** Makes a window that has seen nothing; the function notes a sequence and says what it is. */
export function sequenceWindow(): (sequence: number) => SequenceVerdict {
  const bits = new Uint32Array(size / 32);
  let highest = 0;

  const bitOf = (sequence: number): readonly [number, number] => {
    const place = sequence % size;
    return [place >>> 5, 1 << (place & 31)];
  };

  return (sequence) => {
    if (sequence <= highest - size) return 'old';
    if (sequence - highest >= size) bits.fill(0);
    else
      for (let passed = highest + 1; passed < sequence; passed += 1) {
        const [word, bit] = bitOf(passed);
        bits[word]! &= ~bit;
      }
    const [word, bit] = bitOf(sequence);
    if (sequence <= highest && (bits[word]! & bit) !== 0) return 'repeated';
    bits[word]! |= bit;
    highest = Math.max(highest, sequence);
    return 'new';
  };
}
