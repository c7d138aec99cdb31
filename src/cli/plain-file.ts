/** The file of `xlmp agent --plain`: for which plain programs a peer carries IP packets, and to whom. */
import { dirname, resolve } from 'node:path';
import type { PlainPrograms } from '../agent/index.ts';
import { readPlainSettings } from '../gateway/index.ts';
import { formatDag } from '../xia/index.ts';
import { readContact } from './contact.ts';
import { usageError } from './exit-code.ts';
import { readJsonInput } from './json-input.ts';
import type { Terminal } from './terminal.ts';

/** What the file says. */
export interface PlainFile extends PlainPrograms {
  /** The contact files that it names; they tell UDP addresses, too. */
  readonly contacts: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

const hint =
  'It holds {"device": {"name": "xip0"}, "own": ["10.8.0.1/32"], "routes": [{"prefix": "10.9.0.2/32", "contact": FILE}]}.';

/**
 * Reads the file. Contact files in it are relative to it, and have to be there.
 *
 * @throws CommandError that names the member which is wrong.
 */
export async function readPlainFile(terminal: Terminal, file: string): Promise<PlainFile> {
  const { name, json } = await readJsonInput(terminal, { words: [], file });
  const { device, routes, ...rest } = membersOf(json, name);
  const contacts: string[] = [];
  const contactOf = async (path: string, text: unknown) => {
    if (typeof text !== 'string') throw usageError(`${name}: ${path} is no file name`);
    const contact = resolve(dirname(file), text);
    contacts.push(contact);
    const { hid, address } = await readContact(terminal, contact);
    return { hid, address: formatDag(address) };
  };
  const resolved: unknown[] = [];
  for (const [i, route] of (Array.isArray(routes) ? (routes as unknown[]) : []).entries()) {
    const path = `routes[${i}]`;
    const { contact, rendezvous, ...others } = membersOf(route, `${name}: ${path}`);
    if (contact !== undefined && others['hid'] !== undefined)
      throw usageError(`${name}: ${path} has both contact and hid`, 'Leave one of them out.');
    resolved.push({
      ...others,
      ...(contact === undefined ? {} : await contactOf(`${path}.contact`, contact)),
      ...(rendezvous === undefined ? {} : { rendezvous: await contactOf(`${path}.rendezvous`, rendezvous) }),
    });
  }
  const tun = readDevice(device, name);
  const mtu = tun.mtu === undefined ? {} : { mtu: tun.mtu };
  if (rest['mtu'] !== undefined) throw usageError(`${name}: mtu is not known`, 'It is a member of device.');
  const read = readPlainSettings({ ...rest, routes: Array.isArray(routes) ? resolved : routes, ...mtu });
  if (!read.ok) {
    const { path, text } = read.error;
    throw usageError(`${name}: ${path.replace(/^\./, '') || 'all of it'} ${text}`, hint);
  }
  return { device: tun, settings: read.value, contacts };
}

/** Reads the member `device` of such a file. @throws CommandError (usage) */
export function readDevice(json: unknown, name: string): PlainPrograms['device'] {
  const { name: device, mtu, ...others } = membersOf(json, `${name}: device`);
  const other = Object.keys(others)[0];
  if (other !== undefined)
    throw usageError(`${name}: device.${other} is not known`, 'There are name and mtu.');
  if (typeof device !== 'string')
    throw usageError(`${name}: device.name is no text`, 'It is the name of an interface, such as xip0.');
  if (mtu === undefined) return { name: device };
  if (typeof mtu !== 'number' || !Number.isInteger(mtu))
    throw usageError(`${name}: device.mtu is no whole number`, 'It is a number of octets.');
  return { name: device, mtu };
}

/** The members of an object. @throws CommandError (usage) */
export function membersOf(json: unknown, name: string, what = hint): Members {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw usageError(`${name} is no object`, what);
  return json as Members;
}
