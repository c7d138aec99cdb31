/** The packets of the world of networks for tests: links with a time of flight and faults, and what is sent over them. */
import { xidSizes, xipFixedSize, xipProfiles } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import type { SeededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import { decodeMessage, type MessageJson, toJson } from '../protocol/index.ts';
import { arrivalsOf, type Faults } from '../transports/faults.ts';
import { buildPacket, type Dag, parsePacket, readXid, xidType } from '../xia/index.ts';

/** A packet on a link, as the world sees it. */
export interface WorldPacket {
  readonly at: number;
  readonly from: string;
  readonly packet: Uint8Array;
  readonly message: MessageJson | undefined;
}

/** All links of a world. */
export interface WorldLinks {
  setFaults(faults: Faults): void;
  /** Carries a packet that somebody sent. */
  carry(from: string, packet: Uint8Array, delayMs: number, receive: (packet: Uint8Array) => void): void;
}

const { nextHeaders } = xipProfiles['xia-core-v2'];

/** Makes the links. @param pass is told of each packet, and loses it with false. */
export function worldLinks(
  clock: Clock,
  random: SeededRandom,
  pass: (packet: WorldPacket) => boolean,
): WorldLinks {
  let faults: Faults = {};
  return {
    setFaults(next) {
      faults = next;
    },
    carry(from, packet, delayMs, receive) {
      if (!pass({ at: clock.now(), from, packet, message: messageOf(packet) })) return;
      for (const arrival of arrivalsOf(packet, faults, random)) {
        clock.schedule(delayMs + arrival.afterMs, () => receive(arrival.packet));
      }
    },
  };
}

/** A packet of data with a number. */
export function numberedPacket(number: number, destination: Dag, source: Dag): Uint8Array {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setUint32(0, number);
  return buildPacket({ destination, source, payload, nextHeader: nextHeaders.datagram });
}

/** The number of a packet of data; undefined for other packets. */
export function numberIn(packet: Uint8Array): number | undefined {
  const parsed = parsePacket(packet);
  if (!parsed.ok || parsed.value.header.nextHeader !== nextHeaders.datagram) return undefined;
  const { payload } = parsed.value;
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

/** The AD of the destination of a packet, in hexadecimal. */
export function networkOf(packet: Uint8Array): string | undefined {
  const xid = readXid(packet, xipFixedSize);
  return packet.length >= xipFixedSize + xidSizes.node && xid.type === xidType.ad ? toHex(xid.id) : undefined;
}

function messageOf(packet: Uint8Array): MessageJson | undefined {
  const parsed = parsePacket(packet);
  if (!parsed.ok || parsed.value.header.nextHeader !== nextHeaders.data) return undefined;
  const decoded = decodeMessage(parsed.value.payload);
  return decoded.ok ? toJson(decoded.value) : undefined;
}
