/** From the frames of a capture to the messages in them; what is wrong with a packet or message by itself is found here. */
import { sessionNextHeader, tunnelNextHeader, xipProfiles } from '../../spec/registry/identifiers.ts';
import { limits } from '../../spec/registry/limits.ts';
import { tunnelHeadSize } from '../../spec/registry/tunnel.ts';
import {
  type Capture,
  contentOf,
  contentOfReassembled,
  type FragmentFault,
  type FrameContent,
  reassembly,
  type Scattered,
} from '../../src/capture/index.ts';
import { toHex } from '../../src/core/hex.ts';
import { decodeMessage, type Message, type verifyMessage } from '../../src/protocol/index.ts';
import { decodeSessionPacket } from '../../src/sessions/index.ts';
import { decodeXcmp, parsePacket } from '../../src/xia/index.ts';
import type { Finding } from './finding.ts';

/** A message that was seen. */
export interface Observed {
  /** The number of the frame, from 1 on. */
  readonly frame: number;
  readonly octets: Uint8Array;
  readonly message: Message;
  /** The id of the HID of the sender, in hexadecimal. */
  readonly sender: string;
  /** The id of the HID of the receiver, in hexadecimal. */
  readonly receiver: string;
}

/** What is told of a capture, frame by frame. */
export interface Observer {
  /** Judges authenticators. */
  readonly verify: typeof verifyMessage;
  /** A message that decodes and has a good authenticator. */
  seen(observed: Observed): void;
  broken(finding: Finding): void;
  unjudged(why: string, frame: number): void;
}

/** Why fragments of an IP packet say nothing. */
const whyScattered: Readonly<Record<FragmentFault, string>> = {
  missing: 'a fragment of an IP packet of which others are not in the capture',
  overlap: 'a fragment of an IP packet whose fragments contradict each other',
  'bad-length': 'a fragment of an IP packet of which one is no multiple of 8 octets',
  'too-long': 'a fragment of an IP packet that is longer than one can be',
  'too-many': 'a fragment of an IP packet that was given up for others: too many were open at a time',
};

/** Packets in packets are followed so deep. */
const mostNested = 8;
const { data, xcmp } = xipProfiles['xia-core-v2'].nextHeaders;

/** Tells an observer of each frame, in order. A packet that came in fragments counts where the last of them is. */
export function observe(capture: Capture, observer: Observer): void {
  const fragments = reassembly();
  const tell = (content: FrameContent, frame: number): void => {
    if (content.kind === 'xip') observePacket(content.packet, frame, observer);
    else observer.unjudged('no XIP in it', frame);
  };
  const giveUp = (scattered: readonly Scattered[]): void => {
    for (const { fault, frames } of scattered)
      for (const frame of frames) observer.unjudged(whyScattered[fault], frame);
  };
  for (const [index, { octets, originalLength, interface: on, at }] of capture.frames.entries()) {
    const frame = index + 1;
    const content = contentOf(octets, capture.interfaces[on]!.linkType);
    if (content.kind !== 'other' && octets.length < originalLength)
      observer.unjudged('cut off by the capture', frame);
    else if (content.kind === 'fragment') {
      const put = fragments.put(content.fragment, frame, at);
      if (put.kind === 'whole') tell(contentOfReassembled(put.octets), frame);
      else giveUp(put.scattered);
    } else tell(content, frame);
  }
  giveUp(fragments.rest());
}

/** Tells an observer of one packet. */
export function observePacket(packet: Uint8Array, frame: number, observer: Observer, depth = 0): void {
  const parsed = parsePacket(packet);
  if (!parsed.ok) {
    const { code, path, requirement } = parsed.error;
    observer.broken({ frame, by: undefined, requirement, says: `a packet with ${code} in ${path || 'it'}` });
    return;
  }
  const { header, payload } = parsed.value;
  switch (header.nextHeader) {
    case data:
      observeMessage(payload, frame, observer);
      return;
    case xcmp: {
      const read = decodeXcmp(payload);
      if (!read.ok && read.error.code === 'bad-checksum')
        observer.broken({
          frame,
          by: undefined,
          requirement: read.error.requirement,
          says: 'XCMP with a wrong checksum',
        });
      return;
    }
    case sessionNextHeader: {
      const read = decodeSessionPacket(payload);
      if (read.ok) return;
      const { code, path, requirement } = read.error;
      observer.broken({
        frame,
        by: undefined,
        requirement,
        says: `a session packet with ${code} in ${path}`,
      });
      return;
    }
    case tunnelNextHeader:
      if (depth < mostNested && payload.length > tunnelHeadSize)
        observePacket(payload.subarray(tunnelHeadSize), frame, observer, depth + 1);
      return;
    default:
      observer.unjudged(`next header ${header.nextHeader}, of which nothing is known here`, frame);
  }
}

function observeMessage(octets: Uint8Array, frame: number, observer: Observer): void {
  if (octets.length < 2 || ((octets[0]! << 8) | octets[1]!) !== limits.magic) {
    observer.unjudged('data that are no message', frame);
    return;
  }
  const decoded = decodeMessage(octets);
  if (!decoded.ok) {
    const { code, path, requirement } = decoded.error;
    observer.broken({ frame, by: undefined, requirement, says: `a message with ${code} in ${path}` });
    return;
  }
  const message = decoded.value;
  const [sender, receiver] = [toHex(message.header.sender), toHex(message.header.receiver)];
  const verified = observer.verify(octets, message);
  if (!verified.ok) {
    // Who forged it is not known, so nobody is named.
    const { code, requirement } = verified.error;
    observer.broken({ frame, by: undefined, requirement, says: `${message.type} with ${code}` });
    return;
  }
  observer.seen({ frame, octets, message, sender, receiver });
}
