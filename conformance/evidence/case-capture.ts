/**
 * The capture of one run of a case: a frame for each packet, with remarks about what was expected of it, which clauses
 * that decides, and what else happened before it. No frame was on a network; adapters carry packets, so that the
 * headers of frames are made here.
 */
import {
  type CapturedFrame,
  frameOfUdp,
  frameOfXip,
  linkTypes,
  stationAddress,
  writeCapture,
} from '../../src/capture/index.ts';
import type { Case } from '../case.ts';
import { wallSeconds } from '../cast.ts';
import type { Step } from '../exchange.ts';
import { octets } from '../octets/octets.ts';
import { hidOf, readPacket } from '../octets/xip.ts';
import type { CaseRun } from '../run-case.ts';

/** Nanoseconds in a millisecond. */
const millisecond = 1_000_000n;

/** The longest packet that fits into UDP over IPv4, in octets. */
const mostInUdp = 65_507;

/** Writes the capture of a run. @param adapter through UDP frames are of UDP, otherwise of Ethernet alone */
export function caseCapture(one: Case, run: CaseRun, adapter: string): Uint8Array {
  const frames: CapturedFrame[] = [];
  let before: string[] = [];
  for (const [index, step] of run.exchange.entries()) {
    if (step.octets === undefined) {
      before.push(step.what);
      continue;
    }
    const comments = [...before, step.what, ...remarks(one, run, index)];
    frames.push({ ...frameOf(step, adapter), comments });
    before = [];
  }
  return writeCapture({
    application: 'xlmp',
    comments: [`${one.id}: ${one.title}`, ...(frames.length === 0 ? before : []), conclusion(one, run)],
    interfaces: [
      {
        name: 'iut',
        description: `packets to and from the implementation, carried by ${adapter}; the kit made the headers of the frames`,
        linkType: linkTypes.ethernet,
      },
    ],
    frames:
      frames.length === 0
        ? []
        : [...frames.slice(0, -1), lastFrame(frames.at(-1)!, before, conclusion(one, run))],
  });
}

function lastFrame(frame: CapturedFrame, after: readonly string[], said: string): CapturedFrame {
  const afterwards = after.map((what) => `afterwards: ${what}`);
  return { ...frame, comments: [...frame.comments, ...afterwards, said] };
}

/** What was expected of a packet, where it was what was expected. */
function remarks(one: Case, run: CaseRun, index: number): readonly string[] {
  return run.checks
    .filter(({ step }) => step === index)
    .map(({ expected }) => `${clauses(one.covers)} expected ${expected}: met`);
}

/** The verdict in a line, with the clauses that decide. */
function conclusion(one: Case, { verdict, reason, mismatch }: CaseRun): string {
  const deciding = mismatch?.requirement === undefined ? one.covers : [mismatch.requirement];
  const why =
    mismatch === undefined
      ? (reason ?? '')
      : `expected ${mismatch.expectedOneOf.join(', or ')}; got ${mismatch.actual}`;
  return `${clauses(deciding)} ${verdict}${why === '' ? '' : `: ${why}`}`.slice(0, 2_000);
}

function clauses(ids: readonly string[]): string {
  return ids.map((id) => `[${id}]`).join(' ');
}

function frameOf(step: Step, adapter: string): Omit<CapturedFrame, 'comments'> {
  const packet = octets(step.octets!);
  const view = readPacket(packet);
  const [from, to] = [view?.source, view?.destination].map((nodes) =>
    octets((nodes === undefined ? undefined : hidOf(nodes)) ?? '00'.repeat(20)),
  ) as [Uint8Array, Uint8Array];
  const ends = { from: stationAddress(from), to: stationAddress(to) };
  const inUdp = adapter === 'udp' && packet.length <= mostInUdp;
  const frame = inUdp ? frameOfUdp(packet, ends, ipAddress(from), ipAddress(to)) : frameOfXip(packet, ends);
  return {
    at: BigInt(wallSeconds) * 1_000n * millisecond + BigInt(Math.round(step.at * 1e6)),
    interface: 0,
    octets: frame,
    originalLength: frame.length,
    direction: step.way === 'to' ? 'in' : 'out',
  };
}

/** An address of a private network for a member, of the first octets of the id of its HID. */
function ipAddress(hid: Uint8Array): Uint8Array {
  return Uint8Array.of(10, ...hid.subarray(0, 3));
}
