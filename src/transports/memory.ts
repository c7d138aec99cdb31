/**
 * A network in memory: packets find the host whose identifier stands in their destination address. Time is that of
 * the clock, faults follow from a seed, and the network can be cut in two.
 */
import { type SeededRandom, seededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transport } from '../ports/transport.ts';
import { decodeXip, withoutMarks, xidType } from '../xia/index.ts';
import { readXid } from '../xia/xid.ts';
import { xidSizes } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import { arrivalsOf, type Faults } from './faults.ts';

/** What happened to a packet on the network, for tests and traces. */
export interface NetworkEvent {
  readonly at: number;
  readonly what: 'sent' | 'delivered' | 'lost' | 'cut' | 'nowhere';
  readonly from: string;
  readonly to: string;
  readonly packet: Uint8Array;
}

/** A network in memory. */
export interface MemoryNetwork {
  /** Connects a host under the id of its HID in hexadecimal; a second one of the same id takes its place. */
  attach(hid: string): Transport;
  /** What befalls packets from now on. */
  setFaults(faults: Faults): void;
  /** Cuts the hosts named off from all others, in both directions; an empty list heals the network. */
  partition(hids: readonly string[]): void;
  /** Called for everything that happens. */
  onEvent?: (event: NetworkEvent) => void;
}

/** Makes a network; equal seeds give equal faults. */
export function memoryNetwork(clock: Clock, seed = 0): MemoryNetwork {
  const random: SeededRandom = seededRandom(seed);
  const hosts = new Map<string, (packet: Uint8Array) => void>();
  let faults: Faults = {};
  let cut = new Set<string>();

  const network: MemoryNetwork = {
    attach(hid) {
      let closed = false;
      let receiver: ((packet: Uint8Array) => void) | undefined;
      const receive = (packet: Uint8Array): void => receiver?.(packet);
      hosts.set(hid, receive);
      return {
        send(packet) {
          if (!closed) carry(hid, packet);
        },
        onPacket(next) {
          receiver = next;
        },
        close() {
          closed = true;
          receiver = undefined;
          if (hosts.get(hid) === receive) hosts.delete(hid);
          return Promise.resolve();
        },
      };
    },
    setFaults(next) {
      faults = next;
    },
    partition(hids) {
      cut = new Set(hids);
    },
  };

  const carry = (from: string, packet: Uint8Array): void => {
    const to = destinationOf(packet) ?? '';
    const tell = (what: NetworkEvent['what'], octets: Uint8Array): void =>
      network.onEvent?.({ at: clock.now(), what, from, to, packet: octets });
    tell('sent', packet);
    const arrivals = arrivalsOf(packet, faults, random);
    if (arrivals.length === 0) tell('lost', packet);
    for (const arrival of arrivals) {
      clock.schedule(arrival.afterMs, () => {
        const receive = hosts.get(to);
        if (cut.has(from) !== cut.has(to)) tell('cut', arrival.packet);
        else if (receive === undefined) tell('nowhere', arrival.packet);
        else {
          tell('delivered', arrival.packet);
          receive(arrival.packet);
        }
      });
    }
  };
  return network;
}

/** The id of the last HID of the destination address; undefined when the packet has none. */
export function destinationOf(packet: Uint8Array): string | undefined {
  const decoded = decodeXip(packet);
  if (!decoded.ok) return undefined;
  const nodes = withoutMarks(decoded.value.header.destination);
  for (let start = nodes.length - xidSizes.node; start >= 0; start -= xidSizes.node) {
    const xid = readXid(nodes, start);
    if (xid.type === xidType.hid) return toHex(xid.id);
  }
  return undefined;
}
