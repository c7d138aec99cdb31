import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentOf, linkTypes, readCapture } from '../capture/index.ts';
import { fromHex } from '../core/hex.ts';
import type { Transport } from '../ports/transport.ts';
import { lawHids, lawPacket } from '../transports/transport.laws.ts';
import { captured } from './capture-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'xlmp-capture-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Gives back at once what is sent. */
const mirror = (): Transport => {
  let receive = (_packet: Uint8Array): void => {};
  return {
    send: (packet) => receive(packet),
    onPacket: (receiver) => void (receive = receiver),
    close: async () => {},
  };
};

const run = async (file: string, packets: readonly Uint8Array[]): Promise<Uint8Array[]> => {
  const transport = captured(mirror(), { file, hid: fromHex(lawHids.a)! });
  const heard: Uint8Array[] = [];
  transport.onPacket((packet) => heard.push(packet));
  for (const packet of packets) transport.send(packet, lawHids.b);
  await transport.close();
  return heard;
};
const read = (file: string) => {
  const result = readCapture(new Uint8Array(readFileSync(file)));
  if (!result.ok) throw new Error(result.error.path);
  return result.value.frames;
};

describe('what an agent writes down', () => {
  it('is what it sends and receives, with its direction, and changes nothing of it', async () => {
    const file = join(folder, 'both');
    const packet = lawPacket('a', 'b', 'hello');
    expect(await run(file, [packet])).toEqual([packet]);
    const frames = read(file);
    expect(frames.map(({ direction }) => direction)).toEqual(['out', 'in']);
    for (const { octets } of frames)
      expect(contentOf(octets, linkTypes.ethernet)).toEqual({ kind: 'xip', packet });
    const [to, from, type] = [frames[0]!.octets.subarray(0, 6), frames[0]!.octets.subarray(6, 12), 12];
    expect(Buffer.from(to).toString('hex')).toBe('02bbbbbbbbbb');
    expect(Buffer.from(from).toString('hex')).toBe('02aaaaaaaaaa');
    expect(Buffer.from(frames[0]!.octets.subarray(type, 14)).toString('hex')).toBe('c0de');
  });

  it('is cut where packets are long, and goes on in a file that is there', async () => {
    const file = join(folder, 'long');
    const packet = lawPacket('a', 'b', 'x'.repeat(4000));
    expect(await run(file, [packet])).toEqual([packet]);
    await run(file, [packet]);
    const frames = read(file);
    expect(frames.map(({ originalLength }) => originalLength)).toEqual(Array(4).fill(14 + packet.length));
    expect(frames[0]!.octets).toHaveLength(14 + 512);
  });

  it('does not stand in the way when it cannot be written', async () => {
    const packet = lawPacket('a', 'b', 'hello');
    expect(await run(join(folder, 'missing', 'file'), [packet])).toEqual([packet]);
  });
});
