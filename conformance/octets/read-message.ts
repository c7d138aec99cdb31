/** Messages from an implementation, read field by field at fixed offsets, without the reference's decoder. */
import { type MessageName, messages, type TlvName, tlvs } from '../../spec/registry/messages.ts';
import { idOf, isSignatureOf } from './keys.ts';
import { headerOctets } from './message.ts';
import { hexOf } from './octets.ts';
import { authenticatorOctets, signedOctets } from './seal.ts';
import { ExpectationError } from '../verdict.ts';

/** A message as it came. */
export interface MessageView {
  readonly octets: Uint8Array;
  readonly name: MessageName;
  /** Hexadecimal, as all identifiers here. */
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  readonly exchange: number;
  readonly sender: string;
  readonly receiver: string;
  /** The value of a TLV. @throws ExpectationError when the message has none of that name */
  tlv(name: TlvName): Uint8Array;
  /** The value of a TLV; undefined when the message has none of that name. */
  maybe(name: TlvName): Uint8Array | undefined;
  /** The codes of all TLVs without the critical bit, in order. */
  readonly codes: readonly number[];
}

const nameOfType = new Map<number, MessageName>(
  (Object.keys(messages) as MessageName[]).map((name) => [messages[name].code, name]),
);

/** Reads a message and checks its authenticator, or says in a phrase what is wrong with it. */
export function readMessage(value: Uint8Array): MessageView | string {
  if (value.length < headerOctets) return `only ${value.length} octets, less than a header`;
  const at = (from: number, size: number): string => hexOf(value.subarray(from, from + size));
  const number = (from: number, size: number): number => Number.parseInt(at(from, size), 16);
  if (at(0, 3) !== '584c01') return `a message that begins with ${at(0, 3)} and not with 584c01`;
  const name = nameOfType.get(value[3]!);
  if (name === undefined) return `a message of the unknown type ${value[3]}`;
  if (number(4, 2) !== value.length) return `${name} with length ${number(4, 2)} in ${value.length} octets`;
  const { authenticated } = messages[name];
  const end = value.length - (authenticated ? authenticatorOctets : 0);
  if (authenticated) {
    const wrong = checkAuthenticator(value, end, at(56, 20));
    if (wrong !== undefined) return `${name} ${wrong}`;
  }
  const found = readTlvs(value, end);
  if (found === undefined) return `${name} whose TLVs do not end where the message does`;
  const maybe = (tlvName: TlvName): Uint8Array | undefined => found.get(tlvs[tlvName].code);
  return {
    octets: value,
    name,
    machine: at(8, 20),
    migration: at(28, 16),
    epoch: number(44, 8),
    exchange: number(52, 4),
    sender: at(56, 20),
    receiver: at(76, 20),
    maybe,
    tlv(tlvName) {
      const content = maybe(tlvName);
      if (content !== undefined) return content;
      throw new ExpectationError({
        expectedOneOf: [`${name} with ${tlvName}`],
        actual: `${name} without ${tlvName}`,
      });
    },
    codes: [...found.keys()],
  };
}

function checkAuthenticator(value: Uint8Array, end: number, sender: string): string | undefined {
  if (end < headerOctets) return 'too short for its authenticator';
  const key = value.subarray(end + 4, end + 36);
  if (hexOf(value.subarray(end, end + 4)) !== '01010000') return 'with an unknown algorithm or hash';
  if (hexOf(idOf('00000011', key)) !== sender) return 'whose key is not that of its sender';
  const signed = signedOctets('message', value.subarray(0, value.length - 64));
  return isSignatureOf(key, signed, value.subarray(value.length - 64))
    ? undefined
    : 'whose signature is wrong';
}

function readTlvs(value: Uint8Array, end: number): Map<number, Uint8Array> | undefined {
  const found = new Map<number, Uint8Array>();
  let at = headerOctets;
  while (at + 4 <= end) {
    const code = (value[at]! * 256 + value[at + 1]!) & 0x7fff;
    const next = at + 4 + value[at + 2]! * 256 + value[at + 3]!;
    if (next > end) return undefined;
    found.set(code, value.subarray(at + 4, next));
    at = next;
  }
  return at === end ? found : undefined;
}
