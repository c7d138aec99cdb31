/**
 * Contact files: where an agent is. `xlmp agent --contact FILE` writes one, the commands that talk to agents read them.
 */
import { rename, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { toHex } from '../core/hex.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { type Dag, formatDag, parseDag, xidType } from '../xia/index.ts';
import { usageError } from './exit-code.ts';
import { fileError } from './file-errors.ts';
import { readJsonInput } from './json-input.ts';
import { readHid, readHostPort } from './option-values.ts';
import type { Terminal } from './terminal.ts';

/** Where an agent is. */
export interface Contact {
  /** Its address: network, host, service. */
  readonly address: Dag;
  /** The id of its HID in hexadecimal. */
  readonly hid: string;
  readonly udp: UdpAddress;
  /** The id of the AD, in hexadecimal, when this is its access router: everything for the network goes there. */
  readonly network?: string;
}

/** Reads a contact file. @throws CommandError */
export async function readContact(terminal: Terminal, file: string): Promise<Contact> {
  const { name, json } = await readJsonInput(terminal, { words: [], file });
  const { address, udp, router } = (typeof json === 'object' && json !== null ? json : {}) as Record<
    string,
    unknown
  >;
  if (typeof address !== 'string' || typeof udp !== 'string') {
    throw usageError(
      `${name} is no contact file`,
      'It holds {"address": "RE AD:… HID:… SID:…", "udp": "HOST:PORT"}, as xlmp agent --contact writes it.',
    );
  }
  const parsed = parseDag(address);
  if (!parsed.ok)
    throw usageError(`${name}: address: at ${parsed.error.offset}: expected ${parsed.error.expected}`);
  const host = parsed.value.nodes.find(({ xid }) => xid.type === xidType.hid);
  if (host === undefined)
    throw usageError(`${name}: address has no HID`, 'The address of an agent names its host.');
  const network = parsed.value.nodes.find(({ xid }) => xid.type === xidType.ad);
  return {
    address: parsed.value,
    hid: toHex(host.xid.id),
    udp: readHostPort(udp, `${name}: udp`),
    ...(router === true && network !== undefined ? { network: toHex(network.xid.id) } : {}),
  };
}

/** Reads the id of a host's HID: as `HID:` and 40 digits, or from its contact file. @throws CommandError */
export async function readHost(terminal: Terminal, text: string, option: string): Promise<string> {
  const isIdentifier = /^HID:/i.test(text) || /^[0-9a-f]{40}$/i.test(text);
  return isIdentifier ? readHid(text, option) : (await readContact(terminal, text)).hid;
}

/** Writes a contact file, over an old one; it may be that of the access router of a network. @throws CommandError */
export async function writeContact(
  file: string,
  address: Dag,
  udp: UdpAddress,
  isRouter = false,
): Promise<void> {
  const text = {
    address: formatDag(address),
    udp: `${udp.host}:${udp.port}`,
    ...(isRouter ? { router: true } : {}),
  };
  // Whoever reads it meanwhile sees the old one or the new one, and never half of it.
  const unfinished = `${file}.${process.pid}`;
  try {
    await writeFile(unfinished, `${JSON.stringify(text, null, 2)}\n`);
    await rename(unfinished, file);
  } catch (error) {
    throw fileError('write', file, error);
  }
}
