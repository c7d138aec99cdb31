/** Signatures that are made here, checked here and by the vectors of RFC 8032. */
import { describe, expect, it } from 'vitest';
import { resigned } from '../../conformance/generate/frame.ts';
import { sampleMessage } from '../../conformance/generate/samples.ts';
import { hex, toHex } from '../core/hex.ts';
import {
  authenticHeader,
  decodeMessage,
  encodeMessage,
  identifierOf,
  sealMessage,
  signerFromSeed,
  verifyIn,
  verifyMessage,
  type Message,
} from './index.ts';

/** RFC 8032, section 7.1, test 1. */
const signer = signerFromSeed(hex`9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60`);
const publicKey = hex`d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a`;
const other = signerFromSeed(new Uint8Array(32).fill(7));
const sender = identifierOf('HID', publicKey);

function query(): Message {
  const { authenticator: _, ...message } = sampleMessage('StatusQuery', 'most');
  return { ...message, header: { ...message.header, sender } };
}

describe('signerFromSeed', () => {
  it('gives the key and the signature of RFC 8032', () => {
    expect(signer.publicKey).toEqual(publicKey);
    expect(toHex(signer.sign(new Uint8Array()))).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  it('throws a RangeError for a seed of another length', () => {
    expect(() => signerFromSeed(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe('verifyIn', () => {
  it('is false, and does not throw, for octets that are no key or no signature', () => {
    expect(verifyIn('message', hex`00`, new Uint8Array(31), new Uint8Array(64))).toBe(false);
    expect(verifyIn('message', hex`00`, new Uint8Array(32).fill(0xff), new Uint8Array(64))).toBe(false);
    expect(verifyIn('message', hex`00`, publicKey, new Uint8Array(3))).toBe(false);
  });

  it('still knows a key after many others', () => {
    const octets = sealMessage(query(), signer);
    for (let i = 0; i < 600; i += 1)
      verifyIn('message', octets, identifierOf('HID', Uint8Array.of(i, i >> 8)), octets);
    for (let i = 0; i < 300; i += 1) {
      const key = signerFromSeed(new Uint8Array(32).fill(i & 0xff)).publicKey;
      verifyIn('message', octets, key, new Uint8Array(64));
    }
    expect(authenticHeader(octets)).toBeDefined();
  });
});

describe('sealMessage', () => {
  it('gives octets whose authenticator is good', () => {
    const octets = sealMessage(query(), signer);
    const decoded = decodeMessage(octets);
    if (!decoded.ok) throw new Error(decoded.error.code);
    expect(verifyMessage(octets, decoded.value)).toEqual(decoded);
  });

  it('gives the same octets for the same message', () => {
    expect(sealMessage(query(), signer)).toEqual(sealMessage(query(), signer));
  });

  it('throws a RangeError when the signer is not the sender', () => {
    expect(() => sealMessage(query(), other)).toThrow(RangeError);
  });

  it('only encodes a message without authenticator', () => {
    const piece = sampleMessage('Piece', 'most');
    expect(sealMessage(piece, signer)).toEqual(encodeMessage(piece));
  });
});

describe('authenticHeader', () => {
  const good = sealMessage(query(), signer);

  it('gives the header of octets that decode', () => {
    expect(authenticHeader(good)).toEqual(query().header);
  });

  it.each<[string, number, number]>([
    ['another version', 2, 9],
    ['an unknown type', 3, 0xee],
    ['a reserved octet that is not zero', 7, 1],
  ])('gives the header of octets with %s, when they are signed', (_, at, value) => {
    const octets = good.slice();
    octets[at] = value;
    expect(decodeMessage(octets).ok).toBe(false);
    expect(authenticHeader(octets)).toBeUndefined();
    expect(authenticHeader(resigned(octets, signer))?.sender).toEqual(sender);
  });

  it('gives nothing for octets of another sender, too short, or of a type without authenticator', () => {
    expect(authenticHeader(resigned(good, other))).toBeUndefined();
    expect(authenticHeader(good.subarray(0, 195))).toBeUndefined();
    expect(authenticHeader(new Uint8Array())).toBeUndefined();
    expect(authenticHeader(encodeMessage(sampleMessage('Piece', 'most')))).toBeUndefined();
  });
});
