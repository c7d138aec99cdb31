/** How the commands of the kit end: errors with an exit code, and options that are read once and checked. */
import { InvalidArgumentError } from 'commander';
import { roles } from '../manifest.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shard } from '../shard.ts';

/** Ends a command of the kit: what was wrong and what to do, and the exit code. */
export class KitError extends Error {
  readonly code = 'KIT';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The exit codes as a paragraph for `--help`. */
export const exitCodeHelp = `
Exit codes:
  0  conformant: every case that was run passed
  1  not conformant: at least one case failed
  2  the command line is wrong, or the command to be checked cannot be started
  3  incomplete: at least one case could not decide, and none failed
  4  the implementation, the network or the kit broke, and no case failed
  5  nothing was run: no case was selected, or none is claimed`;

/** What roles and parts can be selected. */
export const selectableRoles = [...roles, 'codec', 'addresses', 'forwarding'] as const;

/** Reads a whole number from 1 on. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number from 1 on.');
  return value;
}

/** Reads a seed: a whole number from 0 up to 4294967295. */
export function seedNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new InvalidArgumentError('It is a whole number from 0 to 4294967295.');
  }
  return value;
}

/** Milliseconds of the units of time that options take. */
const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

/** Reads a time with its unit, such as `10s`, `500ms` or `2min`; gives milliseconds. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^([1-9]\d{0,5})(ms|s|min)$/.exec(text) ?? [];
  if (number === '') throw new InvalidArgumentError('It is a time with its unit: 500ms, 10s, 2min.');
  return Number(number) * unitsMs[unit]!;
}

/** Reads a part of a run, such as `3/8`. */
export function shardOf(text: string): Shard {
  const [number = 0, of = 0] = /^[1-9]\d{0,3}\/[1-9]\d{0,3}$/.test(text) ? text.split('/').map(Number) : [];
  if (number === 0 || number > of)
    throw new InvalidArgumentError('It is the number of a part and how many there are, such as 3/8.');
  return { number, of };
}

/** A host and a port. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `HOST:PORT`, `[IPv6]:PORT`. */
export function socketAddress(text: string): SocketAddress {
  const found = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port < 1 || port > 65_535) {
    throw new InvalidArgumentError(
      'It is HOST:PORT, such as 127.0.0.1:13781; an IPv6 address stands in brackets.',
    );
  }
  return { host: found[1] ?? found[2]!, port };
}

/** The words of a command, cut at spaces; quotes of either kind keep spaces within a word. */
export function wordsOf(command: string): readonly string[] {
  const words = command.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  if (words.length === 0) throw new KitError('a command is empty; give the program and its parameters');
  return words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** Collects the values of an option that may be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Collects a role or part of the library. */
export function collectRole(value: string, before: readonly string[]): readonly string[] {
  if (!(selectableRoles as readonly string[]).includes(value)) {
    throw new InvalidArgumentError(`It is one of ${selectableRoles.join(', ')}.`);
  }
  return [...before, value];
}

/** Collects the id of a requirement. */
export function collectRequirement(value: string, before: readonly string[]): readonly string[] {
  if (!/^[A-Z]{3}-\d{3}$/.test(value)) throw new InvalidArgumentError('It is an id such as SRC-012.');
  return [...before, value];
}
