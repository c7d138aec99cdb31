/**
 * The data plane of an access router: what is for the router itself, for a machine of its network, for another access
 * router, or for the world (chapters 03 and 12). It decides nothing about machines; it has a path for each.
 */
import {
  dagLimits,
  lastAtEntry,
  tunnelNextHeader,
  xidSizes,
  xipFixedSize,
  xipProfiles,
} from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import type { AttachmentRow } from '../machines/access-router-events.ts';
import {
  type Dag,
  equalXids,
  type ParsedPacket,
  readXid,
  sinkOf,
  type Xid,
  xidType,
  xipOffset,
} from '../xia/index.ts';
import type { machinePath, MachinePath, PathPorts } from './machine-path.ts';
import { packetSwitch, type SwitchFunctions, type SwitchOptions } from './packet-switch.ts';
import type { decodeTunnel, encodeTunnel } from './tunnel.ts';

/** How packets are forwarded, and how they get into a tunnel and out; mutants replace these. */
export interface PlaneFunctions extends SwitchFunctions {
  readonly encodeTunnel: typeof encodeTunnel;
  readonly decodeTunnel: typeof decodeTunnel;
  readonly machinePath: typeof machinePath;
}

/** What a data plane is made with. */
export interface PlaneOptions
  extends Omit<SwitchOptions, 'functions' | 'local'>, Pick<PathPorts, 'bounds' | 'forwardOctets'> {
  readonly functions: PlaneFunctions;
  /** Takes a packet for a host of this network; the id of its HID in hexadecimal. */
  deliver(packet: Uint8Array, host: string): void;
  /** Takes the payload of a message for the XLMP service of the router, and the address that it says it is from. */
  onMessage(payload: Uint8Array, from: Dag): void;
  /** An end mark for the machine is here, and with it all that it counts. */
  marked(machine: string, epoch: number): void;
  /** More came to be sent on for the machine than is allowed. */
  exhausted(machine: string): void;
}

/** The data plane of an access router. */
export interface RouterPlane {
  /** Takes a packet, which becomes the plane's own and is changed in place. */
  receive(packet: Uint8Array): void;
  /** Sends a message of the router itself. */
  send(to: Dag, payload: Uint8Array): void;
  /** Sends a message of the router itself to a machine that is attached to a host of this network. */
  sendVia(host: string, to: Dag, payload: Uint8Array): void;
  /** The path of a machine; undefined when no row was set. */
  path(machine: string): MachinePath | undefined;
  /** Sets the row of a machine; `router` is the address of the router of the place, for a row that forwards. */
  setRow(machine: string, row: AttachmentRow, router: Dag | undefined): void;
  /** Forgets a machine, and what waits for it. */
  forget(machine: string): void;
  /** Makes a host of this network reachable by its own identifier. */
  addNeighbour(host: string): void;
}

const { data } = xipProfiles['xia-core-v2'].nextHeaders;
const { hopLimitDropsAt } = xipProfiles['xia-core-v2'];

/** Makes a data plane without machines. */
export function routerPlane(options: PlaneOptions): RouterPlane {
  const { identity, functions } = options;
  const [, hid, sid] = identity.address.nodes;
  const paths = new Map<string, MachinePath>();
  const neighbours = new Set<string>();

  const takeLocal = ({ header, destination, source, payload }: ParsedPacket): void => {
    const sink = sinkOf(destination);
    if (header.nextHeader === data && equalXids(sink, sid!.xid)) options.onMessage(payload, source);
    if (header.nextHeader === tunnelNextHeader && equalXids(sink, hid!.xid)) takeTunnelled(payload, source);
  };
  const takeTunnelled = (payload: Uint8Array, source: Dag): void => {
    const decoded = functions.decodeTunnel(payload);
    if (!decoded.ok) return;
    const { epoch } = decoded.value;
    // A copy of its own, so that the outer packet need not be kept with it.
    const packet = decoded.value.packet.slice();
    if (packet[xipOffset.hopLimit]! <= hopLimitDropsAt) return;
    packet[xipOffset.hopLimit]! -= 1;
    for (const { type, id } of nextXids(packet)) {
      const path = type === xidType.hid ? paths.get(toHex(id)) : undefined;
      if (path !== undefined) return path.tunnelled(packet, epoch, hidOf(source));
    }
  };
  const ports = packetSwitch({ ...options, local: takeLocal });
  const tunnelTo =
    (router: Dag, epoch: number) =>
    (packet: Uint8Array): boolean => {
      let outer: Uint8Array;
      try {
        outer = ports.build(router, functions.encodeTunnel({ epoch, packet }), tunnelNextHeader);
      } catch (error) {
        if (error instanceof RangeError) return false;
        throw error;
      }
      options.send(outer);
      return true;
    };
  const newPath = (machine: string): MachinePath => {
    const path = functions.machinePath({
      bounds: options.bounds,
      forwardOctets: options.forwardOctets,
      deliver: options.deliver,
      marked: (epoch) => options.marked(machine, epoch),
      exhausted: () => options.exhausted(machine),
    });
    paths.set(machine, path);
    return path;
  };
  return {
    receive: (packet) => ports.receive(packet),
    send(to, payload) {
      const packet = ports.build(to, payload);
      const host = hidOf(to);
      if (neighbours.has(host)) options.deliver(packet, host);
      else options.send(packet);
    },
    sendVia: (host, to, payload) => options.deliver(ports.build(to, payload), host),
    path: (machine) => paths.get(machine),
    setRow(machine, row, router) {
      const path = paths.get(machine) ?? newPath(machine);
      path.setRow(router === undefined ? row : { ...row, tunnel: tunnelTo(router, row.epoch) });
      if (!path.isOpen()) ports.close(machine);
      else if (!ports.isOpen(machine)) ports.open(machine, (packet) => path.direct(packet));
    },
    forget(machine) {
      ports.close(machine);
      paths.delete(machine);
    },
    addNeighbour(host) {
      neighbours.add(host);
      ports.open(host, (packet) => options.deliver(packet, host));
    },
  };
}

/** The identifiers that a packet is sent to next, from the node that it reached last; the packet is well formed. */
function nextXids(packet: Uint8Array): readonly Xid[] {
  const count = packet[xipOffset.destinationNodes]!;
  const last = packet[xipOffset.last]!;
  const node = last >= lastAtEntry ? count - 1 : last;
  const edges = xipFixedSize + xidSizes.node * node + xidSizes.xid;
  const xids: Xid[] = [];
  for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
    const next = packet[edges + slot]! & dagLimits.unusedEdge;
    if (next < count) xids.push(readXid(packet, xipFixedSize + xidSizes.node * next));
  }
  return xids;
}

/** The id of the last HID of an address, in hexadecimal; empty when there is none. */
function hidOf(address: Dag): string {
  const node = address.nodes.findLast(({ xid }) => xid.type === xidType.hid);
  return node === undefined ? '' : toHex(node.xid.id);
}
