/** IPv4 and IPv6 addresses and prefixes as text and octets. */

/** Addresses that begin with the same bits. */
export interface IpPrefix {
  /** 4 or 16 octets; the bits after the prefix are zero. */
  readonly network: Uint8Array;
  /** How many bits are given, from 0 to 32 or 128. */
  readonly bits: number;
}

/** Reads an address: `10.9.0.2`, `fd00::1`. @returns 4 or 16 octets, or undefined for what is none. */
export function parseIp(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Writes an address of 4 or 16 octets, IPv6 without leaving groups out. */
export function formatIp(address: Uint8Array): string {
  if (address.length === 4) return address.join('.');
  return Array.from({ length: address.length / 2 }, (_, i) =>
    ((address[2 * i]! << 8) | address[2 * i + 1]!).toString(16),
  ).join(':');
}

/** Reads a prefix: `10.9.0.0/24`, or an address alone. @returns undefined for what is none, or has bits after its end. */
export function parsePrefix(text: string): IpPrefix | undefined {
  const parts = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const network = parseIp(parts?.[1] ?? '');
  if (network === undefined) return undefined;
  const most = network.length * 8;
  const bits = parts?.[2] === undefined ? most : Number(parts[2]);
  if (bits > most) return undefined;
  const rest = network.some((octet, i) => (octet & ~maskOf(bits, i) & 0xff) !== 0);
  return rest ? undefined : { network, bits };
}

/** Writes a prefix as {@link parsePrefix} reads it. */
export function formatPrefix({ network, bits }: IpPrefix): string {
  return `${formatIp(network)}/${bits}`;
}

/** Whether an address, 4 or 16 octets at an offset, begins with a prefix of its kind. */
export function isWithin({ network, bits }: IpPrefix, address: Uint8Array): boolean {
  if (network.length !== address.length) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i += 1) if (network[i] !== address[i]) return false;
  return bits % 8 === 0 || ((network[whole]! ^ address[whole]!) & maskOf(bits, whole)) === 0;
}

/** Whether all addresses of the second prefix are in the first. */
export function covers(outer: IpPrefix, inner: IpPrefix): boolean {
  return outer.bits <= inner.bits && isWithin(outer, inner.network);
}

function maskOf(bits: number, octet: number): number {
  const within = Math.min(8, Math.max(0, bits - 8 * octet));
  return (0xff << (8 - within)) & 0xff;
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return Uint8Array.from(parts, Number);
}

const groupCount = 8;

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = head.length + tail.length;
  if (halves.length === 1 ? given !== groupCount : given >= groupCount) return undefined;
  const groups = [...head, ...Array<string>(groupCount - given).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}
