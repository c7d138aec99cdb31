/** What the codec does with values that the wire cannot hold, with views, and with octets of errors of the sender. */
import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../../conformance/generate/samples.ts';
import { hex, toHex } from '../core/hex.ts';
import { decodeMessage, encodeMessage, type Message, type OfferMessage, type PieceMessage } from './index.ts';

const offer = sampleMessage('Offer', 'most');
const refused = sampleMessage('Refused', 'most');
const piece = sampleMessage('Piece', 'most');

describe('encodeMessage', () => {
  it.each<[string, () => Message, string]>([
    [
      'octets of the wrong length',
      () => ({ ...offer, header: { ...offer.header, machine: hex`00` } }),
      'header.machine',
    ],
    ['an epoch of zero', () => ({ ...offer, header: { ...offer.header, epoch: 0 } }), 'header.epoch'],
    [
      'an epoch above 2^53 - 1',
      () => ({ ...offer, header: { ...offer.header, epoch: 2 ** 53 } }),
      'header.epoch',
    ],
    ['half an epoch', () => ({ ...offer, header: { ...offer.header, epoch: 1.5 } }), 'header.epoch'],
    [
      'an exchange below zero',
      () => ({ ...offer, header: { ...offer.header, exchange: -1 } }),
      'header.exchange',
    ],
    [
      'an exchange of 2^32',
      () => ({ ...offer, header: { ...offer.header, exchange: 2 ** 32 } }),
      'header.exchange',
    ],
    ['no number', () => ({ ...offer, header: { ...offer.header, exchange: Number.NaN } }), 'header.exchange'],
    [
      'a page that is too small',
      () => ({ ...offer, profile: { ...offer.profile, pageSize: 511 } }),
      'profile.pageSize',
    ],
    ['a chunk that is too big', () => withTransfer({ chunkSize: 1_048_577 }), 'transfer.chunkSize'],
    [
      'a long text',
      () => ({ ...refused, reason: { reason: 'policy', detail: 'x'.repeat(129) } }),
      'reason.detail',
    ],
    ['a long text of wide letters', () => withDetail('ä'.repeat(65)), 'reason.detail'],
    ['too many disks', () => withDisks(9), 'disks.disks'],
    [
      'an address that is no whole number of nodes',
      () => ({ ...offer, address: { nodes: new Uint8Array(29) } }),
      'address.nodes',
    ],
    ['an empty address', () => ({ ...offer, address: { nodes: new Uint8Array(0) } }), 'address.nodes'],
    ['a long piece', () => withData(61_441), 'piece.data'],
    ['an extension with a known code', () => withExtensions(0x001f), 'extensions.code'],
    ['an extension with the critical bit', () => withExtensions(0x8a0a), 'extensions.code'],
    ['extensions out of order', () => withExtensions(0x1a1a, 0x0a0a), 'extensions.code'],
    ['an extension twice', () => withExtensions(0x0a0a, 0x0a0a), 'extensions.code'],
  ])('throws a RangeError that names the field for %s', (_, make, path) => {
    expect(() => encodeMessage(make())).toThrow(RangeError);
    expect(() => encodeMessage(make())).toThrow(path);
  });

  it.each<[string, () => Message, string]>([
    ['a control character', () => withDetail('a\nb'), 'reason.detail'],
    ['half a surrogate pair', () => withDetail('\ud800'), 'reason.detail'],
    [
      'an unknown code',
      () => ({ ...refused, reason: { reason: 'mood' as 'policy', detail: '' } }),
      'ReasonCode',
    ],
    ['an unknown type', () => ({ ...refused, type: 'Gossip' as 'Refused' }), 'Gossip'],
    ['a message that is not sealed', () => ({ ...refused, authenticator: undefined }), 'sealMessage'],
  ])('throws a TypeError for %s', (_, make, text) => {
    expect(() => encodeMessage(make())).toThrow(TypeError);
    expect(() => encodeMessage(make())).toThrow(text);
  });

  it('takes a Piece of 61616 octets and throws a RangeError for one more', () => {
    const fits = encodeMessage(withFiller(46, 61_440));
    expect(fits).toHaveLength(61_616);
    expect(decodeMessage(fits)).toMatchObject({ ok: true });
    expect(() => encodeMessage(withFiller(47, 61_440))).toThrow('Piece has 61617 octets');
  });

  it('takes another message of 1200 octets and throws a RangeError for one more', () => {
    const filled = (octets: number): Message => ({
      ...refused,
      extensions: [{ code: 0x0a0a, critical: false, value: new Uint8Array(octets) }],
    });
    const least = encodeMessage(filled(0)).length;
    expect(encodeMessage(filled(1200 - least))).toHaveLength(1200);
    expect(() => encodeMessage(filled(1201 - least))).toThrow('Refused has 1201 octets');
  });

  it('gives octets that later messages do not change', () => {
    const first = encodeMessage(offer);
    const before = toHex(first);
    for (let i = 0; i < 500; i += 1) encodeMessage(refused);
    expect(toHex(first)).toBe(before);
  });

  it('is not disturbed by a message that failed', () => {
    const before = toHex(encodeMessage(refused));
    expect(() => encodeMessage(withExtensions(1))).toThrow(RangeError);
    expect(toHex(encodeMessage(refused))).toBe(before);
  });
});

describe('decodeMessage', () => {
  it('gives views of the input, wherever the input begins in its buffer', () => {
    const octets = encodeMessage(offer);
    const larger = new Uint8Array(octets.length + 20);
    larger.set(octets, 13);
    const decoded = decodeMessage(larger.subarray(13, 13 + octets.length));
    if (!decoded.ok) throw new Error(decoded.error.code);
    expect(decoded.value).toEqual(offer);
    expect(decoded.value.header.machine.buffer).toBe(larger.buffer);
  });

  it('takes a Buffer and gives plain octets', () => {
    const decoded = decodeMessage(Buffer.from(encodeMessage(refused)));
    if (!decoded.ok) throw new Error(decoded.error.code);
    expect(decoded.value.header.sender.constructor).toBe(Uint8Array);
  });

  it('knows nothing of the bounds of a list before it has seen that the octets are there', () => {
    const octets = encodeMessage(sampleMessage('Manifest', 'most')).slice();
    const count = octets.length - 100 - 2 * 32 - 2;
    octets.set([0, 24], count);
    expect(decodeMessage(octets)).toMatchObject({
      ok: false,
      error: { code: 'truncated', path: 'manifest.part.chunks' },
    });
  });
});

function withTransfer(change: Partial<OfferMessage['transfer']>): Message {
  return { ...offer, transfer: { ...offer.transfer, ...change } };
}

function withDetail(detail: string): Message {
  return { ...refused, reason: { reason: 'policy', detail } };
}

function withDisks(count: number): Message {
  const disk = { name: 'd', mode: 'copied', size: 1 } as const;
  return { ...offer, disks: { disks: Array.from({ length: count }, () => disk) } };
}

function withData(length: number): PieceMessage {
  return { ...piece, piece: { ...piece.piece, data: new Uint8Array(length) } };
}

function withExtensions(...codes: readonly number[]): Message {
  return { ...refused, extensions: codes.map((code) => ({ code, critical: false, value: hex`` })) };
}

function withFiller(length: number, data: number): Message {
  return {
    ...withData(data),
    extensions: [{ code: 0x0a0a, critical: false, value: new Uint8Array(length) }],
  };
}
