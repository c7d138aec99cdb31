/** What belongs to an address: the entry of the longest prefix that it begins with. */
import { type IpPrefix, isWithin } from './ip-address.ts';

/** Finds the longest prefix of an address of 4 or 16 octets. */
export interface PrefixTable<T> {
  find(address: Uint8Array): T | undefined;
}

/** Makes a table; of two equal prefixes the first one counts. */
export function prefixTable<T>(rows: readonly (readonly [prefix: IpPrefix, value: T])[]): PrefixTable<T> {
  const longestFirst = rows.toSorted(([a], [b]) => b.bits - a.bits);
  return { find: (address) => longestFirst.find(([prefix]) => isWithin(prefix, address))?.[1] };
}
