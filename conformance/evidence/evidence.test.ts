import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCapture } from '../../src/capture/index.ts';
import { type Case, isCase } from '../case.ts';
import * as reads from '../cases/witness/register.ts';
import * as swaps from '../cases/witness/swap-refused.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { temporaryFolder } from '../temporary-folder.laws.ts';
import { type ArchiveFile, readTar, writeTar } from './tar.ts';
import { readBundle } from './bundle.ts';
import { EvidenceCollector } from './collector.ts';
import { verify } from './verify.ts';
import { run } from '../runner.ts';

const filter = ['witness/read-unknown', 'witness/swap-conflict'];
const folder = temporaryFolder('evidence');
const file = join(folder, 'bundle.tgz');
const catalogue: readonly Case[] = [...Object.values(reads), ...Object.values(swaps)].filter(isCase);

beforeAll(async () => {
  const evidence = new EvidenceCollector(inProcessIut(), folder);
  const report = await run({
    iut: evidence.iut,
    catalogue,
    selection: { filter, roles: [], requirements: [] },
    repeat: 1,
    kit: '0',
    repeatWith: (id) => id,
    onRun: (one, single) => evidence.keep(one, single),
  });
  evidence.close(report);
});

/** The bundle with one of its files changed. */
function changed(change: (file: ArchiveFile) => Uint8Array): Uint8Array {
  const files = readTar(gunzipSync(readFileSync(file))) as readonly ArchiveFile[];
  return gzipSync(writeTar(files.map((one) => ({ name: one.name, octets: change(one) }))));
}

/** Text of one file replaced. */
function replaced(name: RegExp, from: string | RegExp, to: string): Uint8Array {
  return changed((one) => {
    const text = Buffer.from(one.octets).toString('latin1');
    return name.test(one.name) ? Buffer.from(text.replace(from, to), 'latin1') : one.octets;
  });
}

async function differencesOf(octets: Uint8Array): Promise<readonly string[]> {
  const bundle = readBundle(octets);
  if (typeof bundle === 'string') return [bundle];
  return (await verify(bundle, catalogue)).differences;
}

describe('the evidence of a run', () => {
  test('has a capture of each case, with what was expected and which clauses decide', () => {
    const capture = readCapture(readFileSync(join(folder, 'witness/swap-conflict.pcapng')));
    if (!capture.ok) throw new Error(capture.error.code);
    const comments = capture.value.frames.map((frame) => frame.comments.join('\n'));
    expect(capture.value.comments[0]).toMatch(/^witness\/swap-conflict: /);
    expect(comments[0]).toContain('WitnessSwap');
    expect(comments.join('\n')).toContain('[WIT-006] expected WitnessAnswer: met');
    expect(comments.at(-1)).toMatch(/\[WIT-006\] pass$/);
    expect(capture.value.frames.map(({ direction }) => direction)).toContain('out');
  });

  test('comes to the same verdicts when it is judged again', async () => {
    const bundle = readBundle(readFileSync(file));
    if (typeof bundle === 'string') throw new Error(bundle);
    expect(await verify(bundle, catalogue)).toEqual({ runs: 3, differences: [], unknown: [] });
  });

  test('does not come to them for another octet of the implementation', async () => {
    const found = await differencesOf(replaced(/^runs\/\d+\.json$/, /("is":"packet","octets":")01/, '$102'));
    expect(found.filter((line) => line.startsWith('changed: runs/')).length).toBeGreaterThan(0);
    expect(found.join('\n')).toMatch(/a run says pass, judged again it is fail: expected an XIP packet/);
  });

  test('does not come to them for another octet of the kit', async () => {
    const found = await differencesOf(replaced(/^runs\/\d+\.json$/, /("do":"deliver","packet":")01/, '$102'));
    expect(found.join('\n')).toMatch(/judged again it is error: the record does not go on as the case does/);
  });

  test('shows a verdict that was changed', async () => {
    const found = await differencesOf(
      replaced(/^report\.json$/, '"verdict": "pass"', '"verdict": "error", "reason": "none"'),
    );
    expect(found).toContain('changed: report.json is not what it was');
    expect(found.join('\n')).toMatch(/: the report says error, the evidence pass/);
  });

  test('shows a capture that was changed, is missing or was added', async () => {
    expect(await differencesOf(replaced(/00001\.pcapng$/, 'xlmp', 'xxxx'))).toEqual([
      'changed: runs/00001.pcapng is not what it was',
    ]);
    const files = readTar(gunzipSync(readFileSync(file))) as readonly ArchiveFile[];
    const others = files.filter(({ name }) => name !== 'runs/00001.pcapng');
    const added = [...others, { name: 'more', octets: new Uint8Array() }];
    expect(await differencesOf(gzipSync(writeTar(added)))).toEqual([
      'changed: runs/00001.pcapng is missing',
      'changed: more is not in the index',
    ]);
  });

  test('says of cases that a kit does not have that it cannot judge them', async () => {
    const bundle = readBundle(readFileSync(file));
    if (typeof bundle === 'string') throw new Error(bundle);
    const found = await verify(
      bundle,
      catalogue.filter(({ id }) => id !== 'witness/read-unknown'),
    );
    expect(found).toMatchObject({ differences: [], unknown: ['witness/read-unknown'] });
  });

  test.each([
    ['no archive', Buffer.from('hello'), /^it cannot be unpacked: /],
    ['an empty archive', gzipSync(writeTar([])), /^its index.json is missing/],
    ['an archive that ends', gzipSync(writeTar([]).subarray(0, 500)), /^it ends too early$/],
  ])('is not taken when it is %s', (_, octets, why) => {
    expect(readBundle(octets)).toMatch(why);
  });
});

describe('an archive', () => {
  const files = [
    { name: 'a/b-1.json', octets: Buffer.from('x'.repeat(513)) },
    { name: 'empty', octets: new Uint8Array() },
  ];

  test('comes back as it was written', () => {
    const read = readTar(writeTar(files));
    if (typeof read === 'string') throw new Error(read);
    expect(read.map(({ name, octets }) => [name, octets.length])).toEqual([
      ['a/b-1.json', 513],
      ['empty', 0],
    ]);
  });

  test.each(['../up', '/root', 'a//b', 'a\\b', '', '.'])('has no file "%s"', (name) => {
    expect(() => writeTar([{ name, octets: new Uint8Array() }])).toThrow(RangeError);
  });

  test('of any octets gives files or a reason', () => {
    const good = writeTar(files);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const octets = good.slice();
        for (const [at, value] of changes) octets[at] = value;
        const read = readTar(octets);
        expect(typeof read === 'string' || Array.isArray(read)).toBe(true);
      }),
    );
  });
});
