/** Packets of a session between the machine and the correspondent of a case, and the segments that come back. */
import type { CaseContext } from '../context.ts';
import type { Piece } from '../octets/octets.ts';
import {
  readSessionPacket,
  segment,
  type SegmentParts,
  type SessionPacketView,
} from '../octets/session-packets.ts';
import { sessionHeader } from '../octets/xip.ts';
import { between } from './peers.ts';

/** The machine sends a packet in a session, from where it is at first. */
export function sessionPacket(context: CaseContext, payload: Piece): Promise<void> {
  return context.deliver(between(['owner', 'router'], 'peer', payload, sessionHeader));
}

/** The machine sends a segment. */
export function segmentOf(context: CaseContext, id: Uint8Array, parts: SegmentParts): Promise<void> {
  return sessionPacket(context, segment(id, parts));
}

/** The segments that were sent since the last look. */
export async function segments({ expect }: CaseContext): Promise<readonly SessionPacketView[]> {
  return (await expect.rest())
    .filter(({ nextHeader }) => nextHeader === sessionHeader)
    .map(({ payload }) => readSessionPacket(payload));
}
