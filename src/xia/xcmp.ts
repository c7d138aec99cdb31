/**
 * XCMP, the control messages of XIP (chapter 03): echo, unreachable, time exceeded, as xia-core v2 lays them out.
 */
import {
  dagLimits,
  unreachableCodes,
  xcmpQuotedPayload,
  xcmpTypes,
  xidSizes,
  xipProfiles,
} from '../../spec/registry/identifiers.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { internetChecksum } from './internet-checksum.ts';
import { xidType } from './xid.ts';
import { readXip, xipHeaderLength, xipOffset } from './xip-header.ts';
import { currentEdges, nodeType } from './xip-node.ts';

/** An XCMP message. */
export type XcmpMessage =
  | {
      readonly kind: 'echo-request' | 'echo-reply';
      readonly identifier: number;
      readonly sequence: number;
      /** A view when it was read. */
      readonly data: Uint8Array;
    }
  | {
      readonly kind: 'unreachable' | 'time-exceeded';
      readonly code: number;
      /** Header and first octets of the payload of the packet at fault; a view when it was read. */
      readonly quoted: Uint8Array;
    };

const kinds = {
  'echo-request': xcmpTypes.echoRequest,
  'echo-reply': xcmpTypes.echoReply,
  unreachable: xcmpTypes.unreachable,
  'time-exceeded': xcmpTypes.timeExceeded,
} as const;
/** Messages about other packets, about which no error is sent. */
const errorTypes: ReadonlySet<number> = new Set([
  xcmpTypes.unreachable,
  xcmpTypes.timeExceeded,
  xcmpTypes.redirect,
]);
const headerSize = 8;
const checksumAt = 2;

/** Writes a message with its checksum (XCM-001, XCM-002). */
export function encodeXcmp(message: XcmpMessage): Uint8Array {
  const isEcho = 'data' in message;
  const rest = isEcho ? message.data : message.quoted;
  const octets = new Uint8Array(headerSize + rest.length);
  octets[0] = kinds[message.kind];
  if (isEcho) {
    putWord(octets, 4, message.identifier);
    putWord(octets, 6, message.sequence);
  } else octets[1] = message.code;
  octets.set(rest, headerSize);
  putWord(octets, checksumAt, internetChecksum(octets));
  return octets;
}

/** Reads a message and verifies its checksum. */
export function decodeXcmp(octets: Uint8Array): Result<XcmpMessage, DecodeError> {
  if (octets.length < headerSize) return fail('truncated', octets.length, 'xcmp', 'XCM-001');
  if (internetChecksum(octets) !== 0) return fail('bad-checksum', checksumAt, 'xcmp.checksum', 'XCM-002');
  const kind = (Object.keys(kinds) as (keyof typeof kinds)[]).find((name) => kinds[name] === octets[0]);
  if (kind === undefined) return fail('unknown-type', 0, 'xcmp.type', 'XCM-001');
  const rest = octets.subarray(headerSize);
  if (kind === 'echo-request' || kind === 'echo-reply') {
    return ok({ kind, identifier: word(octets, 4), sequence: word(octets, 6), data: rest });
  }
  return ok({ kind, code: octets[1]!, quoted: rest });
}

/** What an XCMP error quotes of a packet: the whole header and the first eight octets of the payload, a view (XCM-004). */
export function quotePacket(packet: Uint8Array): Uint8Array {
  return packet.subarray(0, xipHeaderLength(packet) + xcmpQuotedPayload);
}

/** The code of an unreachable message: by the type of the first edge that the packet has not taken (XCM-005). */
export function unreachableCode(packet: Uint8Array): number {
  const edges = currentEdges(packet);
  for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
    const edge = packet[edges + slot] ?? 0;
    if ((edge & dagLimits.visitedBit) === 0) return codeOfType(nodeType(packet, edge));
  }
  return unreachableCodes.unspecified;
}

/** Tells whether no error may be sent about a packet: it is an XCMP error itself, or it stands at a flood (XCM-006). */
export function isErrorSuppressed(packet: Uint8Array): boolean {
  if (standsAtFlood(packet)) return true;
  const type = xcmpTypeOf(packet);
  return type !== undefined && errorTypes.has(type);
}

/** Tells whether a packet stands at a node that stands for many hosts. */
export function standsAtFlood(packet: Uint8Array): boolean {
  const last = packet[xipOffset.last]!;
  return last < packet[xipOffset.destinationNodes]! && nodeType(packet, last) === xidType.fid;
}

/** The type of the XCMP message that a packet carries; undefined when it carries none. */
export function xcmpTypeOf(packet: Uint8Array): number | undefined {
  const isXcmp = packet[xipOffset.nextHeader] === xipProfiles['xia-core-v2'].nextHeaders.xcmp;
  return isXcmp ? packet[xipHeaderLength(packet)] : undefined;
}

/** Makes the reply to an echo request, or undefined when the payload is no valid request (XCM-003). */
export function echoReplyTo(payload: Uint8Array): Uint8Array | undefined {
  const request = decodeXcmp(payload);
  if (!request.ok || request.value.kind !== 'echo-request') return undefined;
  return encodeXcmp({ ...request.value, kind: 'echo-reply' });
}

/**
 * The addresses of a packet as an answer to it needs them: destination and source swapped by the caller, marks gone,
 * edges that lead to their own node or are repeated left out.
 *
 * @returns undefined when an edge leads outside its address, so that no answer can be made.
 */
export function answerableAddresses(
  packet: Uint8Array,
): { destination: Uint8Array; source: Uint8Array } | undefined {
  const read = readXip(packet);
  if (!read.ok) return undefined;
  const destination = cleanNodes(read.value.header.destination);
  const source = cleanNodes(read.value.header.source);
  return destination === undefined || source === undefined ? undefined : { destination, source };
}

function cleanNodes(nodes: Uint8Array): Uint8Array | undefined {
  const count = nodes.length / xidSizes.node;
  const copy = nodes.slice();
  for (let node = 0; node < count; node += 1) {
    const start = node * xidSizes.node + xidSizes.xid;
    const kept: number[] = [];
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
      const edge = nodes[start + slot]! & dagLimits.unusedEdge;
      if (edge === dagLimits.unusedEdge) continue;
      // xia-core v2 keeps one more node than the address has, so the index after the last one does not stop it.
      if (edge > count) return undefined;
      const isLoop = edge === node && node < count - 1;
      if (edge < count && !isLoop && !kept.includes(edge)) kept.push(edge);
    }
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1)
      copy[start + slot] = kept[slot] ?? dagLimits.unusedEdge;
  }
  return copy;
}

function codeOfType(type: number): number {
  if (type === xidType.ad) return unreachableCodes.network;
  if (type === xidType.hid) return unreachableCodes.host;
  if (type === xidType.fid) return unreachableCodes.unspecified;
  return unreachableCodes.intent;
}

function word(octets: Uint8Array, at: number): number {
  return (octets[at]! << 8) | octets[at + 1]!;
}

function putWord(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >> 8;
  octets[at + 1] = value;
}

function fail(
  code: DecodeErrorCode,
  offset: number,
  path: string,
  requirement: RequirementId,
): Result<never, DecodeError> {
  return err({ code, offset, path, requirement });
}
