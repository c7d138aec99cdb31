/** Reads a capture of either form. */
import { err, type Result } from '../core/result.ts';
import type { Capture, CaptureFault } from './capture.ts';
import { isPcap, readPcap } from './read-pcap.ts';
import { isPcapng, readPcapng } from './read-pcapng.ts';

/**
 * Reads a file in the form pcapng or pcap. Frames are views of it. A file that ends within a block is read up to there,
 * which `cutAt` says.
 */
export function readCapture(octets: Uint8Array): Result<Capture, CaptureFault> {
  if (isPcapng(octets)) return readPcapng(octets);
  if (isPcap(octets)) return readPcap(octets);
  return err({ code: 'bad-magic', offset: 0, path: '' });
}
