/** How a rendezvous sends a packet on to where a machine is (chapter 15). */
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import { buildPacket, chainDag, type Dag, equalXids, parsePacket, type Xid } from '../xia/index.ts';
import { waysOf } from './places.ts';

const { maxNodes } = xipProfiles['xia-core-v2'];

/**
 * Makes the packet that goes to a place of a machine: its address is the place, and behind it what followed the machine
 * in the address of the packet. There is one way in it and no way back, so that it never comes here again.
 *
 * @param place its last node is the HID of the machine, which the address of the packet holds, too.
 * @returns undefined when the packet is not well formed or its address becomes too long.
 */
export function redirected(packet: Uint8Array, place: Dag): Uint8Array | undefined {
  const parsed = parsePacket(packet);
  const [there] = waysOf(place);
  if (!parsed.ok || there === undefined) return undefined;
  const { header, destination, source, payload } = parsed.value;
  const hid = there.at(-1)!;
  const way = waysOf(destination).find((xids) => xids.some((xid) => equalXids(xid, hid)));
  if (way === undefined) return undefined;
  const behind = way.slice(way.findIndex((xid) => equalXids(xid, hid)) + 1);
  const xids: readonly Xid[] = [...there, ...behind];
  if (xids.length > maxNodes) return undefined;
  const { nextHeader, hopLimit } = header;
  return buildPacket({ destination: chainDag(...xids), source, payload, nextHeader, hopLimit });
}
