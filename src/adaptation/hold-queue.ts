/** Packets that wait, in order, within bounds: what comes when it is full is dropped and counted (chapter 12). */

/** How much may wait. */
export interface HoldBounds {
  /** Packets. */
  readonly packets: number;
  /** Octets of them. */
  readonly octets: number;
}

/** Packets that wait for one machine. */
export interface HoldQueue {
  /** How many wait. */
  readonly held: number;
  /** How many did not fit since it was made. */
  readonly dropped: number;
  /** Takes a packet, which is kept without a copy; false when it does not fit. */
  add(packet: Uint8Array): boolean;
  /** Gives all that wait, oldest first, and is empty then. The count of those dropped stays. */
  drain(): readonly Uint8Array[];
}

/** Makes an empty queue. */
export function holdQueue(bounds: HoldBounds): HoldQueue {
  let packets: Uint8Array[] = [];
  let octets = 0;
  let dropped = 0;
  return {
    get held() {
      return packets.length;
    },
    get dropped() {
      return dropped;
    },
    add(packet) {
      // The newest is dropped: what waits stays in order, and the sender learns early that it is too fast.
      if (packets.length >= bounds.packets || octets + packet.length > bounds.octets) {
        dropped += 1;
        return false;
      }
      packets.push(packet);
      octets += packet.length;
      return true;
    },
    drain() {
      const all = packets;
      packets = [];
      octets = 0;
      return all;
    },
  };
}
