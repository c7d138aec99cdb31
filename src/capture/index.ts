/**
 * Captures: files that Wireshark and its like open, written and read, and XIP packets in the frames of them.
 */
export * from './capture.ts';
export { captureHead, frameBlock, writeCapture } from './write-pcapng.ts';
export { readCapture } from './read-capture.ts';
export {
  contentOf,
  type FrameContent,
  type FrameEnds,
  frameOfUdp,
  frameOfXip,
  linkTypes,
  stationAddress,
} from './frames.ts';
