/** Two ends of a session in virtual time, and a path between them that does to packets whatever a test wants. */
import { virtualClock, type VirtualClock } from '../clocks/virtual.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { decodeSessionPacket, type SessionPacket } from './session-packet.ts';
import type { Session, Transmit } from './session.ts';

/** What happens to packets; times in milliseconds, chances from 0 to 1. */
export interface PathFaults {
  /** One way. */
  readonly delay: number;
  /** Up to so much more, at random, so that packets overtake each other. */
  readonly jitter?: number;
  readonly loss?: number;
  readonly repetition?: number;
  /** Octets a millisecond; packets queue. */
  readonly rate?: number;
  /** Octets that the queue holds. */
  readonly queue?: number;
  readonly seed?: number;
}

/** One direction or the other. */
export type Side = 'left' | 'right';

/** A packet as it left an end. */
export interface SeenPacket {
  readonly at: number;
  readonly from: Side;
  readonly packet: SessionPacket;
}

/** A path and what stands at its ends. */
export interface FaultyPath {
  readonly clock: VirtualClock;
  /** What left an end, taken by the path or lost on it. */
  readonly seen: readonly SeenPacket[];
  /** The function by which an end sends. */
  readonly transmit: Readonly<Record<Side, Transmit>>;
  /** Puts a session at an end. */
  join(side: Side, session: Session): void;
  /** Loses everything from now on, or no longer. */
  isDown: boolean;
  /** Keeps what arrives from now on, and delivers it in order when it is no longer set. */
  isHeld: boolean;
  /** Has an end refuse packets, as a limit on amplification does. */
  refuses: Side | undefined;
}

/** Makes a path. */
export function faultyPath(faults: PathFaults): FaultyPath {
  const { delay, jitter = 0, loss = 0, repetition = 0, rate, queue = 65_536, seed = 1 } = faults;
  const clock = virtualClock();
  const random = seededRandom(seed);
  const ends: Partial<Record<Side, Session>> = {};
  const free: Record<Side, number> = { left: 0, right: 0 };
  const seen: SeenPacket[] = [];
  const held: (() => void)[] = [];
  let isHeld = false;

  const carry = (to: Side, octets: Uint8Array, after: number): void => {
    clock.schedule(after + random.fraction() * jitter, () => {
      const packet = decodeSessionPacket(octets);
      if (!packet.ok) throw new Error(`${packet.error.code} at ${packet.error.offset}`);
      const deliver = (): void => ends[to]?.receive(packet.value);
      if (isHeld) held.push(deliver);
      else if (!path.isDown) deliver();
    });
  };
  const transmitFrom =
    (from: Side): Transmit =>
    (octets) => {
      if (path.refuses === from) return false;
      const packet = decodeSessionPacket(octets);
      if (!packet.ok) throw new Error(`${packet.error.code} at ${packet.error.offset}`);
      seen.push({ at: clock.now(), from, packet: packet.value });
      if (path.isDown || random.fraction() < loss) return true;
      const to = from === 'left' ? 'right' : 'left';
      let queued = 0;
      if (rate !== undefined) {
        const start = Math.max(clock.now(), free[from]);
        if ((start - clock.now()) * rate > queue) return true;
        free[from] = start + octets.length / rate;
        queued = free[from] - clock.now();
      }
      carry(to, octets, queued + delay);
      if (random.fraction() < repetition) carry(to, octets, queued + delay);
      return true;
    };

  const path: FaultyPath = {
    clock,
    seen,
    transmit: { left: transmitFrom('left'), right: transmitFrom('right') },
    join(side, session) {
      ends[side] = session;
    },
    isDown: false,
    get isHeld() {
      return isHeld;
    },
    set isHeld(on) {
      isHeld = on;
      if (!on) for (const deliver of held.splice(0)) deliver();
    },
    refuses: undefined,
  };
  return path;
}
