/**
 * IP packets put together again of the fragments that a capture holds. What is captured may be hostile, so what is kept is
 * bounded, and a packet whose fragments contradict each other is not guessed at (RFC 5722, RFC 8900).
 */

/** A fragment of an IP packet that carries UDP. */
export interface IpFragment {
  /** What fragments of one packet have in common: version, addresses, protocol, identification. */
  readonly key: string;
  /** Where its octets stand in what the packet carries. */
  readonly offset: number;
  /** Whether others come behind it. */
  readonly hasMore: boolean;
  /** A view of the frame. */
  readonly octets: Uint8Array;
}

/** Why a packet cannot be put together. */
export type FragmentFault = 'overlap' | 'bad-length' | 'too-long' | 'too-many' | 'missing';

/** Frames of a packet that cannot be put together. */
export interface Scattered {
  readonly fault: FragmentFault;
  /** The numbers of its frames, as they were given. */
  readonly frames: readonly number[];
}

/** What came of a fragment. */
export type Reassembled =
  /** What the packet carries; a new array, which the caller owns. */
  | { readonly kind: 'whole'; readonly octets: Uint8Array }
  /** Others are still to come. `scattered` is what was given up for it. */
  | { readonly kind: 'waiting'; readonly scattered: readonly Scattered[] };

/** Puts fragments together. */
export interface Reassembly {
  /** Takes a fragment: of a frame by number, seen at a time in nanoseconds. */
  put(fragment: IpFragment, frame: number, at: bigint): Reassembled;
  /** What is not whole yet; nothing is kept. */
  rest(): readonly Scattered[];
}

/** What may be kept. */
export interface ReassemblyBounds {
  readonly packets: number;
  /** Of all packets together. */
  readonly octets: number;
  /** Of one packet. */
  readonly fragments: number;
}

/** Room for what a network does to its packets, and for no flood. */
const standardBounds: ReassemblyBounds = { packets: 256, octets: 4 << 20, fragments: 2048 };

/** The most that an IP packet carries. */
const mostCarried = 65_535;

/** Fragments but the last are a multiple of so many octets. */
const unit = 8;

/** The same identification stands for another packet after this time: 60 s (RFC 8200, section 4.5). */
const mostWaiting = 60_000_000_000n;

interface Packet {
  readonly since: bigint;
  readonly frames: number[];
  /** In the order of their offsets, none of which overlap. */
  readonly fragments: IpFragment[];
  size: number;
  /** Known when the last fragment is there. */
  length: number | undefined;
  /** Nothing is kept of a packet with a fault but its frames. */
  fault: FragmentFault | undefined;
}

/** Makes a reassembly with nothing in it. */
export function reassembly(bounds: ReassemblyBounds = standardBounds): Reassembly {
  const packets = new Map<string, Packet>();
  let kept = 0;

  const drop = (key: string): Packet => {
    const packet = packets.get(key)!;
    packets.delete(key);
    kept -= packet.size;
    return packet;
  };
  const giveUp = (key: string, fault: FragmentFault): Scattered => {
    const packet = drop(key);
    return { fault: packet.fault ?? fault, frames: packet.frames };
  };
  const spoil = (packet: Packet, fault: FragmentFault): void => {
    kept -= packet.size;
    packet.fragments.length = 0;
    packet.size = 0;
    packet.fault = fault;
  };
  const makeRoom = (): readonly Scattered[] => {
    const scattered: Scattered[] = [];
    while (packets.size > bounds.packets || kept > bounds.octets)
      scattered.push(giveUp(packets.keys().next().value!, 'too-many'));
    return scattered;
  };
  return {
    put(fragment, frame, at) {
      const { key } = fragment;
      const scattered: Scattered[] = [];
      const before = packets.get(key);
      if (before !== undefined && at - before.since > mostWaiting) scattered.push(giveUp(key, 'missing'));
      const packet: Packet = packets.get(key) ?? {
        since: at,
        frames: [],
        fragments: [],
        size: 0,
        length: undefined,
        fault: undefined,
      };
      packets.set(key, packet);
      if (packet.frames.length < bounds.fragments) packet.frames.push(frame);
      if (packet.fault === undefined) {
        const [size, fault] = [packet.size, add(packet, fragment, bounds)];
        kept += packet.size - size;
        if (fault !== undefined) spoil(packet, fault);
      }
      if (packet.length === packet.size && packet.fault === undefined) {
        drop(key);
        return { kind: 'whole', octets: joined(packet) };
      }
      return { kind: 'waiting', scattered: [...scattered, ...makeRoom()] };
    },
    rest: () => [...packets.keys()].map((key) => giveUp(key, 'missing')),
  };
}

/** Adds a fragment to a packet, or says what contradicts it. A repetition adds nothing. */
function add(packet: Packet, fragment: IpFragment, bounds: ReassemblyBounds): FragmentFault | undefined {
  const { offset, hasMore, octets } = fragment;
  const end = offset + octets.length;
  if (hasMore && (octets.length === 0 || octets.length % unit !== 0)) return 'bad-length';
  if (end > mostCarried) return 'too-long';
  const { fragments } = packet;
  let place = fragments.length;
  while (place > 0 && fragments[place - 1]!.offset >= offset) place -= 1;
  const same = fragments[place];
  if (same?.offset === offset && isSame(same, fragment)) return undefined;
  const previous = fragments[place - 1];
  const runsInto = same !== undefined && end > same.offset;
  if (runsInto || (previous !== undefined && previous.offset + previous.octets.length > offset))
    return 'overlap';
  if (packet.length !== undefined && (!hasMore || end > packet.length)) return 'overlap';
  const last = fragments.at(-1);
  if (!hasMore && last !== undefined && last.offset > offset) return 'overlap';
  if (fragments.length === bounds.fragments) return 'too-many';
  fragments.splice(place, 0, fragment);
  packet.size += octets.length;
  if (!hasMore) packet.length = end;
  return undefined;
}

function isSame(a: IpFragment, b: IpFragment): boolean {
  return (
    a.hasMore === b.hasMore &&
    a.octets.length === b.octets.length &&
    a.octets.every((octet, at) => octet === b.octets[at])
  );
}

function joined({ fragments, size }: Packet): Uint8Array {
  const octets = new Uint8Array(size);
  for (const fragment of fragments) octets.set(fragment.octets, fragment.offset);
  return octets;
}
