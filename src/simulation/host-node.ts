/**
 * A host in the network: its own stack, a tap for each machine that runs here, and one link upwards. What comes for a
 * machine that does not run goes to the agent of the host, which may keep it for one that is about to start.
 */
import { xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import type { Transport } from '../ports/transport.ts';
import { encodeXid, Forwarder, makeXid, routeAction, xidType, xipOffset } from '../xia/index.ts';
import type { Identity } from '../runtime/index.ts';
import type { Domain } from './directory.ts';
import type { Network, NetworkNode } from './network.ts';

/** A host in the network. */
export interface HostNode extends NetworkNode {
  /** How the host itself sends and receives. */
  readonly transport: Transport;
  /** Opens the tap of a machine that runs here, or closes it. */
  setTap(machine: Uint8Array, deliver: ((packet: Uint8Array) => void) | undefined): void;
  /** Gives a packet to a machine; drops it when the machine does not run here. */
  toMachine(machine: string, packet: Uint8Array): void;
  /** Takes a packet that a machine here sends. */
  fromMachine(packet: Uint8Array): void;
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
  const taps = new Map<string, (packet: Uint8Array) => void>();
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

  // The agent knows about machines that are about to be here.
  inbound.setDefault(xidType.hid, tapPort);
  const service = encodeXid(identity.address.nodes.at(-1)!.xid);
  /** What is for the service of the host behind the machine is for the host, which speaks for the machine. */
  const isForDelegate = (packet: Uint8Array): boolean => {
    const sink = xipFixedSize + xidSizes.node * (packet[xipOffset.destinationNodes]! - 1);
    return equalOctets(packet.subarray(sink, sink + xidSizes.xid), service);
  };
  const arrive = (packet: Uint8Array, machine: Uint8Array | undefined): void => {
    const tap = machine === undefined ? undefined : taps.get(toHex(machine));
    if (tap === undefined || isForDelegate(packet)) receiver?.(packet);
    else tap(packet);
  };
  const route = (forwarder: Forwarder, packet: Uint8Array): void => {
    const result = forwarder.forward(packet);
    if (result === routeAction.local) receiver?.(packet);
    else if (result === upPort) network.send(name, router, packet);
    else if (result === tapPort) arrive(packet, forwarder.nextHop?.id);
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
    setTap(machine, deliver) {
      const xid = makeXid(xidType.hid, machine);
      for (const forwarder of [inbound, outbound]) forwarder.setRoute(xid, tapPort, xid);
      if (deliver === undefined) taps.delete(toHex(machine));
      else taps.set(toHex(machine), deliver);
    },
    toMachine: (machine, packet) => taps.get(machine)?.(packet),
  };
}
