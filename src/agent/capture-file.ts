/**
 * A file that Wireshark opens of what an agent sends and receives: each XIP packet in an Ethernet frame, whatever really
 * carried it. Pieces of machines are cut, since it is about who said what and when.
 */
import { createWriteStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { xidSizes } from '../../spec/registry/identifiers.ts';
import {
  captureHead,
  frameBlock,
  type FrameDirection,
  frameOfXip,
  linkTypes,
  stationAddress,
} from '../capture/index.ts';
import { fromHex, toHex } from '../core/hex.ts';
import type { Log } from '../ports/log.ts';
import type { Transport } from '../ports/transport.ts';

/** Longer packets are cut: pieces are, on paths of any width, and messages are not. Octets. */
const longest = 1280;
/** What is kept of a packet that is cut. Octets. */
const keptOctets = 512;
/** A file that is as long gets no more packets. Octets. */
const mostOctets = 64 * 1_048_576;

/** So long packets wait to be written together, and so many octets of them: a write each would cost more than all the rest. */
const gatherMs = 50;
const pageOctets = 65_536;

const nanosecondsInMs = 1e6;
/** Who sent a packet is not known from the address of the last link. */
const nobody = new Uint8Array(xidSizes.id);

/** What is told to a capture. */
export interface CaptureOptions {
  /** The file; a new section begins in one that is there. */
  readonly file: string;
  /** The id of the HID of the agent. */
  readonly hid: Uint8Array;
  readonly log?: Log | undefined;
}

/** The same transport, with all that passes written down. It is ended by the result; a file that fails ends the capture only. */
export function captured<T extends Transport>(transport: T, { file, hid, log }: CaptureOptions): T {
  const out = createWriteStream(file, { flags: 'a' });
  let isOver = false;
  let written = 0;
  const end = (why: string): void => {
    if (!isOver) log?.('warn', `nothing more is written to ${file}: ${why}`);
    isOver = true;
  };
  out.on('error', (error) => end(error.message));
  let page: Uint8Array | undefined;
  let used = 0;
  let gathering: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(gathering);
    gathering = undefined;
    if (page !== undefined && !isOver) out.write(page.subarray(0, used));
    page = undefined;
    used = 0;
  };
  const write = (octets: Uint8Array): void => {
    written += octets.length;
    if (pageOctets - used < octets.length) flush();
    page ??= new Uint8Array(pageOctets);
    page.set(octets, used);
    used += octets.length;
    gathering ??= setTimeout(flush, gatherMs).unref();
  };
  write(
    captureHead({
      application: 'xlmp agent',
      comments: [],
      interfaces: [{ name: 'xip', description: `HID:${toHex(hid)}`, linkType: linkTypes.ethernet }],
    }),
  );
  const here = stationAddress(hid);
  let last: { readonly next: string | undefined; readonly station: Uint8Array } | undefined;
  const stationOf = (next: string | undefined): Uint8Array => {
    if (last === undefined || last.next !== next)
      last = { next, station: stationAddress(next === undefined ? nobody : (fromHex(next) ?? nobody)) };
    return last.station;
  };
  const note = (packet: Uint8Array, direction: FrameDirection, next?: string): void => {
    if (isOver) return;
    if (written > mostOctets) {
      flush();
      return end('it is full');
    }
    const there = stationOf(next);
    const kept = packet.length > longest ? packet.subarray(0, keptOctets) : packet;
    const ends = direction === 'out' ? { from: here, to: there } : { from: there, to: here };
    const octets = frameOfXip(kept, ends);
    const ms = performance.timeOrigin + performance.now();
    const at = BigInt(Math.round(ms * 1000)) * BigInt(nanosecondsInMs / 1000);
    const originalLength = octets.length - kept.length + packet.length;
    write(frameBlock({ at, interface: 0, octets, originalLength, direction, comments: [] }));
  };
  return {
    ...transport,
    send(packet, next) {
      note(packet, 'out', next);
      transport.send(packet, next);
    },
    onPacket: (receiver) =>
      transport.onPacket((packet) => {
        note(packet, 'in');
        receiver(packet);
      }),
    async close() {
      await transport.close();
      if (!isOver) flush();
      await new Promise<void>((resolve) => (isOver ? resolve() : out.end(resolve)));
      isOver = true;
    },
  };
}
