/**
 * XIA identifiers (XIDs): a type and 20 octets, on the wire and as text (chapter 02).
 */
import { ipv4OffsetIn4Id, null4Id, xidSizes, xidTypes } from '../../spec/registry/identifiers.ts';
import { equalOctets } from '../core/compare.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { ok, type Result } from '../core/result.ts';
import { type TextError, textError } from './text-error.ts';

/** An identifier. The octets of the id are never changed after it is made. */
export interface Xid {
  /** Type number, 0 to 2^32 - 1. */
  readonly type: number;
  /** 20 octets. */
  readonly id: Uint8Array;
}

/** The text of which stack is read and written. */
export type TextDialect = 'xia-core-v2' | 'xia-core-1';

/** Type numbers by their names in xia-core text. */
export const xidType = {
  ad: 0x10,
  hid: 0x11,
  cid: 0x12,
  sid: 0x13,
  fourId: 0x14,
  fid: 0x30,
  ncid: 0x31,
  icid: 0x32,
} as const;

const namesByDialect: Readonly<Record<TextDialect, Map<number, string>>> = {
  'xia-core-v2': new Map(),
  'xia-core-1': new Map(),
};
const codesByDialect: Readonly<Record<TextDialect, Map<string, number>>> = {
  'xia-core-v2': new Map(),
  'xia-core-1': new Map(),
};
const linuxNames = new Map<number, string>();
const linuxCodes = new Map<string, number>();
for (const row of xidTypes) {
  if (row.core !== undefined) {
    for (const dialect of row.dialects) {
      namesByDialect[dialect].set(row.code, row.core);
      codesByDialect[dialect].set(row.core, row.code);
    }
  }
  if (row.linux !== undefined) {
    linuxNames.set(row.code, row.linux);
    linuxCodes.set(row.linux, row.code);
  }
}
const idDigits = 2 * xidSizes.id;

/**
 * Makes an identifier; the octets are copied, hexadecimal text is read.
 *
 * @throws RangeError when the id is not 20 octets or the type is no 32-bit number.
 */
export function makeXid(type: number, id: Uint8Array | string): Xid {
  const octets = typeof id === 'string' ? fromHex(id) : Uint8Array.from(id);
  if (octets === undefined || octets.length !== xidSizes.id) throw new RangeError('an id has 20 octets');
  if (!Number.isInteger(type) || type < 0 || type > 0xffffffff) throw new RangeError(`not a type: ${type}`);
  return { type, id: octets };
}

/** Tells whether two identifiers are the same. */
export function equalXids(a: Xid, b: Xid): boolean {
  return a.type === b.type && equalOctets(a.id, b.id);
}

/** Writes the 24 octets of an identifier (XID-001). */
export function encodeXid(xid: Xid): Uint8Array {
  const octets = new Uint8Array(xidSizes.xid);
  writeXid(octets, 0, xid);
  return octets;
}

/** Writes an identifier into `target` at `offset`; there must be room for 24 octets. */
export function writeXid(target: Uint8Array, offset: number, xid: Xid): void {
  target[offset] = xid.type >>> 24;
  target[offset + 1] = xid.type >>> 16;
  target[offset + 2] = xid.type >>> 8;
  target[offset + 3] = xid.type;
  target.set(xid.id, offset + xidSizes.type);
}

/** Reads the identifier at `offset`; its id is a copy. There must be 24 octets. */
export function readXid(octets: Uint8Array, offset: number): Xid {
  const type =
    ((octets[offset]! << 24) |
      (octets[offset + 1]! << 16) |
      (octets[offset + 2]! << 8) |
      octets[offset + 3]!) >>>
    0;
  const start = offset + xidSizes.type;
  return { type, id: octets.slice(start, start + xidSizes.id) };
}

/**
 * Writes an identifier as `NAME:` and 40 digits in lower case; a type without a name as `0x` and its digits
 * (XID-002, XID-006).
 */
export function formatXid(xid: Xid, dialect: TextDialect = 'xia-core-v2'): string {
  return `${namesByDialect[dialect].get(xid.type) ?? `0x${xid.type.toString(16)}`}:${toHex(xid.id)}`;
}

/**
 * Reads an identifier as xia-core writes it: `NAME:` and 40 digits, `IP:a.b.c.d`, `0x50:` and 40 digits.
 *
 * @param base added to the offsets of errors: where the text stands in a larger one.
 */
export function parseXid(
  text: string,
  dialect: TextDialect = 'xia-core-v2',
  base = 0,
): Result<Xid, TextError> {
  const colon = text.indexOf(':');
  if (colon < 0) return textError('bad-syntax', base, 'XID-002', 'an identifier NAME:digits', text);
  const name = text.slice(0, colon);
  const digits = text.slice(colon + 1);
  const type = codesByDialect[dialect].get(name) ?? numericType(name, namesByDialect[dialect]);
  if (type === undefined) {
    const known = [...codesByDialect[dialect].keys()].join(', ');
    return textError('bad-identifier', base, 'XID-004', `a type of identifier (${known}, 0x…)`, name);
  }
  if (type === xidType.fourId && digits.includes('.')) return parseDottedQuad(digits, base + colon + 1);
  return parseId(type, digits, base + colon + 1);
}

/** xia-core v2 takes any case of a type's name within an address. */
export function foldName(text: string, dialect: TextDialect): string {
  const colon = text.indexOf(':');
  if (dialect !== 'xia-core-v2' || colon < 0 || text.startsWith('0x')) return text;
  return text.slice(0, colon).toUpperCase() + text.slice(colon);
}

/** Writes an identifier as Linux does: `name-` or `0x…-` and 40 digits. */
export function formatLinuxXid(xid: Xid): string {
  return `${linuxNames.get(xid.type) ?? `0x${xid.type.toString(16)}`}-${toHex(xid.id)}`;
}

/** Reads `name-digits` as Linux writes it; `base` is added to the offsets of errors. */
export function parseLinuxXid(text: string, base = 0): Result<Xid, TextError> {
  const dash = text.indexOf('-');
  if (dash < 0) return textError('bad-syntax', base, 'DAG-015', 'an identifier name-digits', text);
  const name = text.slice(0, dash);
  const type = linuxCodes.get(name) ?? numericType(name, linuxNames);
  if (type === undefined)
    return textError('bad-identifier', base, 'XID-004', 'a type of identifier (ad, hid, … or 0x…)', name);
  return parseId(type, text.slice(dash + 1), base + dash + 1);
}

function parseId(type: number, digits: string, offset: number): Result<Xid, TextError> {
  const bad = digits.search(/[^0-9a-fA-F]/);
  if (bad >= 0) {
    return textError('bad-identifier', offset + bad, 'XID-003', 'a hexadecimal digit', digits.slice(bad));
  }
  if (digits.length !== idDigits) {
    const at = Math.min(digits.length, idDigits);
    const expected =
      digits.length < idDigits ? `${idDigits} digits, there are ${digits.length}` : `${idDigits} digits`;
    return textError('bad-identifier', offset + at, 'XID-003', expected, digits.slice(at));
  }
  return ok({ type, id: fromHex(digits)! });
}

/** A type that has a name is written with it, so that an identifier has one text. */
function numericType(name: string, named: ReadonlyMap<number, string>): number | undefined {
  if (!/^0x[0-9a-f]{1,8}$/.test(name)) return undefined;
  const type = Number.parseInt(name.slice(2), 16);
  return named.has(type) || name !== `0x${type.toString(16)}` ? undefined : type;
}

function parseDottedQuad(text: string, offset: number): Result<Xid, TextError> {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) {
    return textError('bad-identifier', offset, 'XID-005', 'an IPv4 address a.b.c.d or 40 digits', text);
  }
  const id = fromHex(null4Id)!;
  id.set(parts, ipv4OffsetIn4Id);
  return ok({ type: xidType.fourId, id });
}
