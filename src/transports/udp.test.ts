import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { buildPacket, chainDag, make4Id, makeXid, xidType } from '../xia/index.ts';
import { learntPeers, peerTable } from './peer-table.ts';
import { lawHids, lawPacket, transportLaws } from './transport.laws.ts';
import { udpTransport } from './udp.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

transportLaws('udp', async () => {
  const peers = new Map<string, { host: string; port: number }>();
  const a = await udpTransport({ host: '127.0.0.1', port: 0, peers });
  const b = await udpTransport({ host: '127.0.0.1', port: 0, peers });
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
