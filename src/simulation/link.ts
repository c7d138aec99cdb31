/**
 * A link in one direction: rate, queue, time of flight and what goes wrong on the way. Packets keep their order
 * unless jitter or reordering says otherwise.
 */
import type { SeededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkSpec, Quality } from './scenario.ts';

/** What became of packets on a link. */
export interface LinkCount {
  packets: number;
  octets: number;
  /** Lost to chance, to a full queue, or to a cut. */
  lost: number;
}

/** One direction of a link. */
export interface Channel {
  /** Takes a packet, which becomes the channel's own. */
  send(packet: Uint8Array): void;
  /** Changes how good it is from now on; packets on their way are not concerned. */
  change(quality: Quality, isUp: boolean): void;
  /** Cuts it, also what is on its way, or mends it. */
  cut(isCut: boolean): void;
  readonly count: Readonly<LinkCount>;
}

/** What a channel is made with. */
export interface ChannelPorts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** Takes what arrives; the octets are the receiver's own. */
  deliver(packet: Uint8Array): void;
  /** Called for each packet that does not arrive. */
  lost(packet: Uint8Array): void;
  /** Called with the copy when a packet arrives twice or changed, so that what is known of it goes along. */
  copied(from: Uint8Array, to: Uint8Array): void;
}

/** Makes a channel that is up. */
export function channel(spec: LinkSpec, ports: ChannelPorts): Channel {
  const { clock, random } = ports;
  const count: LinkCount = { packets: 0, octets: 0, lost: 0 };
  const msPerOctet = 8000 / spec.bitsPerSecond;
  const queueMs = spec.queueOctets * msPerOctet;
  let quality: Quality = spec;
  let isUp = true;
  let isCut = false;
  let freeAt = 0;

  const happens = (probability: number): boolean => probability > 0 && random.fraction() < probability;
  const lose = (packet: Uint8Array): void => {
    count.lost += 1;
    ports.lost(packet);
  };
  const fly = (packet: Uint8Array, leavesIn: number): void => {
    let flight = leavesIn + spec.delayMs;
    if (spec.jitterMs > 0) flight += random.fraction() * spec.jitterMs;
    if (happens(quality.reorder)) flight += random.fraction() * quality.reorderMs;
    let arriving = packet;
    if (happens(quality.corrupt)) {
      arriving = packet.slice();
      const bit = random.below(arriving.length * 8);
      arriving[bit >> 3]! ^= 1 << (bit & 7);
    }
    clock.schedule(flight, () => {
      if (isCut) lose(arriving);
      else ports.deliver(arriving);
    });
  };
  return {
    count,
    send(packet) {
      const now = clock.now();
      const waits = Math.max(0, freeAt - now);
      count.packets += 1;
      count.octets += packet.length;
      if (!isUp || isCut || waits > queueMs) return lose(packet);
      freeAt = now + waits + packet.length * msPerOctet;
      if (happens(quality.loss)) return lose(packet);
      if (happens(quality.duplicate)) {
        const twin = packet.slice();
        ports.copied(packet, twin);
        fly(twin, freeAt - now);
      }
      fly(packet, freeAt - now);
    },
    change(next, up) {
      quality = next;
      isUp = up;
    },
    cut(next) {
      isCut = next;
    },
  };
}
