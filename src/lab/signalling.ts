/** What the parties of a run said to each other around its first move, from what each has written down of its packets. */
import { existsSync, readFileSync } from 'node:fs';
import {
  type CapturedFrame,
  contentOf,
  type FrameDirection,
  linkTypes,
  readCapture,
  writeCapture,
} from '../capture/index.ts';
import { xipHeaderLength } from '../xia/index.ts';
import { makeObserver } from '../simulation/observer.ts';
import type { LabResult } from './result.ts';

/** What a party has written down. */
export interface PartyCapture {
  readonly name: string;
  /** The file of its packets; there need not be one. */
  readonly file: string;
}

/** What is looked at, and how it is told. Milliseconds since 1970. */
export interface SignallingView {
  readonly fromMs: number;
  readonly untilMs: number;
  /** The zero of the times in the result. */
  readonly originMs: number;
  /** The id of the HID of the guest, in hexadecimal. */
  readonly guest: string;
  /** The name of whoever is not among the parties. */
  readonly outside: string;
  /** What is called how, by the id of its HID in hexadecimal. */
  nameOf(hid: string): string;
}

/** What was said. */
export interface Signalling {
  readonly signalling: LabResult['signalling'];
  readonly ladder: LabResult['ladder'];
  /** All of it as one file for Wireshark, in which each party is an interface. */
  readonly capture: Uint8Array;
}

/** A packet at a party. */
interface Passing {
  readonly at: bigint;
  readonly party: number;
  readonly direction: FrameDirection | undefined;
  readonly frame: CapturedFrame;
  /** What was kept of it. */
  readonly packet: Uint8Array;
  /** How long it was. */
  readonly octets: number;
}

const nanosecondsInMs = 1e6;
/** So many octets of what a packet carries tell it from all others: they hold the numbers of messages, pieces and datagrams. */
const tellingOctets = 160;

/** Reads what was said. @throws TypeError when a file is no capture */
export function readSignalling(parties: readonly PartyCapture[], view: SignallingView): Signalling {
  const { fromMs, untilMs, originMs, guest, nameOf } = view;
  const isInside = ({ at }: CapturedFrame): boolean =>
    millisecondsOf(at) >= fromMs && millisecondsOf(at) <= untilMs;
  const inside = parties
    .flatMap((party, index) => passingsOf(party, index, isInside))
    .sort((one, other) => (one.at < other.at ? -1 : 1));
  let now = 0;
  const observer = makeObserver(
    () => now,
    nameOf,
    () => guest,
  );
  const sent = new Map<string, Uint8Array>();
  const seen = parties.map(() => new Set<string>());
  for (const { at, party, direction, packet, octets } of inside) {
    now = millisecondsOf(at) - originMs;
    const { name } = parties[party]!;
    // Headers change on the way, what they carry does not: so one packet is known at all whom it passes.
    const start = xipHeaderLength(packet);
    const key = Buffer.from(packet.subarray(start, start + tellingOctets)).toString('latin1');
    if (direction === 'in') {
      seen[party]!.add(key);
      const original = sent.get(key);
      // Who gives orders writes nothing down; what nobody here has sent is from there.
      if (original === undefined) observer.sent(view.outside, packet, octets);
      observer.arrived(original ?? packet, name);
      sent.set(key, original ?? packet);
    } else if (!seen[party]!.has(key)) {
      sent.set(key, packet);
      observer.sent(name, packet, octets);
    }
  }
  return {
    signalling: observer.signalling(),
    ladder: observer.ladder(),
    capture: writeCapture({
      application: 'xlmp lab',
      comments: [],
      interfaces: parties.map(({ name }) => ({ name, description: '', linkType: linkTypes.ethernet })),
      frames: inside.map(({ frame, party }) => ({ ...frame, interface: party })),
    }),
  };
}

function millisecondsOf(at: bigint): number {
  return Number(at) / nanosecondsInMs;
}

function passingsOf(
  { name, file }: PartyCapture,
  party: number,
  isInside: (frame: CapturedFrame) => boolean,
): readonly Passing[] {
  const octets = existsSync(file) ? readFileSync(file) : new Uint8Array();
  if (octets.length === 0) return [];
  const read = readCapture(octets);
  if (!read.ok) throw new TypeError(`what ${name} has written down is no capture: ${read.error.path}`);
  return read.value.frames.filter(isInside).flatMap((frame) => {
    const content = contentOf(frame.octets, linkTypes.ethernet);
    if (content.kind !== 'xip') return [];
    const { packet } = content;
    const octets = packet.length + frame.originalLength - frame.octets.length;
    return [{ at: frame.at, party, direction: frame.direction, frame, packet, octets }];
  });
}
