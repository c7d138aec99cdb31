/**
 * A host in the network: its own stack, the machines on it behind a queue each, and one link upwards. A packet for a
 * machine that is being started waits in its queue, as in the queue of a tap device; one for a machine that stands
 * still or is gone is lost.
 */
import { toHex } from '../core/hex.ts';
import type { Transport } from '../ports/transport.ts';
import { Forwarder, makeXid, routeAction, xidType } from '../xia/index.ts';
import type { Identity } from '../runtime/index.ts';
import type { Domain } from './directory.ts';
import type { Network, NetworkNode } from './network.ts';

/** What becomes of packets for a machine at a host. */
export type TapState = 'open' | 'queueing' | 'dead';

/** How many packets wait for a machine that is being started: the usual length of the queue of a tap device. */
export const tapQueueLength = 1000;

/** A host in the network. */
export interface HostNode extends NetworkNode {
  /** How the host itself sends and receives. */
  readonly transport: Transport;
  /** Says what becomes of packets for a machine; what waited goes to it when it opens. */
  setTap(machine: Uint8Array, state: TapState, deliver?: (packet: Uint8Array) => void): void;
  /** Takes a packet that a machine here sends. */
  fromMachine(packet: Uint8Array): void;
}

interface Tap {
  state: TapState;
  deliver: (packet: Uint8Array) => void;
  queue: Uint8Array[];
}

const upPort = 0;
const tapPort = 1;

/** Makes a host without machines in a domain. */
export function hostNode(
  network: Network,
  name: string,
  identity: Identity,
  { ad, router }: Domain,
): HostNode {
  // What comes from the router has arrived in the domain; what goes out has not reached any yet.
  const inbound = new Forwarder();
  const outbound = new Forwarder();
  const taps = new Map<string, Tap>();
  let receiver: ((packet: Uint8Array) => void) | undefined;
  for (const { xid } of identity.address.nodes) {
    inbound.setRoute(xid, routeAction.local);
    if (xid.type === xidType.hid || xid.type === xidType.sid) outbound.setRoute(xid, routeAction.local);
  }
  inbound.setRoute(ad, routeAction.local);
  for (const type of [xidType.ad, xidType.fourId]) {
    inbound.setDefault(type, upPort);
    outbound.setDefault(type, upPort);
  }

  const toMachine = (packet: Uint8Array, machine: Uint8Array): void => {
    const tap = taps.get(toHex(machine));
    if (tap?.state === 'open') tap.deliver(packet);
    else if (tap?.state === 'queueing' && tap.queue.length < tapQueueLength) tap.queue.push(packet);
  };
  const route = (forwarder: Forwarder, packet: Uint8Array): void => {
    const result = forwarder.forward(packet);
    if (result === routeAction.local) receiver?.(packet);
    else if (result === upPort) network.send(name, router, packet);
    else if (result === tapPort) toMachine(packet, forwarder.nextHop!.id);
  };
  return {
    name,
    receive: (packet) => route(inbound, packet),
    fromMachine: (packet) => route(outbound, packet),
    transport: {
      send: (packet) => route(outbound, packet),
      onPacket(next) {
        receiver = next;
      },
      close() {
        receiver = undefined;
        return Promise.resolve();
      },
    },
    setTap(machine, state, deliver) {
      const key = toHex(machine);
      const tap = taps.get(key) ?? { state, deliver: () => {}, queue: [] };
      taps.set(key, tap);
      tap.state = state;
      tap.deliver = deliver ?? tap.deliver;
      const xid = makeXid(xidType.hid, machine);
      for (const forwarder of [inbound, outbound]) forwarder.setRoute(xid, tapPort, xid);
      if (state === 'queueing') return;
      const waiting = tap.queue;
      tap.queue = [];
      if (state === 'open') for (const packet of waiting) tap.deliver(packet);
    },
  };
}
