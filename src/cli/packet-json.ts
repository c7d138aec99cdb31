/** The JSON form of packets, messages and journals that `xlmp decode --json` prints and `xlmp encode` reads. */
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import { journalLimits } from '../../spec/registry/journal.ts';
import { limits } from '../../spec/registry/limits.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { toHex } from '../core/hex.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  decodeJournalRecord,
  decodeMessage,
  journalRecordLength,
  type JournalRecordJson,
  journalToJson,
  type MessageJson,
  toJson,
} from '../protocol/index.ts';
import {
  decodeDag,
  decodeXcmp,
  decodeXip,
  formatDag,
  xipHeaderLength,
  type XipProfileName,
} from '../xia/index.ts';
import type { OctetsKind } from './octets-kinds.ts';

/** An address in JSON; `nodes` has visited marks and outranks `address`. */
export interface AddressJsonForm {
  readonly address: string;
  readonly nodes: string;
}

/** The payload of a packet in JSON: what it was recognised as, or its octets. */
export type PayloadJson =
  | { readonly message: MessageJson }
  | {
      readonly xcmp: {
        readonly kind: 'echo-request' | 'echo-reply';
        readonly identifier: number;
        readonly sequence: number;
        readonly data: string;
      };
    }
  | {
      readonly xcmp: {
        readonly kind: 'unreachable' | 'time-exceeded';
        readonly code: number;
        readonly quoted: string;
      };
    }
  | { readonly octets: string };

/** Decoded octets in JSON. */
export type DecodedJson =
  | {
      readonly kind: 'packet';
      readonly profile: XipProfileName;
      readonly header: {
        readonly version: number;
        readonly nextHeader: number;
        readonly payloadLength: number;
        readonly hopLimit: number;
        readonly last: number;
      };
      readonly destination: AddressJsonForm;
      readonly source: AddressJsonForm;
      readonly payload: PayloadJson;
    }
  | { readonly kind: 'message'; readonly message: MessageJson }
  | { readonly kind: 'journal'; readonly records: readonly JournalRecordJson[] };

/** A decode error, and where in the input the octets began that it counts from. */
export interface PlacedError {
  readonly error: DecodeError;
  readonly base: number;
}

/** Tells what octets are by their first ones; undefined when they begin nothing known. */
export function recogniseOctets(octets: Uint8Array): OctetsKind | undefined {
  const first = ((octets[0] ?? 0) << 8) | (octets[1] ?? 0);
  if (first === limits.magic) return 'message';
  if (first === journalLimits.magic) return 'journal';
  return octets[0] === 1 ? 'packet' : undefined;
}

/** Decodes octets into their JSON form. */
export function decodeToJson(
  octets: Uint8Array,
  kind: OctetsKind,
  profile: XipProfileName,
): Result<DecodedJson, PlacedError> {
  if (kind === 'packet') return packetToJson(octets, profile);
  if (kind === 'journal') return journalToJsonForm(octets);
  const decoded = decodeMessage(octets);
  return decoded.ok ? ok({ kind, message: toJson(decoded.value) }) : err({ error: decoded.error, base: 0 });
}

/** Where the records of a journal begin and end; the last one may be cut off. */
export function journalRecordSpans(octets: Uint8Array): { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (let start = 0; start < octets.length;) {
    const length = journalRecordLength(octets.subarray(start)) ?? octets.length - start;
    const end = Math.min(start + length, octets.length);
    spans.push({ start, end });
    start = end;
  }
  return spans;
}

function journalToJsonForm(octets: Uint8Array): Result<DecodedJson, PlacedError> {
  const found: JournalRecordJson[] = [];
  for (const { start, end } of journalRecordSpans(octets)) {
    const decoded = decodeJournalRecord(octets.subarray(start, end));
    if (!decoded.ok) return err({ error: decoded.error, base: start });
    found.push(journalToJson(decoded.value));
  }
  return ok({ kind: 'journal', records: found });
}

function packetToJson(octets: Uint8Array, profile: XipProfileName): Result<DecodedJson, PlacedError> {
  const decoded = decodeXip(octets, profile);
  if (!decoded.ok) return err({ error: decoded.error, base: 0 });
  const { header, payload } = decoded.value;
  const { version, nextHeader, payloadLength, hopLimit, last } = header;
  const shown = payloadToJson(payload, nextHeader, profile);
  if (!shown.ok) return err({ error: shown.error, base: xipHeaderLength(octets) });
  return ok({
    kind: 'packet',
    profile,
    header: { version, nextHeader, payloadLength, hopLimit, last },
    destination: addressForm(header.destination),
    source: addressForm(header.source),
    payload: shown.value,
  });
}

function addressForm(nodes: Uint8Array): AddressJsonForm {
  const dag = decodeDag(nodes);
  return { address: dag.ok ? formatDag(dag.value) : '', nodes: toHex(nodes) };
}

function payloadToJson(
  payload: Uint8Array,
  nextHeader: number,
  profile: XipProfileName,
): Result<PayloadJson, DecodeError> {
  const nextHeaders: Readonly<Record<string, number>> = xipProfiles[profile].nextHeaders;
  if (nextHeader === nextHeaders['xcmp']) {
    const xcmp = decodeXcmp(payload);
    if (!xcmp.ok) return xcmp;
    if ('data' in xcmp.value) return ok({ xcmp: { ...xcmp.value, data: toHex(xcmp.value.data) } });
    return ok({ xcmp: { ...xcmp.value, quoted: toHex(xcmp.value.quoted) } });
  }
  if (nextHeader === nextHeaders['data'] && recogniseOctets(payload) === 'message') {
    const decoded = decodeMessage(payload);
    return decoded.ok ? ok({ message: toJson(decoded.value) }) : decoded;
  }
  return ok({ octets: toHex(payload) });
}
