/**
 * How much a destination host may ask a source host for: one congestion window for all migrations between the two, so
 * that a thousand of them are no more of a burden than one. What was asked for and does not come counts as lost when
 * later things overtake it, or when nothing comes at all.
 */
import { type CongestionWindow, congestionWindow } from '../core/congestion-window.ts';
import { roundTrip } from '../core/round-trip.ts';
import { delayOf, nextCount, type Timing } from '../machines/timing.ts';
import type { Clock, ClockEntry } from '../ports/clock.ts';

/** Something that can be asked for. The path keeps its book in it. */
export interface Askable {
  /** Octets that will come. */
  readonly octets: number;
  /** The place among all that was asked for on the path; 0 when it is not on its way. */
  sequence: number;
  /** When it was asked for, in milliseconds of the clock. */
  askedAt: number;
  /** How often it was asked for. */
  asks: number;
}

/** The part of a path that one migration has. */
export interface PathShare<T extends Askable> {
  /** Octets that may be asked for now; not more than a fair share of the window. */
  room(): number;
  /** Octets that one request should ask for at least, so that requests do not cost more than what they bring. */
  worth(): number;
  /** Whether nothing is on its way to anybody, so that nobody would wake the one who waits. */
  isIdle(): boolean;
  /** Whether nothing is on its way to this one. */
  hasNone(): boolean;
  /** Takes note that something is asked for now. */
  ask(item: T): void;
  /**
   * Takes note that it is here.
   *
   * @param askedAt when the request left that this answers, in milliseconds of the clock; undefined when that is not
   *   known, which matters only for what was asked for more than once.
   */
  arrived(item: T, askedAt?: number): void;
  /** Something came twice: what was taken for lost was only late. */
  cameTwice(): void;
  /** Calls `wake` when others leave room. */
  await(): void;
  /** Forgets what is on its way. */
  forget(): void;
}

/** What a migration says of itself when it joins a path. */
export interface PathUser<T extends Askable> {
  /** Octets of the longest thing that is asked for. */
  readonly piece: number;
  /** Octets that may be on their way at most. */
  readonly most: number;
  /** There is room. */
  wake(): void;
  /** Something did not come; `wake` is called later. */
  lost(item: T): void;
}

/** The path from one source host. */
export interface TransferPath {
  join<T extends Askable>(user: PathUser<T>): PathShare<T>;
  /** Octets that may be on their way. */
  window(): number;
}

/** How many later things overtake one that is lost; more where the path is seen to reorder. */
const leastOvertaking = 3;
const mostOvertaking = 96;

/** Which part of FETCH_RETRY a time-out lasts at least when the round trip is known. */
const leastOfRetry = 0.25;

/** The initial window of RFC 6928: ten small packets, two of any size. */
const initialPackets = 10;
const initialOctets = 14_600;

/** Slow start ends when the shortest of so many round trips is so much longer than the shortest of all. */
const fillingSamples = 64;
const fillingFactor = 2;
const fillingMs = 20;

/** By which part the window grows in a round trip: a packet would be little where the path is fast. */
const growth = 1 / 32;

/** So many are woken one after the other who ask for nothing: what comes in costs the same however many wait. */
const mostVainWakes = 4;

interface Member {
  readonly user: PathUser<Askable>;
  onTheirWay: number;
}

/** Makes a path of which nothing is known. */
export function transferPath(clock: Pick<Clock, 'now' | 'schedule'>, timing: Timing): TransferPath {
  const retry = delayOf('FETCH_RETRY', 0, timing);
  const trip = roundTrip({
    RTO_INITIAL: retry,
    RTO_LEAST: retry * leastOfRetry,
    RTO_MOST: Math.max(retry, delayOf('FETCH_RETRY', 32, timing)),
  });
  const items: Askable[] = [];
  const members: Member[] = [];
  const sequences: number[] = [];
  let head = 0;
  let window: CongestionWindow | undefined;
  let packet = 0;
  let outstanding = 0;
  let next = 1;
  let newest = 0;
  /** Losses of what was asked for before this one belong to a loss that has been answered. */
  let recovery = 0;
  let overtaking = leastOvertaking;
  let heardAt = 0;
  let fired = 0;
  let timedOutAt = Number.NEGATIVE_INFINITY;
  let samples = 0;
  let least = Number.POSITIVE_INFINITY;
  let timer: ClockEntry | undefined;
  const waiting = new Set<Member>();
  const active = new Set<Member>();

  const sizeOf = (): number => window?.size() ?? 0;
  const free = (): number => sizeOf() - outstanding;
  const settle = (member: Member): void => {
    if (member.onTheirWay > 0 || waiting.has(member)) active.add(member);
    else active.delete(member);
  };
  const takeBack = (member: Member, item: Askable): void => {
    item.sequence = 0;
    outstanding -= item.octets;
    member.onTheirWay -= item.octets;
    settle(member);
  };
  const lose = (at: number): void => {
    const member = members[at]!;
    const item = items[at]!;
    takeBack(member, item);
    waiting.add(member);
    settle(member);
    member.user.lost(item);
  };
  const isOnItsWay = (at: number): boolean => items[at]!.sequence === sequences[at];
  /** Drops what is settled from the front of the queue, and finds what was overtaken. */
  const advance = (): void => {
    let lostOne = false;
    for (; head < items.length; head += 1) {
      if (!isOnItsWay(head)) continue;
      if (sequences[head]! + overtaking > newest) break;
      if (sequences[head]! >= recovery) lostOne = true;
      lose(head);
    }
    if (head > 1024 && head * 2 > items.length) {
      for (const list of [items, members, sequences]) list.splice(0, head);
      head = 0;
    }
    if (!lostOne) return;
    window?.lost();
    recovery = next;
  };
  /** Those who find no use for the room go to the end of the line, so that nobody is passed over for long. */
  const wakeOthers = (): void => {
    for (let vain = 0; vain < mostVainWakes && free() >= packet;) {
      const [member] = waiting;
      if (member === undefined) return;
      const before = next;
      waiting.delete(member);
      settle(member);
      member.user.wake();
      vain = next === before ? vain + 1 : 0;
    }
  };
  const delay = (): number =>
    trip.smoothed() === undefined ? delayOf('FETCH_RETRY', fired, timing) : trip.timeout();
  /** One entry at a time: things come often, and each only moves the moment up to which the next one is waited for. */
  const watch = (): void => {
    timer ??= clock.schedule(Math.max(0, heardAt + delay() - clock.now()), () => {
      timer = undefined;
      if (outstanding === 0) return;
      if (clock.now() < heardAt + delay()) return watch();
      // What waits in the socket of a busy host has come in time, so it is read first.
      timer = clock.schedule(0, () => {
        timer = undefined;
        if (outstanding > 0 && clock.now() >= heardAt + delay()) timeOut();
        if (outstanding > 0) watch();
      });
    });
  };
  const timeOut = (): void => {
    fired = nextCount('FETCH_RETRY', fired, timing);
    heardAt = clock.now();
    timedOutAt = heardAt;
    trip.backOff();
    window?.timedOut(outstanding);
    recovery = next;
    for (; head < items.length; head += 1) if (isOnItsWay(head)) lose(head);
    wakeOthers();
  };
  const hear = (askedAt: number | undefined): void => {
    heardAt = clock.now();
    if (fired > 0) {
      fired = 0;
      trip.forgive();
      timer?.cancel();
      timer = undefined;
      watch();
    }
    if (askedAt === undefined) return;
    if (askedAt < timedOutAt) window?.wasLate();
    else window?.wasRight();
    const ms = heardAt - askedAt;
    trip.sample(ms);
    samples += 1;
    least = Math.min(least, ms);
    if (samples < fillingSamples) return;
    if (least > fillingFactor * trip.shortest() + fillingMs) window?.filling();
    samples = 0;
    least = Number.POSITIVE_INFINITY;
  };

  return {
    window: sizeOf,
    join<T extends Askable>(user: PathUser<T>): PathShare<T> {
      packet = Math.max(packet, user.piece);
      const first = Math.max(2, Math.min(initialPackets, Math.floor(initialOctets / packet)));
      if (window === undefined) window = congestionWindow(packet, first, growth);
      else window.packetsAre(packet);
      const member: Member = { user, onTheirWay: 0 };
      const quota = (): number => {
        const others = active.size - (active.has(member) ? 1 : 0);
        return Math.min(user.most, Math.max(user.piece, sizeOf() / (others + 1)));
      };
      return {
        room: () => Math.min(free(), quota() - member.onTheirWay),
        worth: () => quota() / 4,
        isIdle: () => outstanding === 0,
        hasNone: () => member.onTheirWay === 0,
        ask(item) {
          if (outstanding === 0) heardAt = clock.now();
          // Who asks goes to the end of the line.
          waiting.delete(member);
          item.sequence = next;
          item.askedAt = clock.now();
          item.asks += 1;
          next += 1;
          items.push(item);
          members.push(member);
          sequences.push(item.sequence);
          outstanding += item.octets;
          member.onTheirWay += item.octets;
          settle(member);
          watch();
        },
        arrived(item, askedAt = item.asks > 1 ? undefined : item.askedAt) {
          hear(askedAt);
          // What was taken for lost is not on its way any more.
          if (item.sequence === 0) return;
          newest = Math.max(newest, item.sequence);
          // A window that is not used says nothing about the path.
          if (outstanding * 2 >= sizeOf()) window?.acknowledged(item.octets);
          takeBack(member, item);
          advance();
          wakeOthers();
        },
        cameTwice() {
          overtaking = Math.min(mostOvertaking, overtaking * 2);
        },
        await() {
          waiting.add(member);
          settle(member);
        },
        forget() {
          waiting.delete(member);
          for (let at = head; at < items.length; at += 1) {
            if (members[at] === member && isOnItsWay(at)) takeBack(member, items[at]!);
          }
          settle(member);
          wakeOthers();
        },
      };
    },
  };
}

/** The paths of a destination host by the id of the HID of the source host, in hexadecimal. */
export function transferPaths(
  clock: Pick<Clock, 'now' | 'schedule'>,
  timing: Timing,
): (source: string) => TransferPath {
  const paths = new Map<string, TransferPath>();
  return (source) => {
    const path = paths.get(source) ?? transferPath(clock, timing);
    paths.delete(source);
    paths.set(source, path);
    if (paths.size > rememberedPaths) paths.delete(paths.keys().next().value!);
    return path;
  };
}

/** Of how many source hosts the path is remembered; who is forgotten begins anew. */
const rememberedPaths = 1024;
