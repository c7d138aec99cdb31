/** The roles of peers through the adapter protocol. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/hex.ts';
import {
  decodeMessage,
  identifierOf,
  signAttachment,
  signedRecordToJson,
  signerFromSeed,
  toJson,
} from '../protocol/index.ts';
import { identityOf } from '../runtime/index.ts';
import { chainDag, encodeDag, formatDag, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { type AdapterObject, adapterObject } from './adapter-object.ts';
import type { AdapterReport } from './adapter-reports.ts';

const seedOf = (octet: number): Uint8Array => new Uint8Array(32).fill(octet);
const router = signerFromSeed(seedOf(200));
const ad = makeXid(xidType.ad, identifierOf('AD', router.publicKey));
const elsewhere = makeXid(xidType.ad, 'ad'.repeat(20));

function configOf(octet: number) {
  const identity = identityOf(signerFromSeed(seedOf(octet)), elsewhere);
  return {
    identity,
    config: { seed: toHex(seedOf(octet)), address: formatDag(identity.address), ad: toHex(elsewhere.id) },
  };
}

const machine = configOf(1);
const peer = configOf(2);

/** Two adapters; what one sends is delivered to the other, until both are silent. */
function pair() {
  const ends: Record<'machine' | 'peer', AdapterObject> = { machine: adapterObject(), peer: adapterObject() };
  const all: AdapterReport[] = [];
  let id = 0;
  const ask = async (who: 'machine' | 'peer', verb: string, more: object = {}): Promise<void> => {
    id += 1;
    const reports = await ends[who].ask({ do: verb, id, ...more });
    expect(reports.at(-1)).toMatchObject({ is: 'done', id });
    all.push(...reports);
    for (const { is, octets } of reports) {
      const other = who === 'machine' ? 'peer' : 'machine';
      if (is === 'packet') await ask(other, 'deliver', { packet: octets });
    }
  };
  return { ask, all };
}

const typeOf = ({ octets }: AdapterReport): string | undefined => {
  const parsed = parsePacket(fromHex(String(octets))!);
  const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
  return decoded?.ok === true ? toJson(decoded.value).type : undefined;
};

describe('the adapter', () => {
  it('plays both ends of a session, and the machine moves', async () => {
    const { ask, all } = pair();
    await ask('machine', 'reset', { role: 'machine', config: machine.config });
    await ask('peer', 'reset', { role: 'correspondent', config: peer.config });
    const to = { hid: peer.identity.hidText, address: peer.config.address };
    await ask('machine', 'order', { order: { kind: 'open', peer: to, session: 'datagram' } });
    const session = all.find(({ is, state }) => is === 'session' && state === 'open')!['session'];
    await ask('machine', 'order', { order: { kind: 'send', session, octets: '0102' } });
    expect(all.filter(({ is }) => is === 'data')).toMatchObject([{ session, octets: '0102' }]);

    const place = chainDag(ad, makeXid(xidType.hid, machine.identity.hid));
    const host = machine.identity.hid;
    const attachment = signedRecordToJson(
      'attachment',
      signAttachment({ machine: host, epoch: 2, host, standing: 'active', nodes: encodeDag(place) }, router),
    );
    const again = { ...machine.config, attachment };
    await ask('machine', 'reset', { role: 'machine', config: again });
    all.length = 0;
    await ask('machine', 'order', { order: { kind: 'open', peer: to, session: 'stream' } });
    expect(all.filter(({ is }) => is === 'packet').map(typeOf)).toContain('SessionAccept');
    expect(String(all.find(({ is }) => is === 'packet')!['octets'])).toContain(toHex(ad.id));
  });

  it('says why it cannot follow an order', async () => {
    const end = adapterObject();
    const ask = (verb: string, more: object) => end.ask({ do: verb, id: 1, ...more });
    await ask('reset', { role: 'correspondent', config: peer.config });
    const order = { kind: 'send', session: '00', octets: '00' };
    expect(await ask('order', { order })).toMatchObject([{ is: 'failed', reason: 'no session has this id' }]);
    expect(await ask('order', { order: { kind: 'dance' } })).toMatchObject([{ is: 'failed' }]);
    const config = { ...peer.config, reach: 'nowhere' };
    expect(await ask('reset', { role: 'correspondent', config })).toMatchObject([{ is: 'failed' }]);
  });
});
