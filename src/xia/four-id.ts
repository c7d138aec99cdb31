/**
 * 4IDs: identifiers of hosts that are reached through an IPv4 network (chapters 02 and 03).
 */
import { ipv4OffsetIn4Id, null4Id, xidSizes } from '../../spec/registry/identifiers.ts';
import { fromHex } from '../core/hex.ts';
import { equalOctets } from '../core/compare.ts';
import { type Xid, xidType } from './xid.ts';

const template = fromHex(null4Id)!;

/**
 * Makes the 4ID of an IPv4 address (XID-005).
 *
 * @throws RangeError when the address is not four octets.
 */
export function make4Id(ipv4: Uint8Array): Xid {
  if (ipv4.length !== xidSizes.id - ipv4OffsetIn4Id) throw new RangeError('an IPv4 address has four octets');
  const id = template.slice();
  id.set(ipv4, ipv4OffsetIn4Id);
  return { type: xidType.fourId, id };
}

/** Reads the IPv4 address of a 4ID, or undefined when the identifier is not a 4ID of the usual pattern. */
export function ipv4Of(xid: Xid): Uint8Array | undefined {
  if (xid.type !== xidType.fourId) return undefined;
  if (!equalOctets(xid.id.subarray(0, ipv4OffsetIn4Id), template.subarray(0, ipv4OffsetIn4Id)))
    return undefined;
  return xid.id.slice(ipv4OffsetIn4Id);
}
