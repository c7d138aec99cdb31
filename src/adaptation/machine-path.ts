/**
 * The path of the packets of one machine through its access router (chapter 12): to the host that it is attached to,
 * into a queue while it stands still, or through a tunnel to the place where it went.
 */
import { type HoldBounds, type HoldQueue, holdQueue } from './hold-queue.ts';

/** Where a tunnel leads. */
export interface TunnelEnd {
  /** The epoch under which the machine is at that place. */
  readonly epoch: number;
  /** Sends one packet there; false when it does not fit a tunnel. */
  send(packet: Uint8Array): boolean;
}

/** How much went through a tunnel. */
export interface TunnelCount {
  readonly packets: number;
  readonly octets: number;
}

/** What an end mark says: how many packets were sent through the tunnel before it, and under which epoch. */
export interface EndMark {
  readonly epoch: number;
  readonly packets: number;
}

/** Where a machine is attached. */
export interface Attached {
  readonly epoch: number;
  /** The id of the HID of the host. */
  readonly host: string;
  /** Whether the router of another place is expected to send on what it held. */
  readonly expectsTunnel: boolean;
}

/** What a path is made with. */
export interface PathPorts {
  /** Hands a packet to a host of this network. */
  deliver(packet: Uint8Array, host: string): void;
  /** Called once, when more was sent on than `forwardOctets`. */
  exhausted(): void;
  readonly bounds: HoldBounds;
  /** Octets that may be sent on after the machine has left. */
  readonly forwardOctets: number;
}

/** The path of one machine. */
export interface MachinePath {
  /** Whether packets that are for the machine have a way; else they are answered as unreachable. */
  isOpen(): boolean;
  /** Packets that are held now, and how many were dropped because too many were. */
  counts(): { readonly held: number; readonly dropped: number };
  /** Takes a packet that came by the address of the machine in this network. */
  direct(packet: Uint8Array): void;
  /** Takes a packet that another router sent on to the place of this epoch. */
  tunnelled(packet: Uint8Array, epoch: number): void;
  /** Keeps what is sent on for an attachment that is to come; nothing is delivered. */
  prepare(epoch: number): void;
  /** Forgets what {@link prepare} began. */
  unprepare(): void;
  /** Opens the way to a host: what was held goes out first, in order. */
  attach(to: Attached): void;
  /** Holds what comes from here on. */
  hold(): void;
  /** Gives what was held to the attached host, in order, and what comes from here on. */
  resume(): void;
  /** Sends what was held through a tunnel, in order, and what comes from here on; tells how much that was. */
  forward(to: TunnelEnd): TunnelCount;
  /** Takes note that the router of the old place has sent all that it held. */
  endMark(mark: EndMark): void;
  /** Waits no longer for what another router has held. */
  release(): void;
  /** Whether packets wait for what another router has held. */
  isWaiting(): boolean;
  /** Drops what is held and closes the way. */
  close(): void;
}

/** An attachment that is being waited for, or that is there: what came for it through tunnels. */
interface Arrival {
  readonly epoch: number;
  readonly queue: HoldQueue;
  tunnelled: number;
  mark: EndMark | undefined;
}

type Way =
  | { readonly is: 'closed' }
  | { readonly is: 'open' | 'holding'; readonly to: Attached; readonly arrival: Arrival }
  | { readonly is: 'tunnel'; readonly to: TunnelEnd };

/** Makes a closed path. */
export function machinePath(ports: PathPorts): MachinePath {
  const held = holdQueue(ports.bounds);
  /** What came direct while what was held elsewhere, and is older, is still on its way. */
  const later = holdQueue(ports.bounds);
  let way: Way = { is: 'closed' };
  let next: Arrival | undefined;
  let isOrdering = false;
  let sentOn = 0;

  const deliverAll = (packets: readonly Uint8Array[], host: string): void => {
    for (const packet of packets) ports.deliver(packet, host);
  };
  const isComplete = ({ mark, tunnelled }: Arrival): boolean =>
    mark !== undefined && tunnelled >= mark.packets;
  const release = (): void => {
    if (!isOrdering || way.is !== 'open') return;
    isOrdering = false;
    deliverAll(later.drain(), way.to.host);
  };
  const sendOn = (packet: Uint8Array, to: TunnelEnd): boolean => {
    const had = sentOn <= ports.forwardOctets;
    sentOn += packet.length;
    if (sentOn <= ports.forwardOctets) return to.send(packet);
    if (had) ports.exhausted();
    return false;
  };
  return {
    isOpen: () => way.is !== 'closed',
    counts: () => ({
      held: held.held + later.held + (next?.queue.held ?? 0),
      dropped: held.dropped + later.dropped + (next?.queue.dropped ?? 0),
    }),
    direct(packet) {
      if (way.is === 'holding') held.add(packet);
      else if (way.is === 'tunnel') sendOn(packet, way.to);
      else if (way.is === 'open' && isOrdering) later.add(packet);
      else if (way.is === 'open') ports.deliver(packet, way.to.host);
    },
    tunnelled(packet, epoch) {
      if (next?.epoch === epoch) {
        next.tunnelled += 1;
        next.queue.add(packet);
      } else if (way.is === 'tunnel') {
        // Only onwards: a place of the same or an earlier epoch may be the one that the packet came from.
        if (way.to.epoch > epoch) sendOn(packet, way.to);
      } else if (way.is !== 'closed' && epoch <= way.to.epoch) {
        if (way.is === 'holding') held.add(packet);
        else ports.deliver(packet, way.to.host);
        if (epoch !== way.arrival.epoch) return;
        way.arrival.tunnelled += 1;
        if (isComplete(way.arrival)) release();
      }
    },
    prepare(epoch) {
      if (next?.epoch !== epoch) next = newArrival(epoch, ports.bounds);
    },
    unprepare() {
      next = undefined;
    },
    attach(to) {
      const arrival = next?.epoch === to.epoch ? next : newArrival(to.epoch, ports.bounds);
      if (next !== undefined && next.epoch <= to.epoch) next = undefined;
      const older = [...held.drain(), ...later.drain(), ...arrival.queue.drain()];
      way = { is: 'open', to, arrival };
      sentOn = 0;
      isOrdering = to.expectsTunnel && !isComplete(arrival);
      deliverAll(older, to.host);
    },
    hold() {
      if (way.is !== 'open') return;
      way = { ...way, is: 'holding' };
      isOrdering = false;
      for (const packet of later.drain()) held.add(packet);
    },
    resume() {
      if (way.is !== 'holding') return;
      way = { ...way, is: 'open' };
      deliverAll(held.drain(), way.to.host);
    },
    forward(to) {
      way = { is: 'tunnel', to };
      isOrdering = false;
      sentOn = 0;
      let packets = 0;
      let octets = 0;
      for (const packet of [...held.drain(), ...later.drain()]) {
        if (!sendOn(packet, to)) continue;
        packets += 1;
        octets += packet.length;
      }
      return { packets, octets };
    },
    endMark(mark) {
      if (next?.epoch === mark.epoch) next.mark ??= mark;
      else if (way.is === 'open' && way.arrival.epoch === mark.epoch) {
        way.arrival.mark ??= mark;
        if (isComplete(way.arrival)) release();
      }
    },
    release,
    isWaiting: () => isOrdering,
    close() {
      way = { is: 'closed' };
      next = undefined;
      isOrdering = false;
      held.drain();
      later.drain();
    },
  };
}

function newArrival(epoch: number, bounds: HoldBounds): Arrival {
  return { epoch, queue: holdQueue(bounds), tunnelled: 0, mark: undefined };
}
