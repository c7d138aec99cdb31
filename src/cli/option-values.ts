/** Values of options that several commands share. */
import { fromHex, toHex } from '../core/hex.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { usageError } from './exit-code.ts';

/** Reads `HOST:PORT`, or `PORT` alone when there is a usual host. @throws CommandError (usage) */
export function readHostPort(text: string, option: string, usualHost?: string): UdpAddress {
  const parts = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? usualHost;
  const port = Number(parts?.[2]);
  if (parts === null || host === undefined || port > 65_535) {
    const form = usualHost === undefined ? 'HOST:PORT' : '[HOST:]PORT';
    throw usageError(`${option} ${text}: expected ${form}`, 'A port is a number from 0 to 65535.');
  }
  return { host, port };
}

/** Reads the id of a HID: 40 digits, with or without `HID:` before them. @throws CommandError (usage) */
export function readHid(text: string, option: string): string {
  const digits = text.replace(/^HID:/i, '').toLowerCase();
  if (/^[0-9a-f]{40}$/.test(digits)) return digits;
  throw usageError(
    `${option} ${text}: expected HID: and 40 hexadecimal digits`,
    'xlmp key show FILE prints it.',
  );
}

/** Reads octets of a fixed length. @throws CommandError (usage) */
export function readOctetsOption(text: string, octets: number, option: string): string {
  const value = fromHex(text);
  if (value?.length === octets) return toHex(value);
  throw usageError(`${option} ${text}: expected ${2 * octets} hexadecimal digits`);
}

/** Reads a whole number in a range. @throws CommandError (usage) */
export function readNumber(text: string, option: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usageError(`${option} ${text}: expected a whole number from ${least} to ${most}`);
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads a span of time such as `500ms`, `90s`, `15m`, `2h`, `7d`, in seconds. @throws CommandError (usage) */
export function readSpan(text: string, option: string): number {
  const parts = /^(\d{1,6})(ms|[smhd])$/.exec(text);
  if (parts === null) throw usageError(`${option} ${text}: expected a span such as 90s, 15m, 2h or 7d`);
  return Number(parts[1]) * units[parts[2]!]!;
}
