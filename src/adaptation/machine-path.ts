/**
 * The path of the packets of one machine through its access router (chapter 12). It keeps and counts packets, and does
 * with each what the row says that the router has set for the machine; it decides nothing.
 */
import type { AttachmentRow } from '../machines/access-router-events.ts';

/** How many packets may wait for one machine. */
export interface HoldBounds {
  readonly packets: number;
  /** Octets of them. */
  readonly octets: number;
}

/** A row, and the tunnel to its place when it has one. */
export interface PathRow extends Pick<AttachmentRow, 'rule' | 'host' | 'epoch' | 'expects'> {
  /** Sends a packet to the place; false when it does not fit a tunnel. */
  readonly tunnel?: (packet: Uint8Array) => boolean;
}

/** An end mark: how many packets the router that sent it had put into the tunnel to this epoch before. */
export interface EndMark {
  readonly epoch: number;
  /** The id of the HID of that router. */
  readonly router: string;
  readonly packets: number;
}

/** What a path is made with. */
export interface PathPorts {
  readonly bounds: HoldBounds;
  /** Octets that may be sent on by one row. */
  readonly forwardOctets: number;
  /** Hands a packet to a host of this network. */
  deliver(packet: Uint8Array, host: string): void;
  /** An end mark is here, and with it all that it counts; once for each. */
  marked(epoch: number): void;
  /** More than `forwardOctets` came to be sent on; once for each row. */
  exhausted(): void;
}

/** The path of one machine. */
export interface MachinePath {
  /** Whether packets that come by the address of the machine have a way; else they are unreachable. */
  isOpen(): boolean;
  /** Packets that wait now, and how many found no room since the row last began to hold. */
  counts(): { readonly held: number; readonly dropped: number };
  /** What was put into the tunnel since the row was set. */
  sentOn(): { readonly packets: number; readonly octets: number };
  setRow(row: PathRow): void;
  /** Takes a packet that came by the address of the machine. */
  direct(packet: Uint8Array): void;
  /** Takes a packet that a router put into a tunnel to a place of this epoch. */
  tunnelled(packet: Uint8Array, epoch: number, router: string): void;
  endMark(mark: EndMark): void;
  /** Sends out what waits and is not for a later place than that of the row, in order. */
  flush(): void;
  /** Drops what waits with a tag in this range, both ends included. */
  dropHeld(least: number, most: number): void;
}

/** How many routers' packets are counted for end marks; the oldest goes first. */
export const countedTunnels = 16;

/** What came through one tunnel. */
interface TunnelCount {
  packets: number;
  mark: number | undefined;
}

/** Makes a path that leads nowhere. */
export function machinePath(ports: PathPorts): MachinePath {
  const { bounds } = ports;
  /** A tag is 0 for a packet that came by its own address, else the epoch of its tunnel. */
  let waiting: { readonly packet: Uint8Array; readonly tag: number }[] = [];
  let waitingOctets = 0;
  let dropped = 0;
  let row: PathRow = { rule: 'none', host: '', epoch: 0, expects: 0 };
  let sent = { packets: 0, octets: 0 };
  let isExhausted = false;
  const tunnels = new Map<string, TunnelCount>();

  const isForLater = (tag: number): boolean => tag > (row.rule === 'forward' ? row.epoch - 1 : row.epoch);
  const wait = (packet: Uint8Array, tag: number): void => {
    // The newest is dropped: what waits stays in order, and the sender learns early that it is too fast.
    if (waiting.length >= bounds.packets || waitingOctets + packet.length > bounds.octets) dropped += 1;
    else {
      waiting.push({ packet, tag });
      waitingOctets += packet.length;
    }
  };
  const sendOn = (packet: Uint8Array): void => {
    if (sent.octets + packet.length > ports.forwardOctets) {
      if (!isExhausted) ports.exhausted();
      isExhausted = true;
    } else if (row.tunnel?.(packet) === true) {
      sent = { packets: sent.packets + 1, octets: sent.octets + packet.length };
    }
  };
  const pass = (packet: Uint8Array): void => {
    if (row.rule === 'forward') sendOn(packet);
    else if (row.rule === 'deliver' || row.rule === 'order') ports.deliver(packet, row.host);
  };
  const take = (packet: Uint8Array, tag: number): void => {
    if (isForLater(tag)) {
      if (tag <= row.expects) wait(packet, tag);
    } else if (row.rule === 'hold' || (row.rule === 'order' && tag === 0)) wait(packet, tag);
    else pass(packet);
  };
  const countOf = (epoch: number, router: string): TunnelCount => {
    const key = `${epoch} ${router}`;
    const count = tunnels.get(key) ?? { packets: 0, mark: undefined };
    tunnels.set(key, count);
    if (tunnels.size > countedTunnels) tunnels.delete(tunnels.keys().next().value!);
    return count;
  };
  const split = (goes: (tag: number) => boolean): readonly Uint8Array[] => {
    const gone = waiting.filter(({ tag }) => goes(tag));
    waiting = waiting.filter(({ tag }) => !goes(tag));
    waitingOctets = waiting.reduce((sum, { packet }) => sum + packet.length, 0);
    return gone.map(({ packet }) => packet);
  };
  return {
    isOpen: () => row.rule !== 'none',
    counts: () => ({ held: waiting.length, dropped }),
    sentOn: () => sent,
    setRow(next) {
      if (next.rule === 'hold' && row.rule !== 'hold') dropped = 0;
      row = next;
      sent = { packets: 0, octets: 0 };
      isExhausted = false;
    },
    direct: (packet) => take(packet, 0),
    tunnelled(packet, epoch, router) {
      take(packet, epoch);
      if (epoch > Math.max(row.epoch, row.expects)) return;
      const count = countOf(epoch, router);
      count.packets += 1;
      if (count.packets === count.mark) ports.marked(epoch);
    },
    endMark({ epoch, router, packets }) {
      if (epoch > Math.max(row.epoch, row.expects)) return;
      const count = countOf(epoch, router);
      if (count.mark !== undefined) return;
      count.mark = packets;
      if (count.packets >= packets) ports.marked(epoch);
    },
    flush() {
      for (const packet of split((tag) => !isForLater(tag))) pass(packet);
    },
    dropHeld(least, most) {
      split((tag) => tag >= least && tag <= most);
    },
  };
}
