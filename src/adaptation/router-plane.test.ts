import { describe, expect, it } from 'vitest';
import { tunnelNextHeader } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import type { AttachmentRow } from '../machines/access-router-events.ts';
import { signerFromSeed } from '../protocol/index.ts';
import { type Identity, identityOf } from '../runtime/index.ts';
import {
  buildPacket,
  chainDag,
  type Dag,
  decodeXcmp,
  echoReplyTo,
  makeDag,
  makeXid,
  parsePacket,
  Router,
  xidType,
} from '../xia/index.ts';
import { networkOfKey, placeAt } from './attachment-place.ts';
import { machinePath } from './machine-path.ts';
import { routerPlane, type RouterPlane } from './router-plane.ts';
import { decodeTunnel, encodeTunnel } from './tunnel.ts';

const functions = {
  makeRouter: (address: Dag) => new Router(address),
  buildPacket,
  parsePacket,
  echoReplyTo,
  encodeTunnel,
  decodeTunnel,
  machinePath,
};

function routerIdentity(octet: number): Identity {
  const signer = signerFromSeed(new Uint8Array(32).fill(octet));
  return identityOf(signer, networkOfKey(signer.publicKey));
}

interface Bed {
  readonly plane: RouterPlane;
  /** What went out: to `world`, to a host, or as a message for the router. */
  readonly out: { readonly to: string; readonly packet: Uint8Array }[];
}

function bed(identity: Identity): Bed {
  const out: { to: string; packet: Uint8Array }[] = [];
  const plane = routerPlane({
    identity,
    functions,
    isHere: [networkOfKey(identity.signer.publicKey)],
    bounds: { packets: 10, octets: 10_000 },
    forwardOctets: 1000,
    send: (packet) => out.push({ to: 'world', packet }),
    deliver: (packet, host) => out.push({ to: host, packet }),
    onMessage: (packet) => out.push({ to: 'router', packet }),
    marked: (_, epoch) => out.push({ to: `marked ${epoch}`, packet: new Uint8Array() }),
    exhausted: () => out.push({ to: 'exhausted', packet: new Uint8Array() }),
  });
  return { plane, out };
}

const here = routerIdentity(1);
const there = routerIdentity(2);
const machine = 'aa'.repeat(20);
const host = 'bb'.repeat(20);
const peer = chainDag(makeXid(xidType.ad, 'cc'.repeat(20)), makeXid(xidType.hid, 'dd'.repeat(20)));
const service = makeXid(xidType.sid, 'ee'.repeat(20));

function packetTo(destination: Dag, hopLimit = 100, payload = Uint8Array.of(1)): Uint8Array {
  return buildPacket({ destination, source: peer, payload, hopLimit });
}

function row(some: Partial<AttachmentRow>): AttachmentRow {
  return { rule: 'deliver', state: 'attached', host, epoch: 1, place: null, expects: 0, ...some };
}

/** The address of the service of the machine in the network of a router. */
function addressIn(identity: Identity): Dag {
  const xids = placeAt(identity, machine).nodes.map(({ xid }) => xid);
  return chainDag(...xids, service);
}

describe('the data plane of an access router', () => {
  it('delivers to the attached host with one hop less', () => {
    const { plane, out } = bed(here);
    plane.setRow(machine, row({}), undefined);
    plane.receive(packetTo(addressIn(here), 100));
    expect(out.map(({ to }) => to)).toEqual([host]);
    const parsed = parsePacket(out[0]!.packet);
    expect(parsed.ok && parsed.value.header.hopLimit).toBe(99);
  });

  it('answers that a machine is unreachable that is not here, or only prepared', () => {
    const { plane, out } = bed(here);
    plane.receive(packetTo(addressIn(here)));
    plane.setRow(machine, row({ rule: 'none', state: 'prepared', expects: 2 }), undefined);
    plane.receive(packetTo(addressIn(here)));
    expect(out.map(({ to }) => to)).toEqual(['world', 'world']);
    for (const { packet } of out) {
      const parsed = parsePacket(packet);
      const xcmp = parsed.ok ? decodeXcmp(parsed.value.payload) : parsed;
      expect(xcmp).toMatchObject({ ok: true, value: { kind: 'unreachable' } });
    }
  });

  it('tries the way round that stands in the address before it gives up', () => {
    const { plane, out } = bed(here);
    const nodes = [networkOfKey(here.signer.publicKey), networkOfKey(there.signer.publicKey)].map((xid) => ({
      xid,
      edges: [2],
    }));
    const fallback = makeDag(
      [{ ...nodes[0]!, edges: [2, 1] }, nodes[1]!, { xid: makeXid(xidType.hid, machine), edges: [] }],
      [0, 1],
    );
    plane.receive(packetTo(fallback));
    expect(out.map(({ to, packet }) => [to, packet[1]])).toEqual([['world', 0]]);
  });

  it('sends on through a tunnel that the next router opens, two hops less in all', () => {
    const old = bed(here);
    const fresh = bed(there);
    const router = chainDag(...there.address.nodes.slice(0, 2).map(({ xid }) => xid));
    old.plane.setRow(machine, row({ rule: 'forward', state: 'forwarding', epoch: 2 }), router);
    fresh.plane.setRow(machine, row({ epoch: 2 }), undefined);
    const sent = packetTo(addressIn(here), 100);
    old.plane.receive(sent.slice());
    expect(old.out.map(({ to, packet }) => [to, packet[1]])).toEqual([['world', tunnelNextHeader]]);
    fresh.plane.receive(old.out[0]!.packet);
    expect(fresh.out.map(({ to }) => to)).toEqual([host]);
    const parsed = parsePacket(fresh.out[0]!.packet);
    expect(parsed.ok && parsed.value.header.hopLimit).toBe(98);
    expect(parsed.ok && toHex(parsed.value.payload)).toBe('01');
  });

  it('drops what is in a tunnel and has no hop left, or is for nobody here', () => {
    const { plane, out } = bed(there);
    const router = chainDag(...there.address.nodes.slice(0, 2).map(({ xid }) => xid));
    const tunnel = (inner: Uint8Array): void => {
      const payload = encodeTunnel({ epoch: 1, packet: inner });
      plane.receive(
        buildPacket({ destination: router, source: here.address, payload, nextHeader: tunnelNextHeader }),
      );
    };
    const atMachine = (hopLimit: number): Uint8Array => {
      const packet = packetTo(chainDag(makeXid(xidType.hid, machine)), hopLimit);
      return packet;
    };
    tunnel(atMachine(9));
    plane.setRow(machine, row({}), undefined);
    tunnel(atMachine(1));
    expect(out).toEqual([]);
    tunnel(atMachine(2));
    expect(out.map(({ to }) => to)).toEqual([host]);
  });

  it('keeps messages for itself and gives the rest to the world or to a neighbour', () => {
    const { plane, out } = bed(here);
    plane.addNeighbour(host);
    const network = networkOfKey(here.signer.publicKey);
    plane.receive(packetTo(here.address));
    plane.receive(packetTo(there.address));
    plane.receive(packetTo(chainDag(network, makeXid(xidType.hid, host))));
    expect(out.map(({ to }) => to)).toEqual(['router', 'world', host]);
  });

  it('knows nothing of a machine that it was told to forget', () => {
    const { plane, out } = bed(here);
    plane.setRow(machine, row({ rule: 'hold', state: 'holding' }), undefined);
    plane.receive(packetTo(addressIn(here)));
    plane.forget(machine);
    plane.receive(packetTo(addressIn(here)));
    expect(plane.path(machine)).toBeUndefined();
    expect(out.map(({ to, packet }) => [to, packet[1]])).toEqual([['world', 1]]);
  });
});
