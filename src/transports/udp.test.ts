import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import { buildPacket, chainDag, make4Id, makeDag, makeXid, xidType, xipOffset } from '../xia/index.ts';
import { learntPeers, peerTable } from './peer-table.ts';
import { lawHids, lawPacket, transportLaws } from './transport.laws.ts';
import { udpTransport } from './udp.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const batches of ['never', 'if-possible'] as const)
  transportLaws(`udp with batches ${batches}`, async () => {
    const peers = new Map<string, { host: string; port: number }>();
    const a = await udpTransport({ host: '127.0.0.1', port: 0, peers, batches });
    const b = await udpTransport({ host: '127.0.0.1', port: 0, peers, batches });
    peers.set(lawHids.a, a.local).set(lawHids.b, b.local);
    const sentinel = createSocket('udp4');
    await new Promise<void>((resolve) => sentinel.bind(0, '127.0.0.1', resolve));
    return {
      a,
      b,
      // Loopback queues datagrams in the order of sending: when the sentinel is here, all before it are, too.
      settle: async () => {
        await turn();
        const arrived = new Promise((resolve) => sentinel.once('message', resolve));
        sentinel.send('x', sentinel.address().port, '127.0.0.1');
        await arrived;
        await turn();
        await turn();
      },
      dispose: async () => {
        await a.close();
        await b.close();
        sentinel.close();
      },
    };
  });

describe('udpTransport', () => {
  it('says that a port is in use', async () => {
    const first = await udpTransport({ host: '127.0.0.1', port: 0 });
    await expect(udpTransport(first.local)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    await first.close();
  });
  it('says that an address is not here', async () => {
    await expect(udpTransport({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'ADDRESS_NOT_HERE',
    });
  });
});

describe('peerTable', () => {
  const at = (port: number) => ({ host: '127.0.0.1', port });
  const hid = makeXid(xidType.hid, lawHids.b);
  const overIp = buildPacket({
    destination: chainDag(make4Id(Uint8Array.of(192, 0, 2, 7)), hid, makeXid(xidType.sid, '51'.repeat(20))),
    source: chainDag(makeXid(xidType.hid, lawHids.a)),
    payload: new Uint8Array(0),
  });

  it('knows nobody at first, then whom it heard', () => {
    const table = peerTable();
    expect(table.lookUp(lawPacket('b', 'a', ''))).toBeUndefined();
    table.learn(lawPacket('a', 'b', ''), at(5));
    expect(table.lookUp(lawPacket('b', 'a', ''))).toEqual(at(5));
  });
  it('takes the IPv4 address of a 4ID before a hint, and the configuration before both', () => {
    const table = peerTable();
    table.learn(lawPacket('b', 'a', ''), at(5));
    expect(table.lookUp(overIp)).toEqual({ host: '192.0.2.7', port: 13781 });
    expect(peerTable(new Map([[lawHids.b, at(9)]])).lookUp(overIp)).toEqual(at(9));
  });
  it('takes the way that the packet prefers, and the others when nothing is known of it', () => {
    const [home, round] = ['c1', 'c2'].map((octet) => makeXid(xidType.ad, octet.repeat(20)));
    const destination = makeDag(
      [
        { xid: home!, edges: [2, 1] },
        { xid: round!, edges: [2] },
        { xid: hid, edges: [] },
      ],
      [0, 1],
    );
    const packet = buildPacket({ destination, source: chainDag(hid), payload: new Uint8Array(0) });
    const peers = (...octets: readonly string[]) =>
      peerTable(new Map(octets.map((octet, n) => [octet.repeat(20), at(n + 1)])));
    expect(peers('c2', 'c1').lookUp(packet)).toEqual(at(2));
    expect(peers('c2').lookUp(packet)).toEqual(at(1));
    // It has been in the network that it prefers, and there it was not.
    packet[xipOffset.last] = 0;
    expect(peers('c1', 'c2').lookUp(packet)).toEqual(at(2));
  });
  it('gives what it knows nothing of to the gateway', () => {
    const table = peerTable(new Map([['cc'.repeat(20), at(7)]]), 'nowhere', 'cc'.repeat(20));
    expect(table.lookUp(lawPacket('a', 'b', ''))).toEqual(at(7));
    table.learn(lawPacket('b', 'a', ''), at(5));
    expect(table.lookUp(lawPacket('a', 'b', ''))).toEqual(at(5));
    expect(table.lookUp(lawPacket('b', 'a', ''))).toEqual(at(7));
  });
  it('does not follow ways without end', () => {
    const packet = lawPacket('b', 'a', '');
    for (let at = 0; at < 4; at += 1) packet[xipFixedSize + xidSizes.xid + at] = 0;
    expect(peerTable().lookUp(packet)).toBeUndefined();
  });
  it('forgets the oldest hint when there are many', () => {
    const table = peerTable();
    const from = (n: number): Uint8Array =>
      buildPacket({
        destination: chainDag(hid),
        source: chainDag(makeXid(xidType.hid, n.toString(16).padStart(40, '0'))),
        payload: new Uint8Array(0),
      });
    const to = (n: number): Uint8Array =>
      buildPacket({
        destination: chainDag(makeXid(xidType.hid, n.toString(16).padStart(40, '0'))),
        source: chainDag(hid),
        payload: new Uint8Array(0),
      });
    for (let n = 0; n <= learntPeers; n += 1) table.learn(from(n), at(n + 1));
    expect(table.lookUp(to(0))).toBeUndefined();
    expect(table.lookUp(to(1))).toEqual(at(2));
  });
});
