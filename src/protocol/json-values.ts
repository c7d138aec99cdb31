/** Values in JSON: numbers, octets, text and objects, each checked, with the path of the member at fault. */
import { fromHex } from '../core/hex.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Plain } from './json-plain.ts';

/** Why JSON is no message. */
export interface JsonFault {
  /** The member at fault, such as `ticket.machine`; empty for the whole. */
  readonly path: string;
  /** What is wrong, for people. */
  readonly text: string;
}

/** Carries a fault out of a reader, up to {@link guarded}. */
export class Unfit {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }
}

/** Runs a reader: the fault that it throws becomes an error. */
export function guarded<T>(read: () => T): Result<T, JsonFault> {
  try {
    return ok(read());
  } catch (thrown) {
    if (!(thrown instanceof Unfit)) throw thrown;
    return err({ path: thrown.path, text: thrown.text });
  }
}

/** A value that must be an object. */
export function objectOf(json: unknown, path: string): Plain {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Unfit(path, 'is no object');
  return json as Plain;
}

/** The member of an object that must name a row of a table. */
export function memberOf<T extends object>(plain: Plain, name: string, table: T, what: string): keyof T {
  const value = plain[name];
  if (typeof value !== 'string' || !Object.hasOwn(table, value)) throw new Unfit(name, `names no ${what}`);
  return value as keyof T;
}

/** Refuses members that are not listed. */
export function onlyMembers(plain: Plain, allowed: readonly string[], path: string): void {
  const other = Object.keys(plain).find((name) => !allowed.includes(name));
  if (other !== undefined) throw new Unfit(`${path}.${other}`, 'is not known');
}

/** An integer in a range. */
export function numberFromJson(json: unknown, path: string, least: number, most: number): number {
  if (typeof json !== 'number' || !Number.isInteger(json) || json < least || json > most) {
    throw new Unfit(path, `is no integer from ${least} to ${most}`);
  }
  return json;
}

/** Octets as hexadecimal digits, with the least and the most number of octets. */
export function octetsFromJson(json: unknown, path: string, least: number, most: number): Uint8Array {
  const octets = typeof json === 'string' && !/\s/.test(json) ? fromHex(json) : undefined;
  if (octets === undefined) throw new Unfit(path, 'is not hexadecimal text');
  if (octets.length < least || octets.length > most) {
    throw new Unfit(
      path,
      `has ${octets.length} octets, allowed: ${least === most ? least : `${least} to ${most}`}`,
    );
  }
  return octets;
}

/** Text of at most so many octets of UTF-8, without control characters. */
export function textFromJson(json: unknown, path: string, most: number): string {
  if (typeof json !== 'string') throw new Unfit(path, 'is no text');
  const octets = new TextEncoder().encode(json);
  if (octets.length > most) throw new Unfit(path, `has ${octets.length} octets, allowed: at most ${most}`);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(json)) throw new Unfit(path, 'holds a control character');
  if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets) !== json) {
    throw new Unfit(path, 'holds half a surrogate pair');
  }
  return json;
}
