/**
 * Lines of the QEMU Machine Protocol: cuts octets into lines of bounded length and reads each as a greeting, an
 * answer, an error or an event.
 */
import { QemuError } from './qemu-error.ts';

/** The longest line that is taken, in characters. Answers to what the driver asks have some thousand. */
export const longestLine = 1_048_576;

/** Something that happened in QEMU by itself. */
export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What QEMU says in one line. */
export type QmpLine =
  | { readonly is: 'greeting'; readonly version: QemuVersion }
  | { readonly is: 'event'; readonly event: QmpEvent }
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'error'; readonly id: number; readonly kind: string; readonly text: string };

/** The version of a QEMU. */
export interface QemuVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * Cuts text into lines.
 *
 * @returns takes text and gives the lines that are complete. It throws QemuError `QMP_MALFORMED` when a line grows
 *   beyond `limit` characters.
 */
export function lineCutter(limit = longestLine): (text: string) => readonly string[] {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of [...lines, rest])
      if (line.length > limit)
        throw new QemuError('QMP_MALFORMED', `a line of QMP has more than ${limit} characters`);
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  };
}

/**
 * Reads a line.
 *
 * @throws QemuError `QMP_MALFORMED` when it is none of QMP's.
 */
export function readQmpLine(line: string): QmpLine {
  const json = parse(line);
  if ('QMP' in json) return { is: 'greeting', version: versionOf(json['QMP'], line) };
  if (typeof json['event'] === 'string') {
    return { is: 'event', event: { event: json['event'], data: isObject(json['data']) ? json['data'] : {} } };
  }
  const id = json['id'];
  if (typeof id === 'number' && 'return' in json) return { is: 'answer', id, value: json['return'] };
  if (isObject(json['error'])) {
    const { class: kind, desc } = json['error'];
    return {
      is: 'error',
      // An error without a number is about a line that QEMU could not read.
      id: typeof id === 'number' ? id : 0,
      kind: typeof kind === 'string' ? kind : 'GenericError',
      text: typeof desc === 'string' ? desc : 'no reason given',
    };
  }
  throw malformed(line);
}

/** Tells whether a value is an object with named fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(line: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw malformed(line, error);
  }
  if (!isObject(json)) throw malformed(line);
  return json;
}

function versionOf(greeting: unknown, line: string): QemuVersion {
  const version = isObject(greeting) ? greeting['version'] : undefined;
  const qemu = isObject(version) ? version['qemu'] : undefined;
  if (!isObject(qemu) || typeof qemu['major'] !== 'number' || typeof qemu['minor'] !== 'number')
    throw malformed(line);
  return { major: qemu['major'], minor: qemu['minor'] };
}

function malformed(line: string, cause?: unknown): QemuError {
  return new QemuError(
    'QMP_MALFORMED',
    `not a line of QMP: ${line.slice(0, 120)}; is another program on the socket?`,
    cause,
  );
}
