/** What travels with the agent beside a machine is read as it was written, and garbage is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PeerState, peerStateVersion } from '../adaptation/index.ts';
import { toHex } from '../core/hex.ts';
import { companionOctets } from '../hypervisors/accompanied.ts';
import { identifierOf, signerFromSeed } from '../protocol/index.ts';
import { chainDag, encodeDag, makeXid, xidType } from '../xia/index.ts';
import { decodeCompanion, encodeCompanion, mostApplicationText } from './companion-state.ts';

const seed = new Uint8Array(32).fill(7);
const machine = toHex(identifierOf('HID', signerFromSeed(seed).publicKey));
const ad = makeXid(xidType.ad, 'ad'.repeat(20));
const place = chainDag(ad, makeXid(xidType.hid, machine));
const peer: PeerState = {
  version: peerStateVersion,
  machine,
  attachment: null,
  nodes: toHex(encodeDag(place)),
  rendezvous: null,
  registered: null,
  sessions: [],
};
const other = { hid: '0b'.repeat(20), address: place };
const state = { seed, peer, open: [other, { ...other, rendezvous: other }], application: { plain: [1] } };
const octets = encodeCompanion(state)!;
const json = (): Record<string, unknown> => JSON.parse(new TextDecoder().decode(octets));
const textOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('the state of an agent beside a machine', () => {
  it('is read as it was written', () => {
    expect(decodeCompanion(octets)).toEqual({ ok: true, value: state });
    const bare = { ...state, open: [], application: undefined };
    expect(decodeCompanion(encodeCompanion(bare)!)).toEqual({ ok: true, value: bare });
  });

  it('does not travel when an application has too much, or what is no data', () => {
    const most = 'x'.repeat(mostApplicationText - 2);
    expect(encodeCompanion({ ...state, application: most })!.length).toBeLessThan(companionOctets);
    expect(encodeCompanion({ ...state, application: `${most}x` })).toBeUndefined();
    expect(encodeCompanion({ ...state, application: () => 0 })).toBeUndefined();
  });

  it.each([
    ['', { more: 1 }],
    ['version', { version: 2 }],
    ['seed', { seed: '07' }],
    ['peer.machine', { peer: { ...peer, machine: 7 } }],
    ['open', { open: {} }],
    ['open[0]', { open: [{ host: other.hid, nodes: null, rendezvous: null }] }],
    ['open[0]', { open: [{ host: 'b', nodes: peer.nodes, rendezvous: null }] }],
    [
      'open[0]',
      { open: [{ host: other.hid, nodes: peer.nodes, rendezvous: { host: other.hid, nodes: '' } }] },
    ],
  ])('names %s when that is wrong', (path, change) => {
    expect(decodeCompanion(textOf({ ...json(), ...change }))).toMatchObject({ ok: false, error: { path } });
  });

  it('is refused or taken, whatever comes', () => {
    const changed = fc
      .tuple(fc.nat({ max: octets.length - 1 }), fc.nat({ max: 255 }))
      .map(([at, octet]) => octets.map((was, n) => (n === at ? octet : was)));
    const member = fc
      .tuple(fc.constantFrom(...Object.keys(json())), fc.jsonValue())
      .map(([name, value]) => textOf({ ...json(), [name]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), changed, member, fc.jsonValue().map(textOf)), (input) => {
        expect(typeof decodeCompanion(input).ok).toBe('boolean');
      }),
    );
  });
});
