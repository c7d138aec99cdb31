/**
 * The forwarding of an access router or a rendezvous: what is for itself, what has a port of its own, and what goes out
 * to the world (chapter 03). XCMP is answered here.
 */
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import type { Identity } from '../runtime/index.ts';
import type { PacketFunctions } from '../runtime/xip-stack.ts';
import {
  type Dag,
  makeXid,
  type ParsedPacket,
  routeAction,
  type Router,
  type Xid,
  xidType,
} from '../xia/index.ts';

/** How packets are read, written and forwarded; mutants replace these. */
export interface SwitchFunctions extends PacketFunctions {
  /** Makes a router with an address of its own and no routes. */
  readonly makeRouter: (address: Dag) => Pick<Router, 'forwarder' | 'receive'>;
}

/** What a switch is made with. */
export interface SwitchOptions {
  readonly identity: Identity;
  readonly functions: SwitchFunctions;
  /** Takes a packet for the world outside. */
  send(packet: Uint8Array): void;
  /** Identifiers besides those of its address that are here. */
  readonly isHere?: readonly Xid[];
  /** Takes a packet that is for this very place; XCMP is answered already. */
  local(packet: ParsedPacket): void;
}

/** A switch that runs. */
export interface PacketSwitch {
  /** Takes a packet, which becomes the own of the switch and is changed in place. */
  receive(packet: Uint8Array): void;
  /** Makes a packet from here. */
  build(to: Dag, payload: Uint8Array, nextHeader?: number): Uint8Array;
  /** Gives packets whose next node is this HID to `take`, with one hop less; in the place of who had them before. */
  open(hid: string, take: (packet: Uint8Array) => void): void;
  /** Takes an opened port back; does nothing when there is none. */
  close(hid: string): void;
  isOpen(hid: string): boolean;
}

/** The port to the world outside; what is opened has the others. */
const worldPort = 0;

/** Makes a switch: other networks are in the world, hosts are unreachable unless they are opened. */
export function packetSwitch(options: SwitchOptions): PacketSwitch {
  const { identity, functions } = options;
  const router = functions.makeRouter(identity.address);
  const { forwarder } = router;
  const takers = new Map<number, (packet: Uint8Array) => void>();
  const ports = new Map<string, number>();
  const free: number[] = [];
  let highest = worldPort;

  const here = [...identity.address.nodes.map(({ xid }) => xid), ...(options.isHere ?? [])];
  const own = new Set(here.map(keyOf));
  forwarder.setDefault(xidType.ad, worldPort);
  forwarder.setDefault(xidType.fourId, worldPort);
  for (const xid of here) forwarder.setRoute(xid, routeAction.local);

  return {
    receive(packet) {
      for (const [at, { kind, port, packet: octets }] of router.receive(packet).entries()) {
        // Behind the packet stand answers to it. Who is near needs no route: the transport finds them, as for messages.
        const isNearAnswer = at > 0 && kind === 'unreachable';
        if (isNearAnswer || (kind === 'port' && port === worldPort)) options.send(octets);
        else if (kind === 'port') takers.get(port!)?.(octets);
        else if (kind === 'local') {
          const parsed = functions.parsePacket(octets);
          if (parsed.ok) options.local(parsed.value);
        }
      }
    },
    build: (to, payload, nextHeader = xipProfiles['xia-core-v2'].nextHeaders.data) =>
      functions.buildPacket({ destination: to, source: identity.address, payload, nextHeader }),
    open(hid, take) {
      const xid = makeXid(xidType.hid, hid);
      if (own.has(keyOf(xid))) return;
      const port = ports.get(hid) ?? free.pop() ?? (highest += 1);
      ports.set(hid, port);
      takers.set(port, take);
      forwarder.setRoute(xid, port);
    },
    close(hid) {
      const port = ports.get(hid);
      if (port === undefined) return;
      forwarder.deleteRoute(makeXid(xidType.hid, hid));
      ports.delete(hid);
      takers.delete(port);
      free.push(port);
    },
    isOpen: (hid) => ports.has(hid),
  };
}

function keyOf({ type, id }: Xid): string {
  return `${type} ${toHex(id)}`;
}
