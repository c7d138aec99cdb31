/**
 * Writes captures in the form pcapng, little-endian, with stamps in nanoseconds. The pieces can be written one by one
 * into a file that is open: first the head, then frame by frame.
 */
import type { Capture, CapturedFrame, CaptureHead, CaptureInterface, FrameDirection } from './capture.ts';
import {
  blockFrame,
  blockTypes,
  bodies,
  byteOrderMagic,
  directionFlags,
  formVersion,
  nanosecondResolution,
  optionHead,
  options,
  paddingAfter,
} from './pcapng-layout.ts';

const bodyAt = blockFrame.type + blockFrame.length;
const endOption = option(options.end, new Uint8Array());
const directionOptions: Readonly<Record<FrameDirection, readonly Uint8Array[]>> = {
  in: [option(options.packet.flags, Uint8Array.of(directionFlags.in, 0, 0, 0))],
  out: [option(options.packet.flags, Uint8Array.of(directionFlags.out, 0, 0, 0))],
};

/** Writes a whole capture. @throws RangeError as {@link frameBlock} does */
export function writeCapture(capture: Capture): Uint8Array {
  return joined([captureHead(capture), ...capture.frames.map(frameBlock)]);
}

/** Writes what stands before the frames: a section and its interfaces. @throws RangeError for a remark over 65535 octets */
export function captureHead({ application, comments, interfaces }: CaptureHead): Uint8Array {
  const body = new Uint8Array(bodies.section.size);
  const view = new DataView(body.buffer);
  view.setUint32(bodies.section.magic, byteOrderMagic, true);
  view.setUint16(bodies.section.major, formVersion.major, true);
  view.setUint16(bodies.section.minor, formVersion.minor, true);
  // The length of the section is not known yet when frames are written one by one.
  view.setBigInt64(bodies.section.length, -1n, true);
  const section = block(blockTypes.section, body, [
    ...comments.map((text) => textOption(options.comment, text)),
    ...named(options.section.application, application),
  ]);
  return joined([section, ...interfaces.map(interfaceBlock)]);
}

/** Writes one frame. @throws RangeError when a number does not fit its field, or a remark has over 65535 octets */
export function frameBlock(frame: CapturedFrame): Uint8Array {
  const { at, octets, direction } = frame;
  if (at < 0n || at >= 1n << 64n) throw new RangeError(`no time of a frame: ${at}`);
  if (frame.originalLength < octets.length)
    throw new RangeError('a frame was never shorter than what was kept of it');
  const places = bodies.enhancedPacket;
  const own = direction === undefined ? [] : directionOptions[direction];
  const remarks = frame.comments.map((text) => textOption(options.comment, text));
  const length = places.size + octets.length + paddingAfter(octets.length);
  const whole = emptyBlock(
    blockTypes.enhancedPacket,
    length,
    remarks.length === 0 ? own : [...remarks, ...own],
  );
  const view = new DataView(whole.buffer);
  view.setUint32(bodyAt + places.interface, frame.interface, true);
  view.setUint32(bodyAt + places.timeHigh, Number(at >> 32n), true);
  view.setUint32(bodyAt + places.timeLow, Number(at & 0xffff_ffffn), true);
  view.setUint32(bodyAt + places.captured, octets.length, true);
  view.setUint32(bodyAt + places.original, frame.originalLength, true);
  whole.set(octets, bodyAt + places.size);
  return whole;
}

function interfaceBlock({ name, description, linkType }: CaptureInterface): Uint8Array {
  const body = new Uint8Array(bodies.interface.size);
  // A snap length of zero says that frames are not cut.
  new DataView(body.buffer).setUint16(bodies.interface.linkType, linkType, true);
  return block(blockTypes.interface, body, [
    ...named(options.interface.name, name),
    ...named(options.interface.description, description),
    option(options.interface.resolution, Uint8Array.of(nanosecondResolution)),
  ]);
}

function block(type: number, body: Uint8Array, opts: readonly Uint8Array[]): Uint8Array {
  const whole = emptyBlock(type, body.length, opts);
  whole.set(body, bodyAt);
  return whole;
}

/** Makes a block whose body is still empty. Frames come by the thousand, so it is one piece of memory from the start. */
function emptyBlock(type: number, bodyLength: number, opts: readonly Uint8Array[]): Uint8Array {
  const closed = opts.length === 0 ? opts : [...opts, endOption];
  const length = closed.reduce((sum, one) => sum + one.length, blockFrame.size + bodyLength);
  const whole = new Uint8Array(length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, type, true);
  view.setUint32(blockFrame.type, length, true);
  view.setUint32(length - blockFrame.length, length, true);
  let at = bodyAt + bodyLength;
  for (const one of closed) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

function named(code: number, text: string): readonly Uint8Array[] {
  return text === '' ? [] : [textOption(code, text)];
}

function textOption(code: number, text: string): Uint8Array {
  return option(code, new TextEncoder().encode(text));
}

function option(code: number, value: Uint8Array): Uint8Array {
  if (value.length > 0xffff) throw new RangeError('a remark has at most 65535 octets');
  const octets = new Uint8Array(optionHead + value.length + paddingAfter(value.length));
  const view = new DataView(octets.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  octets.set(value, optionHead);
  return octets;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const octets = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    octets.set(piece, at);
    at += piece.length;
  }
  return octets;
}
