/** Reads back, from outside, the disk that a guest of the lab has written. workload/blocks.h has the layout of a block. */
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { mix } from './octets.ts';

/** Octets of a block. */
export const blockOctets = 4096;

const crcAt = blockOctets - 4;
const magic = Buffer.from('XLMPDISK', 'latin1');
const wordsFrom = 6;

/** What is on a disk. */
export interface DiskContents {
  /** The number of the newest block; zero when none was written. */
  readonly last: number;
  /** How many blocks hold what they should. */
  readonly right: number;
  /** What is wrong, block by block. */
  readonly faults: readonly string[];
}

/**
 * Reads a raw image block by block. The disk is as it should be when there is no fault, and `last` is at least what the
 * guest has reported as written: then every block holds the newest number that falls on it.
 */
export async function readDiskImage(path: string): Promise<DiskContents> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const octets = Buffer.alloc(blockOctets);
    const sequences: (number | undefined)[] = [];
    for (let block = 0; block < Math.floor(size / blockOctets); block += 1) {
      await file.read(octets, 0, blockOctets, block * blockOctets);
      sequences.push(readBlock(octets));
    }
    return judge(sequences);
  } finally {
    await file.close();
  }
}

/** The number in a block: zero when it was never written, undefined when it is damaged. */
function readBlock(octets: Buffer): number | undefined {
  if (octets.every((octet) => octet === 0)) return 0;
  if (!octets.subarray(0, magic.length).equals(magic)) return undefined;
  if (crc32(octets.subarray(0, crcAt)) !== octets.readUInt32BE(crcAt)) return undefined;
  const sequence = Number(octets.readBigUInt64BE(magic.length));
  for (let i = wordsFrom; i < crcAt / 4; i += 1) {
    if (octets.readUInt32LE(4 * i) !== mix((sequence * 1024 + i) >>> 0)) return undefined;
  }
  return sequence;
}

/** Each block must hold the newest number that falls on it: of the last round up to `last`, of the round before beyond. */
function judge(sequences: readonly (number | undefined)[]): DiskContents {
  const last = sequences.reduce<number>((newest, sequence = 0) => Math.max(newest, sequence), 0);
  const faults = sequences.flatMap((sequence, block) => {
    const rounds = Math.floor((last - 1 - block) / sequences.length);
    const wanted = rounds < 0 ? 0 : rounds * sequences.length + block + 1;
    if (sequence === wanted) return [];
    const found = sequence === undefined ? 'holds what no guest writes' : `holds number ${sequence}`;
    return [`block ${block} ${found} instead of number ${wanted}`];
  });
  return { last, right: sequences.length - faults.length, faults };
}
