/**
 * Every decoder of the tree against octets and text of any kind: random, and valid ones with octets changed, cut out,
 * put in or repeated. `XLMP_RUNS` sets how many inputs each decoder gets; the seed is fixed, so a failure repeats.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './core/hex.ts';
import type { Result } from './core/result.ts';
import { seededRandom, type SeededRandom } from './core/seeded-random.ts';
import {
  authenticHeader,
  decodeJournalRecord,
  decodeMessage,
  encodeJournalRecord,
  fromJson,
  outlineMessage,
} from './protocol/index.ts';
import { readJournal } from './runtime/index.ts';
import { decodeSessionPacket } from './sessions/index.ts';
import {
  decapsulateFromIp,
  decodeDag,
  decodeTlvExtension,
  decodeXcmp,
  decodeXip,
  Forwarder,
  parseDag,
  parsePacket,
  parseXid,
  readXip,
} from './xia/index.ts';

const runs = Number(process.env['XLMP_RUNS'] ?? 5_000);
const longest = 1_300;
const journalCodec = { decode: decodeJournalRecord, encode: encodeJournalRecord };
const forwarder = new Forwarder();

type Outcome = Result<unknown, { readonly code: string; readonly offset?: number }> | undefined;

const octetDecoders: Readonly<Record<string, (octets: Uint8Array) => Outcome>> = {
  decodeMessage,
  decodeJournalRecord,
  readJournal: (octets) => readJournal(octets, journalCodec),
  authenticHeader: (octets) => wrapped(authenticHeader(octets)),
  outlineMessage: (octets) => (decodeMessage(octets).ok ? wrapped(outlineMessage(octets)) : undefined),
  'parsePacket, xia-core v2': (octets) => parsePacket(octets, 'xia-core-v2'),
  'parsePacket, xia-core 1.x': (octets) => parsePacket(octets, 'xia-core-1'),
  'parsePacket, Linux': (octets) => parsePacket(octets, 'linux'),
  decodeXip: (octets) => decodeXip(octets, 'xia-core-v2'),
  readXip,
  decodeDag: (octets) => decodeDag(octets),
  decodeXcmp,
  decodeTlvExtension,
  decapsulateFromIp,
  decodeSessionPacket,
  forward: (octets) => wrapped(forwarder.forward(octets)),
};

const textDecoders: Readonly<Record<string, (text: string) => Outcome>> = {
  parseXid: (text) => parseXid(text),
  parseDag: (text) => parseDag(text),
  'parseDag, xia-core 1.x': (text) => parseDag(text, 'xia-core-1'),
  fromHex: (text) => wrapped(fromHex(text)),
  fromJson: (text) => {
    const json = parsed(text);
    return json === undefined ? undefined : withoutOffset(fromJson(json));
  },
};

const octetCorpus = [
  ...hexIn('codec/messages.json'),
  ...hexIn('journal/journal.json'),
  ...hexIn('sessions/packets.json'),
  ...hexIn('xia/headers.json'),
  ...hexIn('xia/addresses.json'),
  ...hexIn('xia/forwarding.json'),
];
const textCorpus = [...textsIn('xia/addresses.json'), ...jsonIn('codec/messages.json')];

describe.each(Object.entries(octetDecoders))('%s', (_, decode) => {
  it(
    `is total over ${runs} inputs, and makes no more objects than a constant times the octets`,
    () => {
      const random = seededRandom(0x584c);
      for (let run = 0; run < runs; run += 1) {
        const octets = run % 4 === 0 ? random.octets(random.below(longest)) : mutatedOctets(random);
        judge(
          () => decode(octets),
          octets.length,
          () => toHex(octets),
        );
      }
    },
    60_000 + runs / 2,
  );
});

describe.each(Object.entries(textDecoders))('%s', (_, decode) => {
  it(
    `is total over ${runs} inputs, and makes no more objects than a constant times the characters`,
    () => {
      const random = seededRandom(0x584c);
      for (let run = 0; run < runs; run += 1) {
        const text = mutatedText(random);
        judge(
          () => decode(text),
          text.length,
          () => JSON.stringify(text),
        );
      }
    },
    60_000 + runs / 2,
  );
});

/** Runs a decoder once. Whatever it throws, or an error that points outside, or too large a value, is a failure. */
function judge(decode: () => Outcome, length: number, input: () => string): void {
  let outcome: Outcome;
  try {
    outcome = decode();
  } catch (thrown) {
    throw new Error(`it threw for ${input()}`, { cause: thrown });
  }
  if (outcome === undefined) return;
  if (outcome.ok) {
    const objects = countObjects(outcome.value);
    if (objects > 16 + 4 * length) expect.fail(`${objects} objects of ${length} for ${input()}`);
    return;
  }
  const { code, offset = 0 } = outcome.error;
  if (code.length === 0 || offset < 0 || offset > length) expect.fail(`${code} at ${offset} for ${input()}`);
}

function mutatedOctets(random: SeededRandom): Uint8Array {
  let octets: Uint8Array = octetCorpus[random.below(octetCorpus.length)]!.slice(0, 4 * longest);
  for (let change = 1 + random.below(4); change > 0; change -= 1) octets = mutate(octets, random);
  return octets;
}

function mutate(octets: Uint8Array, random: SeededRandom): Uint8Array {
  const at = random.below(octets.length + 1);
  const count = random.below(24);
  switch (random.below(5)) {
    case 0:
      if (at < octets.length) octets[at] = random.below(256);
      return octets;
    case 1:
      if (at < octets.length) octets[at]! ^= 1 << random.below(8);
      return octets;
    case 2:
      return octets.slice(0, at);
    case 3:
      return Uint8Array.from([...octets.subarray(0, at), ...octets.subarray(at + count)]);
    default:
      return Uint8Array.from([...octets.subarray(0, at), ...random.octets(count), ...octets.subarray(at)]);
  }
}

function mutatedText(random: SeededRandom): string {
  let text = textCorpus[random.below(textCorpus.length)]!;
  for (let change = random.below(4); change > 0; change -= 1) {
    const at = random.below(text.length + 1);
    const put = [
      '',
      '-',
      ' ',
      ':',
      '0',
      '9',
      'f',
      '>',
      '(',
      ')',
      '+',
      '\n',
      '\u0000',
      '\ud800',
      '9'.repeat(40),
    ];
    text = text.slice(0, at) + put[random.below(put.length)]! + text.slice(at + random.below(3));
  }
  return text;
}

function wrapped(value: unknown): Outcome {
  return { ok: true, value };
}

function withoutOffset(result: Result<unknown, unknown>): Outcome {
  return result.ok ? result : { ok: false, error: { code: 'bad-value' } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + countObjects(member), 1);
}

function vectors(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8'));
}

function* leaves(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* leaves(member);
}

/** Every hexadecimal text of at least 20 octets in a vector file. */
function hexIn(path: string): Uint8Array[] {
  return [...leaves(vectors(path))]
    .filter((text) => /^([0-9a-f]{2}){20,}$/.test(text))
    .map((text) => fromHex(text)!);
}

function textsIn(path: string): string[] {
  return [...leaves(vectors(path))].filter((text) => /:|-/.test(text));
}

/** The JSON forms of the messages of a vector file. */
function jsonIn(path: string): string[] {
  const { groups } = vectors(path) as { groups: readonly { tests: readonly { value?: unknown }[] }[] };
  return groups
    .flatMap(({ tests }) => tests)
    .filter(({ value }) => value !== undefined)
    .map(({ value }) => JSON.stringify(value));
}
