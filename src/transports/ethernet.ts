/**
 * XIP in Ethernet: one packet a frame, nothing else in it.
 */
import { encapsulation } from '../../spec/registry/identifiers.ts';
import { openPacketSocket } from '../devices/packet-socket.ts';
import type { Log } from '../ports/log.ts';
import type { Transport } from '../ports/transport.ts';
import { addressTable } from './peer-table.ts';

/** On which interface an Ethernet transport is, and whom it knows. */
export interface EthernetOptions {
  /** The name of the interface. */
  readonly interface: string;
  /** Ethernet addresses, 6 octets, by the id of a HID or AD in hexadecimal. */
  readonly peers?: ReadonlyMap<string, Uint8Array>;
  /** Where packets go of whose destination nothing is known; by default to everybody on the same Ethernet. */
  readonly unknown?: 'nowhere' | 'everybody';
  /** Who gets them before that: the id of the HID of somebody in `peers`, in hexadecimal. */
  readonly gateway?: string;
  /** Is told of packets that do not fit into a frame. */
  readonly log?: Log;
}

/** An Ethernet transport that is open. */
export interface EthernetTransport extends Transport {
  /** The address of the interface, 6 octets. */
  readonly local: Uint8Array;
  /** The longest packet that fits into a frame, in octets. */
  readonly mtu: number;
}

const everybody = new Uint8Array(6).fill(0xff);

/**
 * Opens it. It needs Linux, the right to send frames, and the package koffi.
 *
 * @throws DeviceError (by rejection) whose message says what to do.
 */
export async function ethernetTransport(options: EthernetOptions): Promise<EthernetTransport> {
  const { peers = new Map<string, Uint8Array>(), gateway, unknown = 'everybody', log } = options;
  const socket = await openPacketSocket(options.interface, encapsulation.xipEtherType);
  // A 4ID leads over IP, and tells nothing about Ethernet.
  const table = addressTable<Uint8Array>(peers, 'nowhere', gateway, () => undefined);
  let receive: ((packet: Uint8Array) => void) | undefined;
  let closed = false;
  let tooBig = 0;

  socket.onFrame((packet, source) => {
    table.learn(packet, source);
    receive?.(packet);
  });
  return {
    local: socket.address,
    mtu: socket.mtu,
    send(packet, next) {
      if (closed) return;
      const to = table.lookUp(packet, next) ?? (unknown === 'everybody' ? everybody : undefined);
      if (to === undefined || socket.send(to, packet)) return;
      tooBig += 1;
      // Each time that there are twice as many.
      if ((tooBig & (tooBig - 1)) === 0)
        log?.(
          'warn',
          `PACKET_TOO_BIG: ${packet.length} octets do not fit into a frame on ${options.interface}, which takes ${socket.mtu}; ${tooBig} so far`,
        );
    },
    onPacket(receiver) {
      receive = receiver;
    },
    close() {
      closed = true;
      receive = undefined;
      return socket.close();
    },
  };
}
