/** What ends a message or a record: key and signature, made over a context text, a zero octet and the octets. */
import { cast, type MemberName } from '../cast.ts';
import { signature } from './keys.ts';
import { octets, type Piece } from './octets.ts';

/** Octets that an authenticator adds to a message. */
export const authenticatorOctets = 100;

/** The contexts of signatures. */
export const contexts = {
  message: 'XLMP-1 message',
  ticket: 'XLMP-1 ticket',
  permit: 'XLMP-1 permit',
  statement: 'XLMP-1 statement',
  attachment: 'XLMP-1 attachment',
  delegation: 'XLMP-1 delegation',
} as const;

/** Appends the authenticator of a member: algorithm 1, hash 1, two zero octets, key, signature. */
export function sign(body: Piece, member: MemberName): Uint8Array {
  return close('message', octets(body, '01 01 0000', cast[member].key), member);
}

/** Appends algorithm 1, hash 1, key and signature of a member to a record. */
export function signRecord(
  context: Exclude<keyof typeof contexts, 'message'>,
  body: Piece,
  member: MemberName,
): Uint8Array {
  return close(context, octets(body, '01 01', cast[member].key), member);
}

/** What is signed: the context text, a zero octet, the octets. */
export function signedOctets(context: keyof typeof contexts, value: Uint8Array): Uint8Array {
  return octets(Buffer.from(contexts[context]), '00', value);
}

function close(context: keyof typeof contexts, value: Uint8Array, member: MemberName): Uint8Array {
  return octets(value, signature(cast[member].seed, signedOctets(context, value)));
}
