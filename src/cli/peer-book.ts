/**
 * The UDP addresses of an agent's peers. Contact files are looked at again and again: a peer may start later, or
 * come back on another port.
 */
import type { Clock, ClockEntry } from '../ports/clock.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { type Contact, readContact } from './contact.ts';
import { CommandError, exitCodes } from './exit-code.ts';
import { readHid, readHostPort } from './option-values.ts';
import type { Terminal } from './terminal.ts';

/** Peers, and what ends the looking. */
export interface PeerBook {
  /** By the id of the HID in hexadecimal; changes while the book is open. */
  readonly peers: ReadonlyMap<string, UdpAddress>;
  close(): void;
}

/** How often contact files are read. Milliseconds. */
const lookDelay = 500;

/**
 * Opens a book.
 *
 * @param entries contact files, which need not be there yet, and `HID:…=HOST:PORT`.
 * @param onContact is given each contact that is read, again and again.
 * @throws CommandError (usage) when one is neither.
 */
export async function openPeerBook(
  terminal: Terminal,
  clock: Clock,
  entries: readonly string[] = [],
  onContact: (contact: Contact) => void = () => {},
): Promise<PeerBook> {
  const peers = new Map<string, UdpAddress>();
  const files: string[] = [];
  for (const entry of entries) {
    const [hid, place] = entry.split('=');
    if (place === undefined || !/^HID:/i.test(entry)) files.push(entry);
    else peers.set(readHid(hid!, '--peer'), readHostPort(place, '--peer'));
  }
  for (const file of files) await look(terminal, file, peers, false, onContact);
  let timer: ClockEntry | undefined;
  const again = async (): Promise<void> => {
    for (const file of files) await look(terminal, file, peers, true, onContact);
    if (timer !== undefined) timer = clock.schedule(lookDelay, () => void again());
  };
  if (files.length > 0) timer = clock.schedule(lookDelay, () => void again());
  return {
    peers,
    close() {
      timer?.cancel();
      timer = undefined;
    },
  };
}

/** Reads a contact file. Later on it may be half written; then the next look finds it whole. */
async function look(
  terminal: Terminal,
  file: string,
  peers: Map<string, UdpAddress>,
  later: boolean,
  onContact: (contact: Contact) => void,
): Promise<void> {
  try {
    const contact = await readContact(terminal, file);
    const { hid, udp, network } = contact;
    peers.set(hid, udp);
    if (network !== undefined) peers.set(network, udp);
    onContact(contact);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (later) return;
    if (error.exitCode !== exitCodes.environment) throw error;
    terminal.err(`waiting for the contact file ${file}\n`);
  }
}
