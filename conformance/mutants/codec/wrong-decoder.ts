/**
 * Decoders that are wrong in one thing: they mend the octets that the reference refuses, or name another fault. And
 * TLVs as mutants take them apart: places and octets, without a look at what they mean.
 */
import type { Implementation } from '../../../src/agent/index.ts';
import { messages } from '../../../spec/registry/messages.ts';

type Decoded = ReturnType<Implementation['decodeMessage']>;

/** Why the reference refuses. */
export type Refusal = Extract<Decoded, { ok: false }>['error'];

/** How many faults of one kind a message may have before its decoder gives up to mend them. */
const mostFaults = 64;
const headerOctets = 96;
const authenticatorOctets = 100;
const lengthAt = 4;

/**
 * The reference with a decoder that does not refuse some octets: `mend` gets a copy of them and gives them as the
 * decoder takes them, or undefined when it refuses as it should.
 */
export function taking(
  reference: Implementation,
  mend: (octets: Uint8Array, why: Refusal) => Uint8Array | undefined,
): Implementation {
  return {
    ...reference,
    decodeMessage(octets) {
      let decoded = reference.decodeMessage(octets);
      let taken: Uint8Array | undefined = octets;
      for (let n = 0; n < mostFaults && !decoded.ok; n += 1) {
        taken = mend(Uint8Array.from(taken), decoded.error);
        if (taken === undefined) return decoded;
        decoded = reference.decodeMessage(taken);
      }
      return decoded;
    },
  };
}

/** The reference with a decoder that refuses by another code. */
export function telling(
  reference: Implementation,
  say: (why: Refusal, octets: Uint8Array) => Refusal['code'],
): Implementation {
  return {
    ...reference,
    decodeMessage(octets) {
      const decoded = reference.decodeMessage(octets);
      if (decoded.ok) return decoded;
      return { ok: false, error: { ...decoded.error, code: say(decoded.error, octets) } };
    },
  };
}

/** A TLV and where it stands: its code without the critical bit, and its octets from the code on. */
export interface TlvPlace {
  readonly code: number;
  readonly at: number;
  readonly octets: Uint8Array;
}

/** The TLVs of a message, in the order in which they stand. */
export function tlvsOf(octets: Uint8Array): TlvPlace[] {
  const end = endOfTlvs(octets);
  const found: TlvPlace[] = [];
  let at = headerOctets;
  while (at + 4 <= end) {
    const next = at + 4 + number(octets, at + 2);
    found.push({ code: number(octets, at) & 0x7fff, at, octets: octets.slice(at, next) });
    at = next;
  }
  return found;
}

/** The message with other TLVs; its length is set right, its authenticator stays as it is. */
export function withTlvs(octets: Uint8Array, tlvs: readonly Uint8Array[]): Uint8Array {
  const parts = [octets.subarray(0, headerOctets), ...tlvs, octets.subarray(endOfTlvs(octets))];
  const whole = Uint8Array.from(Buffer.concat(parts));
  whole[lengthAt] = whole.length >> 8;
  whole[lengthAt + 1] = whole.length & 0xff;
  return whole;
}

/** The number in two octets. */
export function number(octets: Uint8Array, at: number): number {
  return octets[at]! * 256 + octets[at + 1]!;
}

function endOfTlvs(octets: Uint8Array): number {
  return octets.length - (octets[3] === messages.Piece.code ? 0 : authenticatorOctets);
}
