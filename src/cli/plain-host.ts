/** The file of `xlmp agent --plain` at a host: the device of its plain machines, and which addresses they may have. */
import { type Applications, plainMachines } from '../agent/index.ts';
import { openTun } from '../devices/tun.ts';
import { readPrefixList, usualMtu } from '../gateway/index.ts';
import { usageError } from './exit-code.ts';
import { readJsonInput } from './json-input.ts';
import { membersOf, readDevice } from './plain-file.ts';
import { portError } from './port-error.ts';
import type { Terminal } from './terminal.ts';

/** What carries the packets of plain machines at a host. */
export interface PlainHost {
  readonly applications: Applications;
  /** Gives the device up. */
  close(): Promise<void>;
}

/**
 * Reads `{"device": {"name": "xip0"}, "allow": ["10.9.0.0/16"]}` and opens the device.
 *
 * @throws CommandError that names the member which is wrong, or says why there is no such device.
 */
export async function openPlainHost(terminal: Terminal, file: string): Promise<PlainHost> {
  const { name, json } = await readJsonInput(terminal, { words: [], file });
  const hint =
    'A host has {"device": {"name": "xip0"}, "allow": ["10.9.0.0/16"]}; its machines say the rest.';
  const { device: described, allow: allowed, ...others } = membersOf(json, name, hint);
  const other = Object.keys(others)[0];
  if (other !== undefined) throw usageError(`${name}: ${other} is not known`, hint);
  const allow = readPrefixList(allowed, 'allow');
  if (!allow.ok) throw usageError(`${name}: ${allow.error.path} ${allow.error.text}`, hint);
  const device = await openTun({ mtu: usualMtu, ...readDevice(described, name) }).catch((error: unknown) => {
    throw portError(error);
  });
  return { applications: plainMachines({ device, allow: allow.value }), close: () => device.close() };
}
