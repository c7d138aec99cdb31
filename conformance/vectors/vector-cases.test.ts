import { describe, expect, test } from 'vitest';
import { requirements } from '../../spec/registry/requirements.ts';
import { fromHex } from '../../src/core/hex.ts';
import { decodeMessage, toJson } from '../../src/protocol/index.ts';
import type { Ask } from '../iut/lines.ts';
import type { Iut } from '../iut/port.ts';
import { scriptedIut } from '../iut/scripted.ts';
import type { RunReport } from '../report.ts';
import { run } from '../runner.ts';
import { checkCatalogue } from '../catalogue.ts';
import { vectorCases } from './vector-cases.ts';

const catalogue = checkCatalogue(vectorCases());

/** What a decoder says to octets. */
type Decoder = (octets: Uint8Array) => object;

const right: Decoder = (octets) => {
  const decoded = decodeMessage(octets);
  return decoded.ok ? { value: toJson(decoded.value) } : { error: decoded.error };
};

function libraryOf(decoder: Decoder): Iut {
  return scriptedIut((ask: Ask) => {
    if (ask.do !== 'evaluate') return [];
    const { octets } = ask.input as { readonly octets: string };
    return [{ is: 'value', value: decoder(fromHex(octets)!) }];
  });
}

function judge(decoder: Decoder, filter: string): Promise<RunReport> {
  return run({
    iut: libraryOf(decoder),
    catalogue,
    selection: { filter: [filter], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => id,
  });
}

describe('cases of vectors', () => {
  test('are unique, and cover requirements that exist', () => {
    const known = new Set<string>(requirements.map(({ id }) => id));
    expect(catalogue.length).toBeGreaterThan(500);
    for (const one of catalogue)
      for (const id of one.covers) expect([one.id, known.has(id)]).toEqual([one.id, true]);
  });

  test('pass for a right decoder', async () => {
    const { counts } = await judge(right, 'codec/m*/*');
    expect(counts.verdicts).toMatchObject({ fail: 0, error: 0, inconclusive: 0 });
    expect(counts.verdicts.pass).toBeGreaterThan(400);
  });

  test('fail, each of them, for a decoder that takes everything', async () => {
    const { counts } = await judge(() => ({ value: {} }), 'codec/malformed/*');
    expect(counts.verdicts).toMatchObject({ pass: 0, fail: counts.applicable });
  });

  test('are no pass for a decoder that refuses everything, even by the right code', async () => {
    const { counts } = await judge((octets) => {
      const said = right(octets);
      return 'error' in said ? said : { error: { code: 'truncated', offset: 0 } };
    }, 'codec/malformed/*');
    expect(counts.verdicts).toMatchObject({ pass: 0, inconclusive: counts.applicable });
  });

  test('fail for a refusal with another code', async () => {
    const { counts } = await judge((octets) => {
      const said = right(octets);
      return 'error' in said ? { error: { code: 'no-idea', offset: 0 } } : said;
    }, 'codec/malformed/*');
    expect(counts.verdicts).toMatchObject({ pass: 0, fail: counts.applicable });
  });
});
