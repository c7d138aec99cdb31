/** What a gateway looks at in an IP packet: its version, its length and its two addresses. */

/** An IPv4 or IPv6 packet. The octets are views of it. */
export interface IpPacket {
  readonly version: 4 | 6;
  /** The whole packet, without what a device may have put after it. */
  readonly octets: Uint8Array;
  /** 4 or 16 octets. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

const ipv4Header = 20;
const ipv6Header = 40;

/** Reads the header of a packet. @returns undefined for octets that are neither IPv4 nor IPv6, or are cut short. */
export function readIpPacket(octets: Uint8Array): IpPacket | undefined {
  switch ((octets[0] ?? 0) >> 4) {
    case 4: {
      const header = (octets[0]! & 0x0f) * 4;
      const length = wordAt(octets, 2);
      if (header < ipv4Header || length < header || length > octets.length) return undefined;
      return cut(4, octets, length, 12, 4);
    }
    case 6: {
      const length = ipv6Header + wordAt(octets, 4);
      if (octets.length < ipv6Header || length > octets.length) return undefined;
      return cut(6, octets, length, 8, 16);
    }
    default:
      return undefined;
  }
}

function cut(version: 4 | 6, octets: Uint8Array, length: number, at: number, size: number): IpPacket {
  return {
    version,
    octets: octets.length === length ? octets : octets.subarray(0, length),
    source: octets.subarray(at, at + size),
    destination: octets.subarray(at + size, at + 2 * size),
  };
}

/** The 16-bit number at an offset; 0 beyond the end. */
export function wordAt(octets: Uint8Array, at: number): number {
  return ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
}
