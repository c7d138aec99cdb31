/**
 * Messages of the control protocol built from literal parts: header, TLVs, authenticator. Type and TLV codes are
 * looked up by name in the registry; layouts are written out here, against chapter 04.
 */
import { type MessageName, messages, type TlvName, tlvs } from '../../spec/registry/messages.ts';
import { cast, epoch, machine, type MemberName, migration } from '../cast.ts';
import { octets, type Piece, uint } from './octets.ts';
import { authenticatorOctets, sign } from './seal.ts';

/** The bit of a TLV code that says that it must be understood. */
const criticalBit = 0x8000;

/** Who says it to whom, and about what; what is left out is that of the cast. */
export interface Envelope {
  readonly from: MemberName;
  readonly to: MemberName;
  /** The id of the receiver, when it is not that of `to`. */
  readonly receiver?: string;
  readonly exchange: number;
  readonly machine?: string;
  readonly migration?: string;
  readonly epoch?: number;
  /** Who signs, when it is not the sender. */
  readonly signer?: MemberName;
  /** TLVs after those of the message, such as grease. */
  readonly more?: readonly Piece[];
}

/** A TLV: code with its critical bit, length, value. */
export function tlv(name: TlvName, ...value: readonly Piece[]): Uint8Array {
  const row = tlvs[name];
  return rawTlv(row.critical ? criticalBit + row.code : row.code, ...value);
}

/** A TLV with a code as it stands on the wire. */
export function rawTlv(code: number, ...value: readonly Piece[]): Uint8Array {
  const content = octets(...value);
  return octets(uint(code, 2), uint(content.length, 2), content);
}

/** A message with its authenticator (without one when the registry says that it has none). */
export function message(name: MessageName, envelope: Envelope, ...parts: readonly Piece[]): Uint8Array {
  const row = messages[name];
  const content = octets(...parts, ...(envelope.more ?? []));
  const length = headerOctets + content.length + (row.authenticated ? authenticatorOctets : 0);
  const body = octets(header(row.code, length, envelope), content);
  return row.authenticated ? sign(body, envelope.signer ?? envelope.from) : body;
}

/** Octets of the header. */
export const headerOctets = 96;

/** The header: `XL`, version 1, type, length, two zero octets, then who and what. */
export function header(type: number, length: number, envelope: Envelope): Uint8Array {
  return octets(
    '584c 01',
    uint(type, 1),
    uint(length, 2),
    '0000',
    envelope.machine ?? machine,
    envelope.migration ?? migration,
    uint(envelope.epoch ?? epoch, 8),
    uint(envelope.exchange, 4),
    cast[envelope.from].hid,
    envelope.receiver ?? cast[envelope.to].hid,
  );
}
