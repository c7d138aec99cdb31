/** Reads captures in the older form pcap, of either order of octets, with stamps in micro- or nanoseconds. */
import { err, ok, type Result } from '../core/result.ts';
import type { Capture, CapturedFrame, CaptureFault } from './capture.ts';
import { viewOf } from './read-options.ts';

/** What a file begins with, and how many nanoseconds the fraction of its stamps counts. */
const magics = new Map([
  [0xa1b2c3d4, 1_000n],
  [0xa1b23c4d, 1n],
]);
const fileHeader = { major: 4, linkType: 20, size: 24 } as const;
const frameHeader = { seconds: 0, fraction: 4, captured: 8, original: 12, size: 16 } as const;
const readableMajor = 2;
/** The upper bits of the link type say something about check sequences. */
const linkTypeBits = 0xffff;
const nanosecondsInSecond = 1_000_000_000n;

/** Tells whether octets begin as a file of this form does. */
export function isPcap(octets: Uint8Array): boolean {
  return order(octets) !== undefined;
}

/** Reads a file of this form. */
export function readPcap(octets: Uint8Array): Result<Capture, CaptureFault> {
  const found = order(octets);
  if (found === undefined) return err({ code: 'bad-magic', offset: 0, path: 'header' });
  if (octets.length < fileHeader.size)
    return err({ code: 'truncated', offset: octets.length, path: 'header' });
  const { little, unit } = found;
  const view = viewOf(octets);
  if (view.getUint16(fileHeader.major, little) !== readableMajor)
    return err({ code: 'unsupported-version', offset: fileHeader.major, path: 'header.version' });
  const linkType = view.getUint32(fileHeader.linkType, little) & linkTypeBits;
  const frames: CapturedFrame[] = [];
  const capture = {
    application: '',
    comments: [],
    interfaces: [{ name: '', description: '', linkType }],
    frames,
  };
  for (let at: number = fileHeader.size; at < octets.length;) {
    if (at + frameHeader.size > octets.length) return ok({ ...capture, cutAt: at });
    const data = at + frameHeader.size;
    const captured = view.getUint32(at + frameHeader.captured, little);
    if (data + captured > octets.length) return ok({ ...capture, cutAt: at });
    frames.push({
      at:
        BigInt(view.getUint32(at + frameHeader.seconds, little)) * nanosecondsInSecond +
        BigInt(view.getUint32(at + frameHeader.fraction, little)) * unit,
      interface: 0,
      octets: octets.subarray(data, data + captured),
      originalLength: Math.max(captured, view.getUint32(at + frameHeader.original, little)),
      comments: [],
    });
    at = data + captured;
  }
  return ok(capture);
}

function order(octets: Uint8Array): { readonly little: boolean; readonly unit: bigint } | undefined {
  if (octets.length < 4) return undefined;
  for (const little of [true, false]) {
    const unit = magics.get(viewOf(octets).getUint32(0, little));
    if (unit !== undefined) return { little, unit };
  }
  return undefined;
}
