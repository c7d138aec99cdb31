/**
 * Counts the messages of the protocol where they leave, and draws the ladder. It sees every packet and changes none.
 */
import {
  tunnelNextHeader,
  sessionNextHeader,
  xidSizes,
  xipProfiles,
} from '../../spec/registry/identifiers.ts';
import { messages } from '../../spec/registry/messages.ts';
import { toHex } from '../core/hex.ts';
import { headerOffsets } from '../protocol/index.ts';
import { xipHeaderLength, xipOffset } from '../xia/index.ts';
import { rounded } from './flow-record.ts';
import type { Ladder, SimulationResult } from './result.ts';

/** The kinds of packets of the design of 2011. */
export const originalHeaders = { PING: 100, PONG: 101, UPDATE: 102 } as const;

/** Watches packets. */
export interface Observer {
  /** A party sends a packet of its own; `octets` is how long it is, when only its beginning is known. */
  sent(by: string, packet: Uint8Array, octets?: number): void;
  /** A packet has arrived at a node, or at a machine on one. */
  arrived(packet: Uint8Array, at: string): void;
  /** What is known of one packet goes for another. */
  copied(from: Uint8Array, to: Uint8Array): void;
  signalling(): SimulationResult['signalling'];
  ladder(): Ladder;
  /** When announcements of a place of a machine left for somebody, each instant once, in order. */
  announcementsOf(machine: string, to: string): readonly number[];
  /** How many packets a router sent on through tunnels. */
  tunnelledBy(name: string): number;
}

interface Rung {
  readonly sentMs: number;
  arrivedMs: number | null;
  readonly from: string;
  readonly to: string;
  readonly message: string;
  readonly octets: number;
}

type Part = SimulationResult['signalling'][number]['part'];

const { data } = xipProfiles['xia-core-v2'].nextHeaders;
const namesByCode = new Map<number, string>(Object.entries(messages).map(([name, { code }]) => [code, name]));
const transferMessages: ReadonlySet<string> = new Set(['Manifest', 'Progress', 'Fetch', 'Piece']);
/** What is said again and again while nothing happens: counted, and left out of the ladder. */
const repeated: ReadonlySet<string> = new Set(['Beacon', 'StatusQuery', 'StatusAnswer']);
const originalNames = new Map<number, string>(
  Object.entries(originalHeaders).map(([name, code]) => [code, name]),
);
const mostRungs = 400;
/** Octets of the prefix of session packets that say what kind it is. */
const sessionKindAt = 3;
const sessionKinds = ['', 'datagram', 'segment', 'close'];

/**
 * Makes an observer.
 *
 * @param machine the id of the HID of the machine whose ladder is drawn; messages about others are counted only.
 */
export function makeObserver(
  now: () => number,
  nameOf: (hid: string) => string,
  machine: () => string | undefined,
): Observer {
  const counts = new Map<string, { part: Part; count: number; octets: number }>();
  const tunnelled = new Map<string, number>();
  const announcements = new Map<string, number[]>();
  const rungs: Rung[] = [];
  const waiting = new WeakMap<Uint8Array, Rung>();
  let left = 0;

  const add = (message: string, part: Part, octets: number): void => {
    const entry = counts.get(message) ?? { part, count: 0, octets: 0 };
    counts.set(message, entry);
    entry.count += 1;
    entry.octets += octets;
  };
  const climb = (by: string, packet: Uint8Array, octets: number, to: string, message: string): void => {
    if (rungs.length >= mostRungs) {
      left += 1;
      return;
    }
    const rung = { sentMs: rounded(now()), arrivedMs: null, from: by, to, message, octets };
    rungs.push(rung);
    waiting.set(packet, rung);
  };
  const announce = (about: string, to: string): void => {
    const key = `${about} ${to}`;
    const times = announcements.get(key) ?? [];
    announcements.set(key, times);
    // A try goes out to two places at once.
    if (times.at(-1) !== now()) times.push(now());
  };
  return {
    sent(by, packet, octets = packet.length) {
      const kind = packet[xipOffset.nextHeader]!;
      const start = xipHeaderLength(packet);
      if (kind === data && packet.length >= start + headerOffsets.size) {
        const message = namesByCode.get(packet[start + headerOffsets.type]!) ?? 'unknown';
        const part = partOf(packet[start + headerOffsets.type]!, message);
        add(message, part, octets);
        if (part === 'transfer' || repeated.has(message)) return;
        const idAt = (offset: number): string =>
          toHex(packet.subarray(start + offset, start + offset + xidSizes.id));
        const about = idAt(headerOffsets.machine);
        if (about !== machine() && part !== 'adaptation') return;
        const to = nameOf(idAt(headerOffsets.receiver));
        if (message === 'Rebind') announce(nameOf(about), to);
        climb(by, packet, octets, to, message);
      } else if (kind === sessionNextHeader) {
        add(`session ${sessionKinds[packet[start + sessionKindAt]!] ?? 'other'}`, 'session', octets);
      } else if (kind === tunnelNextHeader) {
        tunnelled.set(by, (tunnelled.get(by) ?? 0) + 1);
      } else if (originalNames.has(kind)) {
        add(originalNames.get(kind)!, 'original', octets);
      }
    },
    arrived(packet, at) {
      const rung = waiting.get(packet);
      if (rung !== undefined && rung.to === at) rung.arrivedMs ??= rounded(now());
    },
    copied(from, to) {
      const rung = waiting.get(from);
      if (rung !== undefined) waiting.set(to, rung);
    },
    signalling: () =>
      [...counts]
        .map(([message, entry]) => ({ message, ...entry }))
        .sort((a, b) => a.part.localeCompare(b.part) || a.message.localeCompare(b.message)),
    ladder() {
      const parties = [...new Set(rungs.flatMap(({ from, to }) => [from, to]))];
      return { parties, messages: rungs, left };
    },
    announcementsOf: (about, to) => announcements.get(`${about} ${to}`) ?? [],
    tunnelledBy: (name) => tunnelled.get(name) ?? 0,
  };
}

function partOf(code: number, message: string): Part {
  if (transferMessages.has(message)) return 'transfer';
  return code > messages.Error.code ? 'adaptation' : 'migration';
}
