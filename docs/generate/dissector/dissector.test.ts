import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messages, type MessageName } from '../../../spec/registry/messages.ts';
import { isCase } from '../../../conformance/case.ts';
import * as pieces from '../../../conformance/cases/source-host/pieces.ts';
import * as register from '../../../conformance/cases/witness/register.ts';
import { caseCapture } from '../../../conformance/evidence/case-capture.ts';
import { greet } from '../../../conformance/iut/hello.ts';
import { inProcessIut } from '../../../conformance/iut/in-process.ts';
import { readManifest } from '../../../conformance/manifest.ts';
import { packet } from '../../../conformance/octets/xip.ts';
import { runCase } from '../../../conformance/run-case.ts';
import { readCapture } from '../../../src/capture/index.ts';
import { malformed } from '../../../conformance/generate/malformed.ts';
import { sampleMessage } from '../../../conformance/generate/samples.ts';
import { fromHex, hex } from '../../../src/core/hex.ts';
import { encodeMessage, type Message } from '../../../src/protocol/index.ts';
import { whyNoTshark } from '../../../src/capture/tshark.laws.ts';
import { sessionNextHeader } from '../../../spec/registry/identifiers.ts';
import { dissected, faultsIn } from './dissected.laws.ts';

interface Vector {
  readonly id: string;
  readonly input: { readonly octets: string; readonly kind?: string; readonly profile?: string };
  readonly expectation: { readonly code?: string; readonly error?: { readonly code: string } };
  readonly result: 'valid' | 'invalid';
}

function vectors(path: string): readonly Vector[] {
  const file = new URL(`../../../vectors/${path}.json`, import.meta.url);
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly groups: readonly { readonly tests: readonly Vector[] }[];
  };
  return groups.flatMap(({ tests }) => tests);
}

/** The faults of messages as the dissector shows them: what does not begin as one is data of somebody else. */
function shown(octets: Uint8Array, code: string): string {
  return octets.length < 2 || code === 'bad-magic' ? '' : code;
}

function inPacket({ input }: Vector, nextHeader = 0): Uint8Array {
  return packet('source', 'destination', fromHex(input.octets)!, nextHeader);
}

/** The faults that were found against those that should be, by the name of the vector. */
function compared(
  names: readonly string[],
  found: readonly string[],
  wanted: readonly string[],
): { readonly found: object; readonly wanted: object } {
  expect(found.length).toBe(wanted.length);
  const byName = (codes: readonly string[]): object =>
    Object.fromEntries(names.map((name, i) => [name, codes[i]]));
  return { found: byName(found), wanted: byName(wanted) };
}

describe.skipIf(whyNoTshark !== '')(`the dissector${whyNoTshark && ` (${whyNoTshark})`}`, () => {
  const codes = (all: readonly Vector[]): readonly string[] =>
    all.map(({ expectation: { code, error } }) => error?.code ?? code ?? '');
  const ids = (all: readonly Vector[]): readonly string[] => all.map(({ id }) => id);

  it.each(['ethernet', 'udp'] as const)(
    'takes every vector of a message without a remark, in %s',
    (carrier) => {
      const all = vectors('codec/messages');
      const found = faultsIn(
        all.map((one) => inPacket(one)),
        carrier,
      );
      expect(all.filter((_, i) => found[i] !== '').map(({ id }, i) => `${id}: ${found[i]}`)).toEqual([]);
    },
  );

  it('knows every message, with as few TLVs as it may have and with as many', () => {
    const samples = Object.keys(messages).flatMap((name) =>
      (['least', 'most'] as const).map((extent) => sampleMessage(name as MessageName, extent)),
    );
    const packets = samples.map((sample) => packet('source', 'destination', encodeMessage(sample)));
    expect(faultsIn(packets).filter((found) => found !== '')).toEqual([]);
    const shown = dissected(packets, ['xlmp.header.type', '_ws.col.Protocol', '_ws.col.Info']);
    for (const [i, sample] of samples.entries()) {
      const { type } = sample as Message;
      expect(shown[i]).toMatchObject({
        'xlmp.header.type': String(messages[type].code),
        '_ws.col.Protocol': 'XLMP',
        '_ws.col.Info': expect.stringContaining(` ${type}, machine `),
      });
    }
  });

  it('shows fields with their values', () => {
    const [ready] = vectors('codec/messages').filter(({ id }) => id === 'hand-ready');
    expect(
      dissected(
        [inPacket(ready!)],
        [
          'xia.hop_limit',
          'xia.destination',
          'xlmp.header.epoch',
          'xlmp.lease.milliseconds',
          'xlmp.votes.device',
          'xlmp.header.sender',
          'xlmp.estimate.gap',
        ],
      ),
    ).toEqual([
      {
        'xia.hop_limit': '250',
        'xia.destination': 'AD:ad000000 HID:4a802b80 SID:c616cfde',
        'xlmp.header.epoch': '3',
        'xlmp.lease.milliseconds': '30000',
        'xlmp.votes.device': '0',
        'xlmp.header.sender': '33'.repeat(20),
        'xlmp.estimate.gap': '600',
      },
    ]);
  });

  it('finds in every malformed message what a decoder finds', () => {
    const all = vectors('codec/malformed');
    const { found, wanted } = compared(
      ids(all),
      faultsIn(all.map((one) => inPacket(one))),
      codes(all).map((code, i) => shown(fromHex(all[i]!.input.octets)!, code)),
    );
    expect(found).toEqual(wanted);
  });

  it('finds in every way in which the registry says that a message can be wrong what a decoder finds', () => {
    const all = Object.keys(messages).flatMap((name) => malformed(name as MessageName));
    const packets = all.map(({ octets }) => packet('source', 'destination', octets));
    const { found, wanted } = compared(
      all.map(({ id }) => id),
      faultsIn(packets),
      all.map(({ octets, code }) => shown(octets, code)),
    );
    expect(found).toEqual(wanted);
  });

  it('finds in packets what a reader of the profile of XLMP finds', () => {
    const all = vectors('xia/headers').filter(
      ({ input }) => input.kind === 'packet' && input.profile === 'xia-core-v2' && input.octets.length > 0,
    );
    const { found, wanted } = compared(
      ids(all),
      faultsIn(all.map(({ input }) => fromHex(input.octets)!)),
      codes(all),
    );
    expect(found).toEqual(wanted);
  });

  it('finds in addresses what a reader finds', () => {
    const all = vectors('xia/addresses').filter(
      ({ input: { kind, octets } }) =>
        kind === 'address-octets' &&
        octets.length > 0 &&
        octets.length % 56 === 0 &&
        octets.length <= 56 * 20,
    );
    const single = hex`00000011 ${'11'.repeat(20)} 007f7f7f`;
    const packets = all.map(({ input: { octets } }) => {
      const nodes = fromHex(octets)!;
      return hex`01000000fa ${Uint8Array.of(nodes.length / 28)} 017e ${nodes} ${single}`;
    });
    const { found, wanted } = compared(ids(all), faultsIn(packets), codes(all));
    expect(found).toEqual(wanted);
    expect(all.length).toBeGreaterThan(10);
  });

  it('finds in session packets what a reader finds', () => {
    const all = vectors('sessions/packets').filter(({ input }) => input.octets.length > 0);
    const packets = all.map((one) => inPacket(one, sessionNextHeader));
    const { found, wanted } = compared(ids(all), faultsIn(packets), codes(all));
    expect(found).toEqual(wanted);
  });

  it('takes every packet of an implementation in the captures that the kit makes', async () => {
    const iut = inProcessIut();
    await iut.start();
    const manifest = readManifest((await greet(iut)).manifest);
    if ('length' in manifest) throw new Error(manifest.join());
    const sent: Uint8Array[] = [];
    for (const one of [...Object.values(register), ...Object.values(pieces)].filter(isCase)) {
      const run = await runCase(one, iut, manifest);
      const capture = readCapture(caseCapture(one, run, iut.adapter));
      if (!capture.ok) throw new Error(capture.error.code);
      for (const { octets, direction } of capture.value.frames)
        if (direction === 'out') sent.push(octets.subarray(14));
    }
    await iut.stop();
    expect(sent.length).toBeGreaterThan(10);
    expect(faultsIn(sent).filter((found) => found !== '')).toEqual([]);
  });

  it('never breaks, whatever the octets are', () => {
    const base = vectors('codec/messages').map((one) => inPacket(one));
    const damaged = fc.sample(
      fc
        .tuple(
          fc.constantFrom(...base),
          fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        )
        .map(([good, changes]) => {
          const octets = good.slice();
          for (const [at, value] of changes) octets[at % octets.length] = value;
          return octets;
        }),
      { numRuns: 800, seed: 1 },
    );
    const noise = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 400 }), { numRuns: 200, seed: 1 });
    const kinds = [0x58, 0x59, 0, 1].flatMap((nextHeader) =>
      noise.map((octets) => packet('source', 'destination', octets, nextHeader)),
    );
    const found = faultsIn([...damaged, ...noise, ...kinds]);
    expect(found.filter((one) => one.startsWith('Lua'))).toEqual([]);
  });
});
