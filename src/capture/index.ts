/**
 * Captures: files that Wireshark and its like open, written and read, and XIP packets in the frames of them.
 */
export * from './capture.ts';
export { captureHead, frameBlock, writeCapture } from './write-pcapng.ts';
export { readCapture } from './read-capture.ts';
export {
  type FragmentFault,
  type IpFragment,
  type Reassembled,
  type Reassembly,
  reassembly,
  type ReassemblyBounds,
  type Scattered,
} from './ip-fragments.ts';
export {
  contentOf,
  contentOfReassembled,
  type FrameContent,
  type FrameEnds,
  frameOfUdp,
  frameOfXip,
  linkTypes,
  stationAddress,
} from './frames.ts';
