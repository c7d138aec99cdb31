/** The octets of exchanges, field by field, in a short form that the script of the page unfolds. */
import { packetFields } from '../../../src/cli/packet-fields.ts';
import type { Step } from '../../exchange.ts';
import { octets as fromHex } from '../../octets/octets.ts';

/** So many packets are kept; a page with more opens slowly, and the JSON report has all. */
export const mostPackets = 1500;

/** A packet: its octets in hexadecimal, and its fields. */
export type PacketData = readonly [octets: string, fields: readonly FieldData[]];

/** A field: where it is, how deep it is nested, what it is called and what it says; '' when that is its octets. */
type FieldData = readonly [offset: number, size: number, depth: number, name: string, value: string];

/** Keeps packets and gives each a number. */
export class PacketStore {
  readonly packets: PacketData[] = [];
  /** How many had no room. */
  left = 0;

  /** The number of the packet of a step; undefined when it has none, or when there is no room. */
  readonly keep = (step: Step): number | undefined => {
    if (step.octets === undefined) return undefined;
    if (this.packets.length >= mostPackets) {
      this.left += 1;
      return undefined;
    }
    return this.packets.push(packetData(step.octets)) - 1;
  };
}

function packetData(hex: string): PacketData {
  const fields = packetFields(fromHex(hex)).map(({ offset, size, depth, name, value }): FieldData => {
    const own = hex.slice(2 * offset, 2 * (offset + size));
    return [offset, size, depth, name, value === own ? '' : value];
  });
  return [hex, fields];
}
