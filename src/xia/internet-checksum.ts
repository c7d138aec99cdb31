/**
 * The Internet checksum (one's complement of the one's-complement sum of 16-bit words).
 */

/**
 * Computes the checksum over `octets` from `start` to `end`; an odd octet at the end counts as if a zero followed.
 *
 * @param initial a sum to start from, such as that of a pseudo-header.
 */
export function internetChecksum(octets: Uint8Array, start = 0, end = octets.length, initial = 0): number {
  return ~foldedSum(octets, start, end, initial) & 0xffff;
}

/** Computes the folded sum that {@link internetChecksum} complements. */
export function foldedSum(octets: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  let at = start;
  for (; at + 1 < end; at += 2) sum += (octets[at]! << 8) | octets[at + 1]!;
  if (at < end) sum += octets[at]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}
