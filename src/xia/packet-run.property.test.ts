import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPacket, parsePacket } from './packet.ts';
import { packetReader, packetWriter } from './packet-run.ts';
import { parseDag } from './dag-text.ts';
import type { Dag } from './dag.ts';

const dag = (text: string): Dag => {
  const parsed = parseDag(text);
  if (!parsed.ok) throw new Error('the address of the test is wrong');
  return parsed.value;
};
const addresses = [1, 2, 3].map((n) =>
  dag(`DAG 0 - \n AD:${`${n}`.repeat(40)} 1 - \n HID:${'a'.repeat(40)}`),
);
const packets = fc.array(
  fc.record({
    destination: fc.constantFrom(...addresses),
    source: fc.constantFrom(...addresses),
    nextHeader: fc.integer({ min: 0, max: 255 }),
    payload: fc.uint8Array({ maxLength: 40 }),
  }),
  { maxLength: 12 },
);

describe('runs of packets', () => {
  it('are written as single ones are', () => {
    fc.assert(
      fc.property(packets, (run) => {
        const write = packetWriter(buildPacket);
        for (const parts of run) expect(write(parts)).toEqual(buildPacket(parts));
      }),
    );
  });

  it('are read as single ones are, with any octet of them changed, cut or added', () => {
    const damage = fc.record({
      at: fc.nat(260),
      octet: fc.integer({ min: 0, max: 255 }),
      cut: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(packets, fc.array(fc.option(damage), { maxLength: 12 }), (run, damages) => {
        const read = packetReader(parsePacket);
        run.forEach((parts, n) => {
          const whole = buildPacket(parts);
          const { at, octet, cut } = damages[n] ?? { at: whole.length, octet: 0, cut: 0 };
          const packet = new Uint8Array(Math.max(0, whole.length + Math.min(0, cut)));
          packet.set(whole.subarray(0, packet.length));
          if (at < packet.length) packet[at] = octet;
          expect(read(packet)).toEqual(parsePacket(packet));
        });
      }),
      { numRuns: 500 },
    );
  });
});
