/** XIP packets field by field with their offsets, for people: the header as far as it goes, then what it carries. */
import { xidSizes, xipFixedSize, xipHeaderLayout } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import { formatXid, readXid, readXip, xipHeaderLength } from '../xia/index.ts';
import { messageFields, type OctetField } from './octet-fields.ts';
import { recogniseOctets } from './packet-json.ts';

/** Describes a packet: the header, then the message or the payload as a whole; of a broken header what is there. */
export function packetFields(octets: Uint8Array): OctetField[] {
  const header = headerFields(octets);
  if (!readXip(octets).ok) return header;
  const base = xipHeaderLength(octets);
  const payload = octets.subarray(base);
  if (payload.length === 0) return header;
  const fields = recogniseOctets(payload) === 'message' ? messageFields(payload) : [payloadField(payload)];
  return [...header, ...fields.map((field) => ({ ...field, offset: base + field.offset }))];
}

/** Describes the header of a packet; of a broken one the fixed part, as far as there are octets. */
export function headerFields(octets: Uint8Array): OctetField[] {
  const fields: OctetField[] = xipHeaderLayout
    .filter(({ offset, size }) => offset + size <= octets.length)
    .map(({ name, offset, size }) => ({
      offset,
      size,
      depth: 0,
      name,
      value: fixedValue(name, octets.subarray(offset, offset + size)),
    }));
  const read = readXip(octets);
  if (!read.ok) return fields;
  const { destination, source } = read.value.header;
  return [
    ...fields,
    ...nodeFields('destination', destination, xipFixedSize),
    ...nodeFields('source', source, xipFixedSize + destination.length),
  ];
}

/** Describes a payload that nobody looks into. */
export function payloadField(payload: Uint8Array): OctetField {
  return { offset: 0, size: payload.length, depth: 0, name: 'payload', value: toHex(payload) };
}

function fixedValue(name: string, octets: Uint8Array): string {
  const number = octets.reduce((sum, octet) => 256 * sum + octet, 0);
  return name === 'last' ? `0x${number.toString(16).padStart(2, '0')}` : String(number);
}

function nodeFields(name: string, nodes: Uint8Array, base: number): OctetField[] {
  const fields: OctetField[] = [];
  for (let start = 0; start < nodes.length; start += xidSizes.node) {
    const edges = nodes.subarray(start + xidSizes.xid, start + xidSizes.node);
    fields.push({
      offset: base + start,
      size: xidSizes.node,
      depth: 0,
      name: `${name}[${start / xidSizes.node}]`,
      value: `${formatXid(readXid(nodes, start))} edges ${toHex(edges).match(/../g)!.join(' ')}`,
    });
  }
  return fields;
}
