/** How XIP packets leave and arrive. */

/** Something that carries XIP packets; it may lose, repeat and reorder them. */
export interface Transport {
  /**
   * Sends one XIP packet. The octets belong to the transport from here on. Never throws for a packet that is lost.
   *
   * @param next the id of the HID of the host that is to get it, in hexadecimal, when that does not follow from its
   *   address: that of a machine does not tell at which host the machine is.
   */
  send(packet: Uint8Array, next?: string): void;
  /** Names the one who gets what arrives. The octets belong to the receiver. */
  onPacket(receiver: (packet: Uint8Array) => void): void;
  /** Ends it; nothing is delivered afterwards. */
  close(): Promise<void>;
}
