/** Whom machines want to be told by a host that may speak for them: what the kit says in the place of their agents. */
import type { DelegatedSession, MachineContacts } from '../adaptation/index.ts';
import { ConfigError, membersOf, readAddress, readPeer, textOf } from './adapter-config.ts';

/**
 * Reads the contacts of a configuration.
 *
 * @returns what a machine has told, by the id of its HID; undefined for a machine that has told nothing.
 * @throws ConfigError
 */
export function readContacts(raw: unknown): (machine: string) => MachineContacts | undefined {
  const contacts = new Map(listOf(raw ?? [], 'contacts').map(readRow));
  return (machine) => contacts.get(machine);
}

function readRow(raw: unknown): readonly [machine: string, contacts: MachineContacts] {
  const row = membersOf(raw, 'contacts');
  const sessions = listOf(row['sessions'] ?? [], 'contacts.sessions').map(readSession);
  const rendezvous = listOf(row['rendezvous'] ?? [], 'contacts.rendezvous').map((one) =>
    readPeer(one, 'contacts.rendezvous'),
  );
  return [textOf(row['machine'], 'contacts.machine'), { sessions, rendezvous }];
}

function readSession(raw: unknown): DelegatedSession {
  const row = membersOf(raw, 'contacts.sessions');
  const rendezvous = row['rendezvous'];
  return {
    session: textOf(row['session'], 'contacts.sessions.session'),
    peer: textOf(row['peer'], 'contacts.sessions.peer'),
    address: readAddress(row['address']),
    ...(rendezvous === undefined ? {} : { rendezvous: readAddress(rendezvous) }),
  };
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ConfigError(`${name} is no list`);
  return value;
}
