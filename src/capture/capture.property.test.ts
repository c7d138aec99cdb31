import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expect } from 'vitest';
import type { Capture } from './capture.ts';
import { contentOf, linkTypes } from './frames.ts';
import { readCapture } from './read-capture.ts';
import { writeCapture } from './write-pcapng.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });

const captures: fc.Arbitrary<Capture> = fc
  .array(
    fc.record({ name: text, description: text, linkType: fc.constantFrom(...Object.values(linkTypes)) }),
    { minLength: 1, maxLength: 3 },
  )
  .chain((interfaces) =>
    fc.record({
      application: text,
      comments: fc.array(text, { maxLength: 3 }),
      interfaces: fc.constant(interfaces),
      frames: fc.array(
        fc
          .record(
            {
              at: fc.bigInt(0n, (1n << 64n) - 1n),
              interface: fc.nat(interfaces.length - 1),
              octets: fc.uint8Array({ maxLength: 40 }),
              cut: fc.nat(1000),
              direction: fc.constantFrom('in', 'out'),
              comments: fc.array(text, { maxLength: 3 }),
            },
            { requiredKeys: ['at', 'interface', 'octets', 'cut', 'comments'] },
          )
          .map(({ cut, ...frame }) => ({ ...frame, originalLength: frame.octets.length + cut })),
        { maxLength: 6 },
      ),
    }),
  );

describe('captures', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(captures, (capture) => {
        expect(readCapture(writeCapture(capture))).toEqual({ ok: true, value: capture });
      }),
    );
  });

  it('of any octets give a result, also when only a few of good ones are changed', () => {
    const damaged = fc
      .tuple(captures, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), fc.nat())
      .map(([capture, changes, cut]) => {
        const octets = writeCapture(capture);
        for (const [at, value] of changes) octets[at % octets.length] = value;
        return octets.subarray(0, octets.length - (cut % 8));
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array()), (octets) => {
        const read = readCapture(octets);
        if (!read.ok) {
          expect(read.error.offset).toBeLessThanOrEqual(octets.length);
          return;
        }
        for (const frame of read.value.frames)
          contentOf(frame.octets, read.value.interfaces[frame.interface]!.linkType);
      }),
    );
  });

  it('have frames of any octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom(...Object.values(linkTypes), 9),
        (octets, linkType) => void contentOf(octets, linkType),
      ),
    );
  });
});
