/**
 * A capture as data: frames with the time at which they were seen, the interfaces on which they were, and remarks.
 * Files of the forms pcapng and pcap are read into it, and it is written as pcapng.
 */
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';

/** Where frames were seen. */
export interface CaptureInterface {
  /** Such as `eth0`; may be empty. */
  readonly name: string;
  /** For people; may be empty. */
  readonly description: string;
  /** What a frame begins with: a number of the registry of link types, such as those of `linkTypes`. */
  readonly linkType: number;
}

/** Which way a frame went, seen from the interface. */
export type FrameDirection = 'in' | 'out';

/** A frame. */
export interface CapturedFrame {
  /** Nanoseconds since 1970-01-01T00:00Z, 0 to 2^64 - 1. */
  readonly at: bigint;
  /** The index of its interface among those of the capture. */
  readonly interface: number;
  /** What was kept of it; a view of the file when it was read. */
  readonly octets: Uint8Array;
  /** How long it was before it was cut, in octets. */
  readonly originalLength: number;
  readonly direction?: FrameDirection;
  /** Remarks about it, in order; other tools show them beside the frame. */
  readonly comments: readonly string[];
}

/** What stands before the frames. */
export interface CaptureHead {
  /** The program that made it; may be empty. */
  readonly application: string;
  /** Remarks about the whole, in order. */
  readonly comments: readonly string[];
  readonly interfaces: readonly CaptureInterface[];
}

/** A whole capture. */
export interface Capture extends CaptureHead {
  readonly frames: readonly CapturedFrame[];
  /** Where the last, incomplete block of a file begins whose writer was interrupted; what precedes it is here. */
  readonly cutAt?: number;
}

/** Why a file is no capture that can be read. */
export interface CaptureFault {
  readonly code: DecodeErrorCode;
  /** Where in the file, in octets. */
  readonly offset: number;
  /** What part of it, such as `interface.timestamps`. */
  readonly path: string;
}
