/**
 * Whole packets from addresses and payload, and back: what the layers above use (chapter 03).
 */
import { xipProfiles, xipVersion } from '../../spec/registry/identifiers.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { ok, type Result } from '../core/result.ts';
import { type Dag, decodeDag, encodeDag } from './dag.ts';
import { decodeXip, encodeXip, type XipHeader, type XipProfileName } from './xip-header.ts';

/** What a packet is made of. */
export interface PacketParts {
  readonly destination: Dag;
  readonly source: Dag;
  /** The kind of payload; by default plain data in the profile. */
  readonly nextHeader?: number;
  /** By default what the profile starts with. */
  readonly hopLimit?: number;
  readonly payload: Uint8Array;
  readonly profile?: XipProfileName;
}

/** A packet that was read. */
export interface ParsedPacket {
  readonly header: XipHeader;
  readonly destination: Dag;
  readonly source: Dag;
  /** A view of the packet. */
  readonly payload: Uint8Array;
}

/**
 * Makes a packet that stands at the entry of its destination address.
 *
 * @throws RangeError when an address has more nodes than the profile allows, or the payload is longer than 65535.
 */
export function buildPacket(parts: PacketParts): Uint8Array {
  const profile = xipProfiles[parts.profile ?? 'xia-core-v2'];
  for (const dag of [parts.destination, parts.source]) {
    if (dag.nodes.length > profile.maxNodes)
      throw new RangeError(`more than ${profile.maxNodes} nodes in an address`);
  }
  const header = {
    version: xipVersion,
    nextHeader: parts.nextHeader ?? profile.nextHeaders.data,
    payloadLength: parts.payload.length,
    hopLimit: parts.hopLimit ?? profile.defaultHopLimit,
    last: profile.initialLast,
    destination: encodeDag(parts.destination),
    source: encodeDag(parts.source),
  };
  return encodeXip(header, parts.payload);
}

/** Reads a packet, its addresses too; the addresses are given without visited marks. */
export function parsePacket(
  packet: Uint8Array,
  profile: XipProfileName = 'xia-core-v2',
): Result<ParsedPacket, DecodeError> {
  const decoded = decodeXip(packet, profile);
  if (!decoded.ok) return decoded;
  const { header, payload } = decoded.value;
  const destination = decodeDag(header.destination);
  if (!destination.ok) return destination;
  const source = decodeDag(header.source);
  return source.ok ? ok({ header, destination: destination.value, source: source.value, payload }) : source;
}
