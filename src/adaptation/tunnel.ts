/**
 * The tunnel between access routers (chapter 12): a packet of a machine that has moved, in a packet to the router where
 * it is now. The epoch in front of it says under which epoch that is, so that nothing is sent round in a circle.
 */
import { limits } from '../../spec/registry/limits.ts';
import { tunnelHeadSize } from '../../spec/registry/tunnel.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { decodeXip } from '../xia/index.ts';

/** What a tunnel carries. */
export interface TunnelPayload {
  /** The epoch of the place to which the packet is sent on, from 1. */
  readonly epoch: number;
  /** The inner packet; a view when it was read. */
  readonly packet: Uint8Array;
}

/** The longest packet that fits a tunnel, in octets: the length of a payload is told in two octets. */
export const longestInTunnel = 0xffff - tunnelHeadSize;

/**
 * Writes the payload of a tunnel.
 *
 * @throws RangeError when the epoch is none or the packet is longer than `longestInTunnel`.
 */
export function encodeTunnel({ epoch, packet }: TunnelPayload): Uint8Array {
  if (!Number.isSafeInteger(epoch) || epoch < 1) throw new RangeError(`not an epoch: ${epoch}`);
  if (packet.length > longestInTunnel) throw new RangeError(`too long for a tunnel: ${packet.length} octets`);
  const octets = new Uint8Array(tunnelHeadSize + packet.length);
  new DataView(octets.buffer).setBigUint64(0, BigInt(epoch));
  octets.set(packet, tunnelHeadSize);
  return octets;
}

/** Reads the payload of a tunnel; the packet in it must be whole and well formed. */
export function decodeTunnel(payload: Uint8Array): Result<TunnelPayload, DecodeError> {
  if (payload.length < tunnelHeadSize) {
    return err({ code: 'truncated', offset: payload.length, path: 'epoch', requirement: 'XIP-001' });
  }
  const epoch = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
  if (epoch < 1n || epoch > BigInt(limits.integer)) {
    return err({ code: 'out-of-range', offset: 0, path: 'epoch', requirement: 'XIP-001' });
  }
  const packet = payload.subarray(tunnelHeadSize);
  const inner = decodeXip(packet);
  if (!inner.ok) return err({ ...inner.error, offset: tunnelHeadSize + inner.error.offset });
  return ok({ epoch: Number(epoch), packet });
}
