/**
 * Reads captures in the form pcapng, of either order of octets and with several sections. Any octets give a capture or
 * a fault; nothing that they say makes it read beyond them or keep more than a constant for each octet.
 */
import { err, ok, type Result } from '../core/result.ts';
import type { Capture, CapturedFrame, CaptureFault, CaptureInterface, FrameDirection } from './capture.ts';
import {
  alignment,
  blockFrame,
  blockTypes,
  bodies,
  byteOrderMagic,
  directionFlags,
  formVersion,
  options,
  paddingAfter,
} from './pcapng-layout.ts';
import { type BlockOption, commentsIn, readOptions, textIn, valueOf, viewOf } from './read-options.ts';
import { nanosecondsOf, type StampScale, standardScale } from './stamp-scale.ts';

/** Tells whether octets begin as a file of this form does. */
export function isPcapng(octets: Uint8Array): boolean {
  return octets.length >= blockFrame.type && viewOf(octets).getUint32(0) === blockTypes.section;
}

/** Reads a file of this form. */
export function readPcapng(octets: Uint8Array): Result<Capture, CaptureFault> {
  if (!isPcapng(octets)) return err({ code: 'bad-magic', offset: 0, path: 'section' });
  const reading = new Reading(octets);
  for (let at = 0; at < octets.length;) {
    const length = reading.block(at);
    if (typeof length === 'object') return err(length);
    if (length === undefined) return ok({ ...reading.capture(), cutAt: at });
    at += length;
  }
  return ok(reading.capture());
}

class Reading {
  private readonly octets: Uint8Array;
  private readonly view: DataView;
  private little = false;
  private application = '';
  private readonly comments: string[] = [];
  private readonly interfaces: CaptureInterface[] = [];
  private readonly scales: StampScale[] = [];
  private readonly frames: CapturedFrame[] = [];
  /** How many interfaces the sections before this one have. */
  private earlier = 0;

  constructor(octets: Uint8Array) {
    this.octets = octets;
    this.view = viewOf(octets);
  }

  capture(): Capture {
    const { application, comments, interfaces, frames } = this;
    return { application, comments, interfaces, frames };
  }

  /** Takes the block at an offset; its length, undefined when the file ends within it. */
  block(at: number): number | CaptureFault | undefined {
    const body = at + blockFrame.type + blockFrame.length;
    const isSection =
      at + blockFrame.type <= this.octets.length && this.view.getUint32(at) === blockTypes.section;
    if (isSection) {
      if (body + bodies.section.size > this.octets.length) return undefined;
      const fault = this.order(body);
      if (fault !== undefined) return fault;
    }
    if (at + blockFrame.size > this.octets.length) return undefined;
    const length = this.word(at + blockFrame.type);
    if (length < blockFrame.size || length % alignment !== 0)
      return { code: 'length-mismatch', offset: at + blockFrame.type, path: 'block.length' };
    if (at + length > this.octets.length) return undefined;
    const end = at + length - blockFrame.length;
    if (this.word(end) !== length) return { code: 'length-mismatch', offset: end, path: 'block.length' };
    return this.take(isSection ? blockTypes.section : this.word(at), body, end) ?? length;
  }

  private take(type: number, body: number, end: number): CaptureFault | undefined {
    switch (type) {
      case blockTypes.section:
        return this.section(body, end);
      case blockTypes.interface:
        return this.interface(body, end);
      case blockTypes.enhancedPacket:
        return this.enhanced(body, end);
      case blockTypes.simplePacket:
        return this.simple(body, end);
      default:
        return undefined;
    }
  }

  /** Finds the order of octets of a section. */
  private order(body: number): CaptureFault | undefined {
    this.little = this.view.getUint32(body + bodies.section.magic, true) === byteOrderMagic;
    return this.word(body + bodies.section.magic) === byteOrderMagic
      ? undefined
      : { code: 'bad-magic', offset: body, path: 'section.byteOrder' };
  }

  private section(body: number, end: number): CaptureFault | undefined {
    const major = this.view.getUint16(body + bodies.section.major, this.little);
    const minor = this.view.getUint16(body + bodies.section.minor, this.little);
    if (major !== formVersion.major || !formVersion.readableMinors.some((one) => one === minor))
      return { code: 'unsupported-version', offset: body + bodies.section.major, path: 'section.version' };
    this.earlier = this.interfaces.length;
    const found = this.options(body + bodies.section.size, end);
    if (!found.ok) return found.error;
    for (const text of commentsIn(found.value)) this.comments.push(text);
    this.application ||= textIn(found.value, options.section.application);
    return undefined;
  }

  private interface(body: number, end: number): CaptureFault | undefined {
    if (body + bodies.interface.size > end) return { code: 'truncated', offset: end, path: 'interface' };
    const found = this.options(body + bodies.interface.size, end);
    if (!found.ok) return found.error;
    this.interfaces.push({
      name: textIn(found.value, options.interface.name),
      description: textIn(found.value, options.interface.description),
      linkType: this.view.getUint16(body + bodies.interface.linkType, this.little),
    });
    const resolution = valueOf(found.value, options.interface.resolution)?.[0];
    const shift = valueOf(found.value, options.interface.offset);
    this.scales.push({
      resolution: resolution ?? standardScale.resolution,
      offsetSeconds: shift?.length === 8 ? viewOf(shift).getBigInt64(0, this.little) : 0n,
    });
    return undefined;
  }

  private enhanced(body: number, end: number): CaptureFault | undefined {
    const places = bodies.enhancedPacket;
    const data = body + places.size;
    if (data > end) return { code: 'truncated', offset: end, path: 'frame' };
    const captured = this.word(body + places.captured);
    const after = data + captured + paddingAfter(captured);
    if (after > end)
      return { code: 'length-mismatch', offset: body + places.captured, path: 'frame.captured' };
    const index = this.earlier + this.word(body + places.interface);
    const scale = this.scales[index];
    if (scale === undefined) return { code: 'out-of-range', offset: body, path: 'frame.interface' };
    const found = this.options(after, end);
    if (!found.ok) return found.error;
    const flags = valueOf(found.value, options.packet.flags);
    const stamp =
      (BigInt(this.word(body + places.timeHigh)) << 32n) | BigInt(this.word(body + places.timeLow));
    const direction = flags?.length === 4 ? directionOf(viewOf(flags).getUint32(0, this.little)) : undefined;
    this.frames.push({
      at: nanosecondsOf(stamp, scale),
      interface: index,
      octets: this.octets.subarray(data, data + captured),
      originalLength: Math.max(captured, this.word(body + places.original)),
      ...(direction === undefined ? {} : { direction }),
      comments: commentsIn(found.value),
    });
    return undefined;
  }

  /** A frame without stamp, of the first interface; the file does not say how long it was when it was cut. */
  private simple(body: number, end: number): CaptureFault | undefined {
    const data = body + bodies.simplePacket.size;
    if (data > end) return { code: 'truncated', offset: end, path: 'frame' };
    if (this.scales[this.earlier] === undefined)
      return { code: 'out-of-range', offset: body, path: 'frame.interface' };
    const originalLength = this.word(body);
    const octets = this.octets.subarray(data, Math.min(end, data + originalLength));
    this.frames.push({ at: 0n, interface: this.earlier, octets, originalLength, comments: [] });
    return undefined;
  }

  private options(from: number, end: number): Result<readonly BlockOption[], CaptureFault> {
    return readOptions(this.octets, from, end, this.little);
  }

  private word(at: number): number {
    return this.view.getUint32(at, this.little);
  }
}

function directionOf(flags: number): FrameDirection | undefined {
  const bits = flags & directionFlags.mask;
  return bits === directionFlags.in ? 'in' : bits === directionFlags.out ? 'out' : undefined;
}
