/** How packets of plain programs come in and go out: a network device of the operating system, or one in memory. */

/** Something that gives and takes whole IP packets. */
export interface PacketDevice {
  /**
   * Hands over one packet; its octets stay the caller's. Never throws for a packet that is lost.
   *
   * @returns whether it was taken.
   */
  send(packet: Uint8Array): boolean;
  /** Names the one who gets what programs send. The octets belong to the receiver. */
  onPacket(receiver: (packet: Uint8Array) => void): void;
  /** Delivers at once what has been sent by now, if the device can. */
  drain?(): void;
  /** Ends it; nothing is delivered afterwards. */
  close(): Promise<void>;
}
