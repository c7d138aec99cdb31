import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { blockOctets, readDiskImage } from './disk-image.ts';
import { mix, octetsDigest } from './octets.ts';

const folder = mkdtempSync(join(tmpdir(), 'xlmp-octets-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('octets that are known from their place', () => {
  it('are the words of their indices, least significant octet first', () => {
    expect([0, 1, 0xffff_ffff].map(mix)).toEqual([0x514e28b7, 0x30f4c306, 0]);
    const octets = Buffer.from('b7284e5106c3f430', 'hex');
    expect(octetsDigest(7)).toBe(createHash('sha256').update(octets.subarray(0, 7)).digest('hex'));
  });
});

const block = (sequence: number): Buffer => {
  const octets = Buffer.alloc(blockOctets);
  octets.write('XLMPDISK', 'latin1');
  octets.writeBigUInt64BE(BigInt(sequence), 8);
  for (let i = 6; i < 1023; i += 1) octets.writeUInt32LE(mix(sequence * 1024 + i), 4 * i);
  octets.writeUInt32BE(crc32(octets.subarray(0, 4092)), 4092);
  return octets;
};
const contents = async (...blocks: readonly Buffer[]) => {
  const path = join(folder, 'image');
  writeFileSync(path, Buffer.concat(blocks));
  return readDiskImage(path);
};

describe('readDiskImage', () => {
  const empty = Buffer.alloc(blockOctets);

  it('finds nothing wrong in the first round, and in a later one', async () => {
    expect(await contents(block(1), block(2), empty)).toEqual({ last: 2, right: 3, faults: [] });
    expect(await contents(block(7), block(5), block(6))).toEqual({ last: 7, right: 3, faults: [] });
    expect(await contents(empty, empty)).toEqual({ last: 0, right: 2, faults: [] });
  });

  it('finds a block that was left behind', async () => {
    expect((await contents(block(7), block(2), block(6))).faults).toEqual([
      'block 1 holds number 2 instead of number 5',
    ]);
  });

  it('finds a block of which an octet has changed', async () => {
    const damaged = block(2);
    damaged[100]! ^= 1;
    expect((await contents(block(1), damaged, block(3))).faults).toEqual([
      'block 1 holds what no guest writes instead of number 2',
    ]);
  });
});
