/**
 * The manifest: what an implementation claims to be able to do. It is judged before the first packet, because a
 * wrong claim makes every later verdict worthless.
 */
import { type TimerName, timers } from '../spec/registry/timers.ts';

/** The parties that can be played. */
export const roles = [
  'source-host',
  'destination-host',
  'witness',
  'access-router',
  'rendezvous',
  'machine',
  'correspondent',
] as const;

/** A party. */
export type Role = (typeof roles)[number];

/** What can be claimed besides roles, and what a claim means. */
export const capabilities = {
  witness: 'As a host: uses a witness when the machine has one.',
  'dry-run': 'As a host: dry runs.',
  'access-router': 'As a host: tells its access router what happens to machines.',
  delegate: 'As a host: announces the place of a machine that has given it a delegation.',
  'keep-journal': 'Restarts from its journal: `reset` with `keepJournal`.',
  'journal-faults': 'Can be told that its journal is full: `fault`.',
  'message.decode': 'Evaluates: reads a message.',
  'message.encode': 'Evaluates: writes a message.',
  'address.parse': 'Evaluates: reads the text or the octets of an address.',
  'address.print': 'Evaluates: writes the text of an address.',
  'header.decode': 'Evaluates: reads a packet.',
  'header.encode': 'Evaluates: writes a packet, or wraps one in UDP over IPv4.',
  forward: 'Evaluates: forwards a packet.',
  'xid.parse': 'Evaluates: reads the text of an identifier.',
  'xcmp.answer': 'Evaluates: answers a packet with XCMP.',
  'xid.print': 'Evaluates: writes the text of an identifier.',
  'identifier.of': 'Evaluates: makes an identifier of a key.',
  'message.verify': 'Evaluates: checks the authenticator of a message.',
  'ticket.verify': 'Evaluates: checks the signature of a ticket.',
  'ticket.judge': 'Evaluates: judges whether a ticket allows a migration.',
  'permit.verify': 'Evaluates: checks the signature of a permit.',
  'statement.verify': 'Evaluates: checks the signature of a statement.',
  'attachment.verify': 'Evaluates: checks a statement of attachment.',
  'delegation.verify': 'Evaluates: checks a delegation.',
  'session.id': 'Evaluates: makes the id of a session.',
  'session.decode': 'Evaluates: reads a session packet.',
  'session.encode': 'Evaluates: writes a session packet.',
  'transcript.digest': 'Evaluates: makes the digest of a transcript.',
  'journal.read': 'Evaluates: reads the octets of a journal.',
} as const;

/** A capability. */
export type Capability = keyof typeof capabilities;

/** A manifest that was found right. */
export interface Manifest {
  readonly roles: readonly Role[];
  readonly capabilities: readonly Capability[];
  /** `real` when `advance` takes as long as it says. */
  readonly time: 'virtual' | 'real';
  /** The shortest delays that it can be configured to, in milliseconds, where it differs from the registry. */
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
}

/** Judges a manifest: the manifest, or every problem as a sentence. */
export function readManifest(raw: object): Manifest | readonly string[] {
  const problems: string[] = [];
  const fields = raw as Readonly<Record<string, unknown>>;
  const known = ['roles', 'capabilities', 'time', 'timers'];
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) problems.push(`unknown member "${name}"; known are ${known.join(', ')}`);
  }
  const claimedRoles = names(fields['roles'], 'roles', roles, problems);
  const claimed = names(
    fields['capabilities'],
    'capabilities',
    Object.keys(capabilities) as Capability[],
    problems,
  );
  const time = fields['time'] ?? 'virtual';
  if (time !== 'virtual' && time !== 'real')
    problems.push(`"time" is ${JSON.stringify(time)}; it is "virtual" or "real"`);
  const delays = readTimers(fields['timers'], problems);
  if (claimedRoles.length === 0 && claimed.length === 0 && problems.length === 0) {
    problems.push('it claims no role and no capability, so there is nothing to check');
  }
  const isHost = claimedRoles.includes('source-host') || claimedRoles.includes('destination-host');
  for (const capability of ['witness', 'dry-run', 'access-router', 'delegate'] as const) {
    if (claimed.includes(capability) && !isHost) {
      problems.push(
        `"${capability}" is claimed without a role that could have it (source-host, destination-host)`,
      );
    }
  }
  for (const capability of ['keep-journal', 'journal-faults'] as const) {
    if (claimed.includes(capability) && claimedRoles.length === 0)
      problems.push(`"${capability}" is claimed without any role`);
  }
  if (problems.length > 0) return problems;
  return { roles: claimedRoles, capabilities: claimed, time: time as Manifest['time'], timers: delays };
}

function names<T extends string>(
  value: unknown,
  member: string,
  allowed: readonly T[],
  problems: string[],
): readonly T[] {
  if (!Array.isArray(value)) {
    problems.push(`"${member}" is not a list of names`);
    return [];
  }
  const found: T[] = [];
  for (const name of value as readonly unknown[]) {
    if (!allowed.includes(name as T))
      problems.push(`unknown name ${JSON.stringify(name)} in "${member}"; known are ${allowed.join(', ')}`);
    else if (found.includes(name as T)) problems.push(`"${String(name)}" stands twice in "${member}"`);
    else found.push(name as T);
  }
  return found;
}

function readTimers(value: unknown, problems: string[]): Manifest['timers'] {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push('"timers" is not an object of names and milliseconds');
    return {};
  }
  for (const [name, milliseconds] of Object.entries(value)) {
    const row = Object.entries(timers).find(([known]) => known === name)?.[1];
    if (row === undefined) problems.push(`unknown timer "${name}"`);
    else if (typeof milliseconds !== 'number' || milliseconds < row.least || milliseconds > row.most) {
      problems.push(
        `"${name}" is ${JSON.stringify(milliseconds)}; it lies between ${row.least} and ${row.most} milliseconds`,
      );
    }
  }
  return value;
}
