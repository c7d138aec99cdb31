/** Takes the octets of a message apart into header, TLVs and authenticator, and puts changed parts together again. */
import { messages, type MessageName } from '../../spec/registry/messages.ts';
import { authenticatorOffsets, headerOffsets, signIn } from '../../src/protocol/index.ts';
import type { Signer } from '../../src/ports/keys.ts';

/** One TLV as it is on the wire. */
export interface TlvOctets {
  /** The code with the critical bit. */
  readonly tag: number;
  readonly value: Uint8Array;
}

/** The parts of a message. */
export interface Frame {
  readonly header: Uint8Array;
  readonly tlvs: readonly TlvOctets[];
  /** Empty for a message without. */
  readonly authenticator: Uint8Array;
}

/** Takes apart a message that decodes; the parts are copies. */
export function takeApart(name: MessageName, octets: Uint8Array): Frame {
  const end = octets.length - (messages[name].authenticated ? authenticatorOffsets.size : 0);
  const tlvs: TlvOctets[] = [];
  for (let at = headerOffsets.size; at < end;) {
    const from = at + 4;
    const length = (octets[at + 2]! << 8) | octets[at + 3]!;
    tlvs.push({ tag: (octets[at]! << 8) | octets[at + 1]!, value: octets.slice(from, from + length) });
    at = from + length;
  }
  return { header: octets.slice(0, headerOffsets.size), tlvs, authenticator: octets.slice(end) };
}

/** Puts parts together and sets the length in the header; `rest` stands between the TLVs and the authenticator. */
export function putTogether(frame: Frame, rest: Uint8Array = new Uint8Array()): Uint8Array {
  const tlvs = frame.tlvs.flatMap(({ tag, value }) => [
    Uint8Array.of(tag >>> 8, tag, value.length >>> 8, value.length),
    value,
  ]);
  const octets = concatenated(frame.header, ...tlvs, rest, frame.authenticator);
  octets[headerOffsets.length] = octets.length >>> 8;
  octets[headerOffsets.length + 1] = octets.length;
  return octets;
}

/** The offset in a message of the TLV with an index. */
export function tlvStart(frame: Frame, index: number): number {
  return (
    headerOffsets.size + frame.tlvs.slice(0, index).reduce((sum, { value }) => sum + 4 + value.length, 0)
  );
}

/** Octet strings one after the other. */
export function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Signs the octets of a message anew, whatever they hold, so that a malformed message is refused for what is wrong in
 * it and not for its signature. The last 100 octets are taken for the authenticator; key and signature are set.
 */
export function resigned(octets: Uint8Array, signer: Signer): Uint8Array {
  const copy = octets.slice();
  const start = copy.length - authenticatorOffsets.size;
  copy.set(signer.publicKey, start + authenticatorOffsets.key);
  const end = start + authenticatorOffsets.signature;
  copy.set(signIn('message', copy.subarray(0, end), signer), end);
  return copy;
}
