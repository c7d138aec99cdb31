/** Statements of attachment and delegations that are made here and checked here; forged ones are among the vectors. */
import { describe, expect, it } from 'vitest';
import { hex } from '../core/hex.ts';
import { chainDag, encodeDag, makeXid, xidType } from '../xia/index.ts';
import {
  identifierOf,
  sessionId,
  sha256,
  signAttachment,
  signDelegation,
  signerFromSeed,
  verifyAttachment,
  verifyDelegation,
  type AttachmentBody,
} from './index.ts';

const router = signerFromSeed(new Uint8Array(32).fill(1));
const owner = signerFromSeed(new Uint8Array(32).fill(2));
const machine = identifierOf('HID', owner.publicKey);
const ad = identifierOf('AD', router.publicKey);
const host = new Uint8Array(20).fill(3);

function through(...nodes: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  return encodeDag(chainDag(...nodes.map(([type, id]) => makeXid(type, id))));
}

const body: AttachmentBody = {
  machine,
  epoch: 3,
  host,
  standing: 'active',
  nodes: through([xidType.ad, ad], [xidType.hid, machine]),
};

describe('verifyAttachment', () => {
  it('takes what the AD of the address signed', () => {
    const attachment = signAttachment(body, router);
    expect(verifyAttachment(attachment)).toEqual({ ok: true, value: attachment });
  });

  it('takes an address with other nodes before the AD, and one of nine nodes', () => {
    const services = Array.from({ length: 7 }, (_, i) => [xidType.sid, new Uint8Array(20).fill(i)] as const);
    const nodes = through(...services, [xidType.ad, ad], [xidType.hid, machine]);
    expect(verifyAttachment(signAttachment({ ...body, nodes }, router)).ok).toBe(true);
  });

  it.each([
    ['another key', body, owner, 'wrong-key'],
    [
      'an AD that is no AD of the key',
      { nodes: through([xidType.ad, host], [xidType.hid, machine]) },
      router,
      'wrong-key',
    ],
    [
      'two ADs',
      { nodes: through([xidType.ad, ad], [xidType.ad, host], [xidType.hid, machine]) },
      router,
      'wrong-key',
    ],
    [
      'two ADs, in the other order',
      { nodes: through([xidType.ad, host], [xidType.ad, ad], [xidType.hid, machine]) },
      router,
      'wrong-key',
    ],
    ['no AD', { nodes: through([xidType.hid, machine]) }, router, 'wrong-address'],
    ['another sink', { nodes: through([xidType.ad, ad], [xidType.hid, host]) }, router, 'wrong-address'],
    ['octets that are no address', { nodes: new Uint8Array(28) }, router, 'wrong-address'],
  ] as const)('refuses %s', (_, change, signer, code) => {
    const attachment = signAttachment({ ...body, ...change }, signer);
    expect(verifyAttachment(attachment)).toMatchObject({ ok: false, error: { code } });
  });

  it('refuses what was changed after it was signed', () => {
    const attachment = {
      ...signAttachment({ ...body, standing: 'prepared' }, router),
      standing: 'active',
    } as const;
    expect(verifyAttachment(attachment)).toEqual({
      ok: false,
      error: { code: 'bad-signature', requirement: 'SIG-017' },
    });
  });
});

describe('verifyDelegation', () => {
  const delegation = { machine, delegate: host, epoch: 3 };

  it('takes what the machine signed, and nothing that another did', () => {
    expect(verifyDelegation(signDelegation(delegation, owner)).ok).toBe(true);
    expect(verifyDelegation(signDelegation(delegation, router))).toMatchObject({
      error: { code: 'wrong-key', requirement: 'SIG-018' },
    });
  });

  it('refuses another epoch than was signed', () => {
    expect(verifyDelegation({ ...signDelegation(delegation, owner), epoch: 4 })).toMatchObject({
      error: { code: 'bad-signature', requirement: 'SIG-018' },
    });
  });
});

describe('sessionId', () => {
  it('is the start of the digest over text, zero octet, peers and nonces', () => {
    const opening = {
      initiator: machine,
      responder: host,
      initiatorNonce: hex`000102030405060708090a0b0c0d0e0f`,
      responderNonce: hex`101112131415161718191a1b1c1d1e1f`,
    };
    const text = hex`584c4d502d312073657373696f6e00`;
    const whole = sha256(
      text,
      machine,
      host,
      hex`000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f`,
    );
    expect(sessionId(opening)).toEqual(whole.subarray(0, 16));
  });
});
