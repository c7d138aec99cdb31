/**
 * How much may be on its way: slow start and congestion avoidance of RFC 5681, counted in octets (RFC 3465). Who counts
 * headers too leaves many small packets no way around it.
 */

/** The congestion window of one direction, in octets. */
export interface CongestionWindow {
  /** Octets that may be on their way. */
  size(): number;
  /** Whether it is still below the window at the last loss. */
  isSlowStart(): boolean;
  /** Octets were acknowledged while the window was what held the sender back. */
  acknowledged(octets: number): void;
  /** Something was lost: half the window. */
  lost(): void;
  /** The queues of the path begin to fill: the window grows slowly from here on. */
  filling(): void;
  /** The retransmission time-out passed with so many octets on their way: one segment. */
  timedOut(onTheirWay: number): void;
  /** What the time-out took for lost was only late: the window is again what it was (RFC 4015). */
  wasLate(): void;
  /** Something came that was sent after the time-out: it was not wrong. */
  wasRight(): void;
  /** The path is another one: as at the start. */
  newPath(): void;
  /** Nothing was sent for a time-out: at most the initial window. */
  idle(): void;
  /** Packets have at most so many octets from now on. */
  packetsAre(octets: number): void;
}

/**
 * Makes a window for packets of so many octets.
 *
 * @param initialPackets what may leave before anything is known.
 * @param growth the part of the window by which it grows in a round trip after slow start, where that is more than a
 *   packet.
 */
export function congestionWindow(packetOctets: number, initialPackets: number, growth = 0): CongestionWindow {
  let packet = packetOctets;
  let size = initialPackets * packet;
  let threshold = Number.POSITIVE_INFINITY;
  let counted = 0;
  let beforeTimeOut: { readonly size: number; readonly threshold: number } | undefined;

  const initial = (): number => initialPackets * packet;

  return {
    size: () => size,
    isSlowStart: () => size < threshold,
    acknowledged(octets) {
      if (size < threshold) {
        size += Math.min(octets, 2 * packet);
        return;
      }
      counted += octets;
      if (counted < size) return;
      counted -= size;
      size += Math.max(packet, size * growth);
    },
    lost() {
      threshold = Math.max(size / 2, 2 * packet);
      size = threshold;
      counted = 0;
    },
    filling() {
      threshold = Math.min(threshold, size);
    },
    timedOut(onTheirWay) {
      beforeTimeOut ??= { size, threshold };
      threshold = Math.max(onTheirWay / 2, 2 * packet);
      size = packet;
      counted = 0;
    },
    wasLate() {
      if (beforeTimeOut === undefined) return;
      size = Math.max(size, beforeTimeOut.size);
      threshold = Math.max(threshold, beforeTimeOut.threshold);
      beforeTimeOut = undefined;
    },
    wasRight() {
      beforeTimeOut = undefined;
    },
    newPath() {
      beforeTimeOut = undefined;
      size = initial();
      threshold = Number.POSITIVE_INFINITY;
      counted = 0;
    },
    idle() {
      size = Math.min(size, initial());
      counted = 0;
    },
    packetsAre(octets) {
      packet = octets;
      size = Math.max(size, packet);
    },
  };
}
