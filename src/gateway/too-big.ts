/**
 * What the sender of a packet that is too long is told, so that it learns how long its packets may be: ICMP
 * "fragmentation needed" (RFC 792, RFC 1191) and ICMPv6 "packet too big" (RFC 4443).
 */
import { foldedSum, internetChecksum } from '../xia/index.ts';
import { type IpPacket, wordAt } from './ip-packet.ts';

const icmp = 1;
const icmpv6 = 58;
const timeToLive = 64;
/** The longest answers: what every path carries of the version. */
const longestAnswer = { 4: 576, 6: 1280 } as const;
/** Messages of ICMP that ask; all others tell of errors or answer. */
const icmpQuestions: readonly number[] = [0, 8, 13, 14, 15, 16, 17, 18];

/**
 * Makes the answer. It seems to come from where the packet was going: that is an address which the way back accepts.
 *
 * @param mtu the longest packet that would have been carried.
 * @returns undefined for a packet about which nobody is told: an error, a later fragment, or one to or from many.
 */
export function tooBig(packet: IpPacket, mtu: number): Uint8Array | undefined {
  const { version, octets, source, destination } = packet;
  if (!isOneHost(source) || !isOneHost(destination) || tellsOfError(packet)) return undefined;
  const header = version === 4 ? 20 : 40;
  const about = octets.subarray(0, longestAnswer[version] - header - 8);
  const answer = new Uint8Array(header + 8 + about.length);
  const view = new DataView(answer.buffer);
  answer.set(about, header + 8);
  if (version === 4) {
    answer.set([0x45, 0]);
    view.setUint16(2, answer.length);
    answer.set([timeToLive, icmp], 8);
    answer.set(destination, 12);
    answer.set(source, 16);
    view.setUint16(10, internetChecksum(answer, 0, header));
    answer.set([3, 4], header);
    view.setUint16(header + 6, mtu);
    view.setUint16(header + 2, internetChecksum(answer, header));
    return answer;
  }
  answer[0] = 0x60;
  view.setUint16(4, answer.length - header);
  answer.set([icmpv6, timeToLive], 6);
  answer.set(destination, 8);
  answer.set(source, 24);
  answer[header] = 2;
  view.setUint32(header + 4, mtu);
  // The checksum is over both addresses, the length and the protocol, too.
  const pseudo = foldedSum(answer, 8, header, answer.length - header + icmpv6);
  view.setUint16(header + 2, internetChecksum(answer, header, answer.length, pseudo));
  return answer;
}

function isOneHost(address: Uint8Array): boolean {
  const first = address[0]!;
  const isMany = address.length === 4 ? first >= 224 : first === 0xff;
  return !isMany && address.some((octet) => octet !== 0);
}

function tellsOfError({ version, octets }: IpPacket): boolean {
  if (version === 6) return octets[6] === icmpv6 && (octets[40] ?? 0) < 128;
  const isLaterFragment = (wordAt(octets, 6) & 0x1fff) !== 0;
  const type = octets[(octets[0]! & 0x0f) * 4] ?? 0;
  return isLaterFragment || (octets[9] === icmp && !icmpQuestions.includes(type));
}
