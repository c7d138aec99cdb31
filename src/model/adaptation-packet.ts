/**
 * One packet for a machine, and what the rows of access routers do with it (chapter 12). All other packets are like it:
 * what holds of one that may be sent anywhere at any time holds of each.
 */
import type { AttachmentRow } from '../machines/index.ts';

/** Where the packet is. */
export type Packet =
  /** Nobody has sent it yet. */
  | { readonly at: 'sender' }
  /**
   * On its way to a router: by its own address with the tag 0, or through a tunnel with the epoch of that as its tag.
   * `passed` is the epoch of the last tunnel that it went through, 0 for none.
   */
  | { readonly at: 'way'; readonly router: string; readonly tag: number; readonly passed: number }
  | { readonly at: 'queue'; readonly router: string; readonly tag: number; readonly passed: number }
  | { readonly at: 'host'; readonly router: string; readonly host: string }
  | { readonly at: 'end'; readonly how: 'dropped' | 'unreachable' };

/** A packet that an access router has before it. */
export type PacketHere = Extract<Packet, { at: 'way' | 'queue' }>;

/** How routers treat packets; wrong designs differ. */
export interface Plane {
  /** A packet out of a tunnel goes on only to a place of a higher epoch. */
  readonly isKeyed: boolean;
  /** The router that the address of the packet leads to, when what came through a tunnel goes on by it; null: dropped. */
  readonly fallback: string | null;
}

/** The plane of chapter 12. */
export const rightPlane: Plane = { isKeyed: true, fallback: null };

/** What a row does with a packet that comes. */
export function arrive(plane: Plane, row: AttachmentRow, packet: PacketHere): Packet {
  const { router, tag, passed } = packet;
  if (plane.isKeyed && isEarly(row, tag)) {
    return tag <= row.expects ? { at: 'queue', router, tag, passed } : lost(plane, packet);
  }
  if (row.rule === 'hold' || (row.rule === 'order' && tag === 0)) return { at: 'queue', router, tag, passed };
  return sendOn(plane, row, packet);
}

/** What a flush under a row does with a packet that waits. */
export function flush(plane: Plane, row: AttachmentRow, packet: PacketHere): Packet {
  if (plane.isKeyed && isEarly(row, packet.tag)) return packet;
  if (row.rule === 'order' && packet.tag === 0) return packet;
  return sendOn(plane, row, packet);
}

/** The packet is above what the row is about. */
function isEarly({ rule, epoch }: AttachmentRow, tag: number): boolean {
  return tag > 0 && (rule === 'forward' ? tag >= epoch : tag > epoch);
}

function sendOn(plane: Plane, { rule, host, place, epoch }: AttachmentRow, packet: PacketHere): Packet {
  if (rule === 'none') return lost(plane, packet);
  if (rule === 'forward') return { at: 'way', router: place!.nodes, tag: epoch, passed: epoch };
  return { at: 'host', router: packet.router, host };
}

function lost({ fallback }: Plane, { tag, passed }: PacketHere): Packet {
  if (tag === 0) return { at: 'end', how: 'unreachable' };
  return fallback === null ? { at: 'end', how: 'dropped' } : { at: 'way', router: fallback, tag: 0, passed };
}
