/**
 * The XIP header (chapter 03): fixed part, destination and source nodes; read and written in the profile of a stack.
 * Reading never copies: nodes and payload are views of the packet.
 */
import {
  dagLimits,
  xidSizes,
  xipFixedSize,
  xipHeaderLayout,
  xipProfiles,
  xipVersion,
} from '../../spec/registry/identifiers.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { decodeDag, isTopological } from './dag.ts';

/** The stack whose rules a header follows. */
export type XipProfileName = keyof typeof xipProfiles;

/** A XIP header. */
export interface XipHeader {
  readonly version: number;
  readonly nextHeader: number;
  /** Octets after the last node. */
  readonly payloadLength: number;
  readonly hopLimit: number;
  /** The octet as it stands: an index, or 0x7e and from 0x80 on "at the entry". */
  readonly last: number;
  /** Octets of the destination nodes, 28 each; a view when it was read. */
  readonly destination: Uint8Array;
  /** Octets of the source nodes. */
  readonly source: Uint8Array;
}

/** A header and what follows it, both views of the packet. */
export interface XipPacket {
  readonly header: XipHeader;
  readonly payload: Uint8Array;
}

/** Octets of the fixed part by name, from the layout table. */
export const xipOffset = Object.fromEntries(
  xipHeaderLayout.map((field) => [field.name, field.offset]),
) as Readonly<Record<(typeof xipHeaderLayout)[number]['name'], number>>;

/** How many octets the header of a packet takes. The fixed part must be there. */
export function xipHeaderLength(packet: Uint8Array): number {
  return (
    xipFixedSize + xidSizes.node * (packet[xipOffset.destinationNodes]! + packet[xipOffset.sourceNodes]!)
  );
}

/** Tells whether `last` says that the packet stands at the entry (XIP-004). */
export function isAtEntry(last: number): boolean {
  return last === xipProfiles['xia-core-v2'].initialLast || last >= dagLimits.visitedBit;
}

/**
 * Writes a header in front of a payload as it is told, without judging it.
 *
 * @throws RangeError when a number does not fit its field or nodes are not whole.
 */
export function encodeXip(header: XipHeader, payload: Uint8Array): Uint8Array {
  const { destination, source } = header;
  const octets = new Uint8Array(xipFixedSize + destination.length + source.length + payload.length);
  octets[xipOffset.version] = checked(header.version, 0xff);
  octets[xipOffset.nextHeader] = checked(header.nextHeader, 0xff);
  octets[xipOffset.payloadLength] = checked(header.payloadLength, 0xffff) >> 8;
  octets[xipOffset.payloadLength + 1] = header.payloadLength;
  octets[xipOffset.hopLimit] = checked(header.hopLimit, 0xff);
  octets[xipOffset.destinationNodes] = checked(destination.length / xidSizes.node, 0xff);
  octets[xipOffset.sourceNodes] = checked(source.length / xidSizes.node, 0xff);
  octets[xipOffset.last] = checked(header.last, 0xff);
  octets.set(destination, xipFixedSize);
  octets.set(source, xipFixedSize + destination.length);
  octets.set(payload, xipFixedSize + destination.length + source.length);
  return octets;
}

/** Reads the fields of a header and looks at nothing but that the octets are there. */
export function readXip(packet: Uint8Array): Result<XipPacket, DecodeError> {
  if (packet.length < xipFixedSize) return fail('truncated', packet.length, 'header', 'XIP-001');
  const destinationEnd = xipFixedSize + xidSizes.node * packet[xipOffset.destinationNodes]!;
  const end = xipHeaderLength(packet);
  if (packet.length < end) {
    return fail(
      'truncated',
      packet.length,
      packet.length < destinationEnd ? 'destination' : 'source',
      'XIP-001',
    );
  }
  const header = {
    version: packet[xipOffset.version]!,
    nextHeader: packet[xipOffset.nextHeader]!,
    payloadLength: (packet[xipOffset.payloadLength]! << 8) | packet[xipOffset.payloadLength + 1]!,
    hopLimit: packet[xipOffset.hopLimit]!,
    last: packet[xipOffset.last]!,
    destination: packet.subarray(xipFixedSize, destinationEnd),
    source: packet.subarray(destinationEnd, end),
  };
  return ok({ header, payload: packet.subarray(end) });
}

/** Reads a packet and checks it as the profile does (XIP-001 to XIP-006); addresses must be valid. */
export function decodeXip(
  packet: Uint8Array,
  profileName: XipProfileName = 'xia-core-v2',
): Result<XipPacket, DecodeError> {
  const profile = xipProfiles[profileName];
  if (packet.length > 0 && profile.checksVersion && packet[0] !== xipVersion) {
    return fail('unsupported-version', xipOffset.version, 'version', 'XIP-002');
  }
  const read = readXip(packet);
  if (!read.ok) return read;
  const { header } = read.value;
  const payload = cutPayload(read.value, packet.length, profile.length);
  if (!payload.ok) return payload;
  const counts = [
    ['destinationNodes', header.destination],
    ['sourceNodes', header.source],
  ] as const;
  for (const [name, nodes] of counts) {
    if (nodes.length === 0) return fail('out-of-range', xipOffset[name], name, 'XIP-005');
    if (nodes.length > profile.maxNodes * xidSizes.node)
      return fail('too-many', xipOffset[name], name, 'XIP-006');
  }
  if (!isAtEntry(header.last) && header.last >= header.destination.length / xidSizes.node) {
    return fail('out-of-range', xipOffset.last, 'last', 'XIP-004');
  }
  let base = xipFixedSize;
  for (const [name, nodes] of [
    ['destination', header.destination],
    ['source', header.source],
  ] as const) {
    const dag = decodeDag(nodes, base);
    if (!dag.ok) return err({ ...dag.error, path: `${name}.${dag.error.path}` });
    if (profile.topological && !isTopological(dag.value)) return fail('bad-dag', base, name, 'DAG-019');
    base += nodes.length;
  }
  return ok({ header, payload: payload.value });
}

function cutPayload(
  { header, payload }: XipPacket,
  length: number,
  rule: 'exact' | 'trim' | 'any',
): Result<Uint8Array, DecodeError> {
  if (rule === 'any' || payload.length === header.payloadLength) return ok(payload);
  if (payload.length < header.payloadLength) return fail('truncated', length, 'payload', 'XIP-003');
  if (rule === 'trim') return ok(payload.subarray(0, header.payloadLength));
  return fail('length-mismatch', xipOffset.payloadLength, 'payloadLength', 'XIP-003');
}

function checked(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`not a number from 0 to ${max}: ${value}`);
  return value;
}

function fail(
  code: DecodeErrorCode,
  offset: number,
  path: string,
  requirement: RequirementId,
): Result<never, DecodeError> {
  return err({ code, offset, path, requirement });
}
