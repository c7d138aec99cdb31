/** The agents beside machines, as `xlmp agent --companion FILE` describes them. */
import { dirname, resolve } from 'node:path';
import type { PeerAddress } from '../adaptation/index.ts';
import type { Applications, CompanionMachine, CompanionsConfig, SimulatedMachine } from '../agent/index.ts';
import { type Contact, readContact } from './contact.ts';
import { usageError } from './exit-code.ts';
import { readJsonInput } from './json-input.ts';
import { readKeyFile } from './key-file.ts';
import { readHid } from './option-values.ts';
import { readAttachment } from './statement-file.ts';
import type { Terminal } from './terminal.ts';

/** The options of a host whose machines have an agent beside them. */
export interface CompanionHostOptions {
  /** Descriptions of those that begin here. */
  readonly companion?: readonly string[];
  /** Whether machines that come bring theirs; `companion` says so too. */
  readonly accompanied?: boolean;
}

/** The agents beside the machines of a host. */
export interface CompanionFiles {
  /** By the id of the HID of the machine, in hexadecimal. */
  readonly machines: ReadonlyMap<string, CompanionMachine>;
  /** The contact files that they name. */
  readonly contacts: readonly string[];
}

const members = ['machine', 'key', 'attachment', 'rendezvous', 'open', 'applications'];
const usualHint =
  'It holds {"machine": "HID:…", "key": FILE, "attachment": FILE, "rendezvous": FILE, "open": [FILE, …], "applications": …}; only the first two have to be there.';

/** Reads the descriptions; undefined for a host whose machines have no agents. @throws CommandError */
export async function readCompanions(
  terminal: Terminal,
  { companion: files = [], accompanied = false }: CompanionHostOptions,
): Promise<CompanionFiles | undefined> {
  if (files.length === 0 && !accompanied) return undefined;
  const machines = new Map<string, CompanionMachine>();
  const contacts: string[] = [];
  for (const file of files) {
    const { hid, machine, named } = await readOne(terminal, file);
    if (machines.has(hid)) throw usageError(`${file}: machine: HID:${hid} is described already`);
    machines.set(hid, machine);
    contacts.push(...named);
  }
  return { machines, contacts };
}

async function readOne(
  terminal: Terminal,
  file: string,
): Promise<{ hid: string; machine: CompanionMachine; named: readonly string[] }> {
  const { name, json } = await readJsonInput(terminal, { words: [], file });
  const fault = (text: string): Error => usageError(`${name}: ${text}`, usualHint);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw fault('is no object');
  const given = json as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((member) => !members.includes(member));
  if (unknown !== undefined) throw fault(`${unknown}: is not known`);
  const fileOf = (member: string, value: unknown): string => {
    if (typeof value !== 'string' || value === '') throw fault(`${member}: is no name of a file`);
    return resolve(dirname(file), value);
  };
  const optional = (member: string): string | undefined =>
    given[member] === undefined ? undefined : fileOf(member, given[member]);

  if (typeof given['machine'] !== 'string') throw fault('machine: is no HID');
  const hid = readHid(given['machine'], `${name}: machine`);
  const key = await readKeyFile(fileOf('key', given['key']));
  if (key.hid !== hid) throw fault(`key: is that of HID:${key.hid}`);
  const list = given['open'] ?? [];
  if (!Array.isArray(list)) throw fault('open: is no list of contact files');
  const openFiles = list.map((value, at) => fileOf(`open[${at}]`, value));
  const open: PeerAddress[] = [];
  for (const each of openFiles) open.push(addressOf(await readContact(terminal, each)));
  const rendezvousFile = optional('rendezvous');
  const rendezvous =
    rendezvousFile === undefined ? undefined : addressOf(await readContact(terminal, rendezvousFile));
  const attachmentFile = optional('attachment');
  const attachment =
    attachmentFile === undefined ? undefined : await readAttachment(terminal, attachmentFile);
  if (attachment !== undefined && attachment.machine !== hid)
    throw fault(`attachment: is that of HID:${attachment.machine}`);
  return {
    hid,
    named: rendezvousFile === undefined ? openFiles : [...openFiles, rendezvousFile],
    machine: {
      seed: key.seed,
      ...(attachment === undefined ? {} : { attachment }),
      ...(rendezvous === undefined ? {} : { rendezvous }),
      open,
      ...(given['applications'] === undefined ? {} : { settings: given['applications'] }),
    },
  };
}

function addressOf({ hid, address }: Contact): Required<Pick<PeerAddress, 'hid' | 'address'>> {
  return { hid, address };
}

/** What the agent of the host is told: of the machines that are described, those that run here now. */
export function companionsOf(
  terminal: Terminal,
  { machines }: CompanionFiles,
  here: readonly Pick<SimulatedMachine, 'machine' | 'epoch'>[],
  applications?: Applications,
): CompanionsConfig {
  return {
    machines: here.flatMap(({ machine, epoch }) => {
      const described = machines.get(machine);
      return described === undefined ? [] : [{ ...described, epoch }];
    }),
    ...(applications === undefined ? {} : { applications }),
    onChange: (machine, what, epoch) =>
      terminal.out(`the agent beside machine HID:${machine} is ${what}, epoch ${epoch}\n`),
  };
}
