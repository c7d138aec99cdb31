/** Streams of octets in sessions (chapter 16): what a peer hands on, acknowledges and sends. */
import { defineCase } from '../../case.ts';
import { withMachine } from '../../ground/correspondent.ts';
import { sends } from '../../ground/peers.ts';
import { segmentOf, segments } from '../../ground/streams.ts';
import { octets } from '../../octets/octets.ts';
import type { SegmentParts } from '../../octets/session-packets.ts';

/** The first octet of every stream here, which the ground has sent. */
const first = 'd0';

/** Segments as a network may bring them. */
export const inOrder = defineCase({
  id: 'correspondent/stream-in-order',
  title: 'octets of a stream are handed on in order and once, however segments overlap, come twice or late',
  covers: ['SES-003'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    const all = `${first}0102030405060708090a0b0c`;
    const part = (from: number, to: number): SegmentParts => ({
      offset: from,
      data: all.slice(2 * from, 2 * to),
    });
    for (const [from, to] of [
      [4, 6],
      [4, 6],
      [8, 10],
    ] as const)
      await segmentOf(context, id, part(from, to));
    await expect.rest();
    await expect.silence();
    await segmentOf(context, id, part(1, 3));
    await expect.stream(octets(all.slice(2, 6)));
    await segmentOf(context, id, part(0, 5));
    await expect.stream(octets(all.slice(6, 12)));
    await segmentOf(context, id, part(0, 6));
    await segmentOf(context, id, part(5, 11));
    await expect.stream(octets(all.slice(12, 22)));
    await segmentOf(context, id, { ...part(11, 13), flags: '01' });
    await expect.stream(octets(all.slice(22)));
    await segmentOf(context, id, { ...part(11, 13), flags: '01' });
    await segmentOf(context, id, { offset: 13, data: 'ff' });
    await expect.rest();
    await expect.silence();
  },
});

/** What is said about what came. */
export const acknowledges = defineCase({
  id: 'correspondent/stream-acknowledges',
  title: 'a segment says the first position that is missing, and what came beyond it; it never goes back',
  covers: ['SES-004'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    const steps: readonly (readonly [
      parts: SegmentParts,
      ack: number,
      ranges: readonly (readonly [number, number])[],
    ])[] = [
      [{ offset: 1, data: '010203' }, 4, []],
      [{ offset: 6, data: '0607' }, 4, [[6, 8]]],
      [
        { offset: 10, data: '0a' },
        4,
        [
          [6, 8],
          [10, 11],
        ],
      ],
      [
        { offset: 0, data: first },
        4,
        [
          [6, 8],
          [10, 11],
        ],
      ],
      [{ offset: 4, data: '0405' }, 8, [[10, 11]]],
      [{ offset: 8, data: '0809' }, 11, []],
      [{ offset: 1, data: '01' }, 11, []],
      [{ offset: 11, data: '0b', flags: '01' }, 13, []],
    ];
    for (const [parts, ack, ranges] of steps) {
      const flags = parts.flags === '01' ? '03' : '02';
      await segmentOf(context, id, { ...parts, flags });
      const last = (await segments(context)).at(-1);
      expect.equal(last?.ack, ack, 'the acknowledgement', 'SES-004');
      expect.equal(
        [...(last?.ranges ?? [])].sort(([a], [b]) => a - b),
        ranges,
        'the ranges',
        'SES-004',
      );
    }
    await expect.stream(octets('0102030405060708090a0b'));
  },
});

/** The room of the other end. */
export const window = defineCase({
  id: 'correspondent/stream-keeps-to-window',
  title: 'no position goes out that is beyond the highest sum of acknowledgement and window that came',
  covers: ['SES-005'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    // The ground has said 16384; that cannot be taken back, so it is used up first.
    let reached = 0;
    let edge = 16_384;
    const look = async (): Promise<void> => {
      for (const { offset, data, kind } of await segments(context)) {
        if (kind === 2 && data.length > 0) reached = Math.max(reached, offset + data.length);
      }
      expect.that(reached <= edge, {
        expectedOneOf: [`positions below ${edge}`],
        actual: `position ${reached - 1}`,
        requirement: 'SES-005',
      });
    };
    await sends(context, id, 'ab'.repeat(20_000));
    await look();
    while (reached < edge) {
      const was = reached;
      await segmentOf(context, id, { offset: 1, ack: reached, window: edge - reached });
      await look();
      if (reached === was) break;
    }
    expect.equal(reached, edge, 'the position that was reached', 'SES-005');
    await segmentOf(context, id, { offset: 1, ack: edge, window: 1_000 });
    edge += 1_000;
    await look();
    await segmentOf(context, id, { offset: 1, ack: reached, window: 0 });
    await look();
    await segmentOf(context, id, { offset: 1, ack: reached, window: 2_000 });
    edge = reached + 2_000;
    await look();
  },
});
