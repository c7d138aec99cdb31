/** Octets from the JSON form that `xlmp decode --json` prints. */
import { xidSizes, xipProfiles, xipVersion } from '../../spec/registry/identifiers.ts';
import { fromHex } from '../core/hex.ts';
import type { Signer } from '../ports/keys.ts';
import {
  carriesAuthenticator,
  encodeJournalRecord,
  encodeMessage,
  fromJson,
  journalFromJson,
  type JsonFault,
  sealMessage,
} from '../protocol/index.ts';
import { encodeDag, encodeXcmp, encodeXip, parseDag, type XipProfileName } from '../xia/index.ts';
import { CommandError, exitCodes } from './exit-code.ts';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Encodes JSON.
 *
 * @param signer signs messages; without it they keep the authenticator that they have.
 * @throws CommandError that names the member at fault.
 */
export function encodeJson(json: unknown, signer: Signer | undefined): Uint8Array {
  const plain = objectOf(json, '');
  switch (plain['kind']) {
    case 'message':
      return messageOctets(plain['message'], 'message', signer);
    case 'journal':
      return journalOctets(plain['records']);
    case 'packet':
      return packetOctets(plain, signer);
    default:
      throw fault('kind', 'is none of packet, message, journal');
  }
}

function messageOctets(json: unknown, path: string, signer: Signer | undefined): Uint8Array {
  const read = fromJson(json);
  if (!read.ok) throw nested(path, read.error);
  const message = read.value;
  if (signer !== undefined) return guarded(path, () => sealMessage(message, signer));
  if (carriesAuthenticator(message) && message.authenticator === undefined) {
    throw new CommandError(
      exitCodes.usage,
      `${path} has no authenticator`,
      'Give --key FILE with the key of header.sender to sign it.',
    );
  }
  return guarded(path, () => encodeMessage(message));
}

function journalOctets(json: unknown): Uint8Array {
  if (!Array.isArray(json)) throw fault('records', 'is no array');
  const parts = json.map((item: unknown, i) => {
    const read = journalFromJson(item);
    if (!read.ok) throw nested(`records[${i}]`, read.error);
    return guarded(`records[${i}]`, () => encodeJournalRecord(read.value));
  });
  return new Uint8Array(Buffer.concat(parts));
}

function packetOctets(plain: Plain, signer: Signer | undefined): Uint8Array {
  const profileName = plain['profile'] ?? 'xia-core-v2';
  if (typeof profileName !== 'string' || !Object.hasOwn(xipProfiles, profileName))
    throw fault('profile', `is none of ${Object.keys(xipProfiles).join(', ')}`);
  const profile = xipProfiles[profileName as XipProfileName];
  const header = plain['header'] === undefined ? {} : objectOf(plain['header'], 'header');
  const number = (name: string, usual: number): number => {
    const value = header[name] ?? usual;
    if (typeof value !== 'number') throw fault(`header.${name}`, 'is no number');
    return value;
  };
  const { octets: payload, nextHeader } = payloadOctets(plain['payload'], profile.nextHeaders, signer);
  return guarded('header', () =>
    encodeXip(
      {
        version: number('version', xipVersion),
        nextHeader: number('nextHeader', nextHeader),
        payloadLength: number('payloadLength', payload.length),
        hopLimit: number('hopLimit', profile.defaultHopLimit),
        last: number('last', profile.initialLast),
        destination: addressOctets(plain['destination'], 'destination'),
        source: addressOctets(plain['source'], 'source'),
      },
      payload,
    ),
  );
}

function payloadOctets(
  json: unknown,
  nextHeaders: Readonly<Record<string, number>>,
  signer: Signer | undefined,
): { octets: Uint8Array; nextHeader: number } {
  const plain = objectOf(json, 'payload');
  const data = nextHeaders['data']!;
  if (plain['message'] !== undefined)
    return { octets: messageOctets(plain['message'], 'payload.message', signer), nextHeader: data };
  if (plain['octets'] !== undefined)
    return { octets: octetsOf(plain['octets'], 'payload.octets'), nextHeader: data };
  if (plain['xcmp'] === undefined) throw fault('payload', 'has none of message, xcmp, octets');
  return {
    octets: xcmpOctets(objectOf(plain['xcmp'], 'payload.xcmp')),
    nextHeader: nextHeaders['xcmp'] ?? data,
  };
}

function xcmpOctets(plain: Plain): Uint8Array {
  const path = 'payload.xcmp';
  const { kind } = plain;
  const word = (name: string): number => {
    const value = plain[name];
    if (typeof value !== 'number') throw fault(`${path}.${name}`, 'is no number');
    return value;
  };
  if (kind === 'echo-request' || kind === 'echo-reply') {
    const data = octetsOf(plain['data'], `${path}.data`);
    return encodeXcmp({ kind, identifier: word('identifier'), sequence: word('sequence'), data });
  }
  if (kind !== 'unreachable' && kind !== 'time-exceeded')
    throw fault(`${path}.kind`, 'is no kind of XCMP message');
  return encodeXcmp({ kind, code: word('code'), quoted: octetsOf(plain['quoted'], `${path}.quoted`) });
}

/** Nodes if they are given, for they have visited marks; else the text. */
function addressOctets(json: unknown, path: string): Uint8Array {
  const plain = typeof json === 'string' ? { address: json } : objectOf(json, path);
  const { nodes, address } = plain as { nodes?: unknown; address?: unknown };
  if (nodes !== undefined) {
    const octets = octetsOf(nodes, `${path}.nodes`);
    if (octets.length % xidSizes.node !== 0)
      throw fault(`${path}.nodes`, `is no multiple of ${xidSizes.node} octets`);
    return octets;
  }
  if (typeof address !== 'string') throw fault(path, 'has neither nodes nor address');
  const parsed = parseDag(address);
  if (parsed.ok) return encodeDag(parsed.value);
  throw fault(
    `${path}.address`,
    `is no address: at ${parsed.error.offset}: expected ${parsed.error.expected}`,
  );
}

function octetsOf(json: unknown, path: string): Uint8Array {
  const octets = typeof json === 'string' ? fromHex(json) : undefined;
  if (octets === undefined) throw fault(path, 'is not hexadecimal text');
  return octets;
}

function objectOf(json: unknown, path: string): Plain {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw fault(path, 'is no object');
  return json as Plain;
}

function nested(path: string, { path: inner, text }: JsonFault): CommandError {
  return fault(inner === '' ? path : `${path}.${inner}`, text);
}

function fault(path: string, text: string): CommandError {
  return new CommandError(
    exitCodes.usage,
    `${path === '' ? 'the JSON' : path} ${text}`,
    'xlmp decode --json prints what this command reads.',
  );
}

function guarded(path: string, encode: () => Uint8Array): Uint8Array {
  try {
    return encode();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError)
      throw new CommandError(exitCodes.usage, `${path} cannot be encoded: ${error.message}`, undefined, {
        cause: error,
      });
    throw error;
  }
}
