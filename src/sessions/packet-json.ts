/** Session packets as plain JSON, the form of the vectors: octets are hexadecimal text. */
import { fromHex, toHex } from '../core/hex.ts';
import type { SessionPacket } from './session-packet.ts';

/** A session packet as JSON; the members are those of the packet, octets as lower-case hexadecimal text. */
export type SessionPacketJson = Readonly<Record<string, unknown>>;

/** Writes a packet as JSON. */
export function sessionPacketToJson(packet: SessionPacket): SessionPacketJson {
  return Object.fromEntries(
    Object.entries(packet).map(([name, value]) => [name, value instanceof Uint8Array ? toHex(value) : value]),
  );
}

/**
 * Reads a packet from JSON. Numbers are judged when it is encoded.
 *
 * @returns undefined when a member is missing or of another type.
 */
export function sessionPacketFromJson(json: unknown): SessionPacket | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { kind, session, sequence, data, ...rest } = json as SessionPacketJson;
  const id = octetsOf(session);
  if (id === undefined) return undefined;
  if (kind === 'close') return { kind, session: id };
  const octets = octetsOf(data);
  if (octets === undefined) return undefined;
  if (kind === 'datagram')
    return typeof sequence === 'number' ? { kind, session: id, sequence, data: octets } : undefined;
  const { end, ask, window, offset, ack, ranges } = rest;
  if (kind !== 'segment' || typeof end !== 'boolean' || typeof ask !== 'boolean') return undefined;
  if (typeof window !== 'number' || typeof offset !== 'number' || typeof ack !== 'number') return undefined;
  if (!Array.isArray(ranges) || !ranges.every(isRange)) return undefined;
  return { kind, session: id, end, ask, window, offset, ack, ranges, data: octets };
}

function octetsOf(text: unknown): Uint8Array | undefined {
  return typeof text === 'string' ? fromHex(text) : undefined;
}

function isRange(value: unknown): value is { readonly gap: number; readonly length: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { gap, length } = value as SessionPacketJson;
  return typeof gap === 'number' && typeof length === 'number';
}
