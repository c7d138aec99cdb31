/** The configuration that the kit sends with `reset`, read and checked. */
import { codeTables } from '../../spec/registry/codes.ts';
import { type TimerName, timers } from '../../spec/registry/timers.ts';
import { fromHex, toHex } from '../core/hex.ts';
import type { MachineDescription } from '../ports/hypervisor.ts';
import type { Signer } from '../ports/keys.ts';
import { type ReasonCode, signerFromSeed, type VersionsJson } from '../protocol/index.ts';
import { type EndpointRole, type Identity, identityOf, ownVersions } from '../runtime/index.ts';
import { type Dag, parseDag } from '../xia/index.ts';

/** A machine that runs at the host from the start. */
export interface ConfiguredMachine {
  readonly machine: string;
  readonly epoch: number;
  readonly description: MachineDescription;
}

/** What every role is told. */
export interface CommonConfig {
  readonly identity: Identity;
  readonly wallSeconds: number;
  readonly delays: Readonly<Partial<Record<TimerName, number>>>;
  /** The members as they came, for what only some roles are told. */
  readonly members: Members;
}

/** What a host under test is to be. */
export interface AdapterConfig extends CommonConfig {
  readonly role: EndpointRole;
  readonly admit: 'accept' | ReasonCode;
  /** The access router of the host; undefined for a host that has none. */
  readonly router: ConfiguredPeer | undefined;
  readonly versions: VersionsJson;
  /** Undefined when nothing is said: then any machine counts as being here. */
  readonly machines: readonly ConfiguredMachine[] | undefined;
}

/** A configuration that cannot be followed; the message says which member and why. */
export class ConfigError extends Error {}

/** Members of an object of the kit, not looked at yet. */
export type Members = Readonly<Record<string, unknown>>;

const roleNames = ['source-host', 'destination-host', 'witness'] as const;

/** What a machine is when nothing is said about it. */
export const someMachine: MachineDescription = {
  profile: { memory: 65_536, pageSize: 4096, processors: 1, hypervisor: 'kit' },
  disks: [],
};

/** Reads a configuration. @throws ConfigError */
export function readConfig(roleName: unknown, raw: unknown): AdapterConfig {
  const role = roleNames.find((name) => name === roleName);
  if (role === undefined) throw new ConfigError(`role is none of ${roleNames.join(', ')}`);
  const common = readCommon(raw);
  const config = common.members;
  return {
    ...common,
    role,
    admit: readAdmit(membersOf(config['policy'] ?? {}, 'policy')['admit'] ?? 'accept'),
    router: config['router'] === undefined ? undefined : readPeer(config['router'], 'router'),
    versions: readVersions(membersOf(config['versions'] ?? {}, 'versions')),
    machines: readMachines(config['machines']),
  };
}

/** Reads what every role is told. @throws ConfigError */
export function readCommon(raw: unknown): CommonConfig {
  const members = membersOf(raw, 'config');
  return {
    identity: readIdentity(members),
    wallSeconds: numberOf(members['wallSeconds'] ?? 0, 'wallSeconds'),
    delays: readDelays(membersOf(members['timers'] ?? {}, 'timers')),
    members,
  };
}

function readIdentity(config: Members): Identity {
  const seed = fromHex(textOf(config['seed'], 'seed'));
  if (seed?.length !== 32) throw new ConfigError('seed is not 32 octets in hexadecimal');
  const { nodes } = readAddress(config['address']);
  const identity = identityOf(signerOf(seed), nodes[0]!.xid);
  const [, hid] = nodes;
  if (hid === undefined || toHex(hid.xid.id) !== identity.hidText) {
    throw new ConfigError('the HID of the address is not that of the seed');
  }
  return identity;
}

/** A kit starts the same few parties thousands of times, and making a key costs as much as signing with it. */
const signers = new Map<string, Signer>();
const mostSigners = 64;

function signerOf(seed: Uint8Array): Signer {
  const name = toHex(seed);
  const known = signers.get(name);
  if (known !== undefined) return known;
  const signer = signerFromSeed(seed);
  if (signers.size >= mostSigners) signers.clear();
  signers.set(name, signer);
  return signer;
}

function readDelays(raw: Members): AdapterConfig['delays'] {
  const delays: Partial<Record<TimerName, number>> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (!(name in timers)) throw new ConfigError(`no timer is called ${name}`);
    const timer = name as TimerName;
    const { least, most } = timers[timer];
    const delay = numberOf(value, name);
    if (delay < least || delay > most)
      throw new ConfigError(`${name} is from ${least} to ${most} ms, not ${delay}`);
    delays[timer] = delay;
  }
  return delays;
}

function readAdmit(value: unknown): AdapterConfig['admit'] {
  if (value === 'accept') return value;
  const reason = typeof value === 'string' ? value.replace(/^refuse:/, '') : '';
  if (!(reason in codeTables.reason))
    throw new ConfigError('policy.admit is neither accept nor refuse:REASON');
  return reason as ReasonCode;
}

function readVersions(raw: Members): VersionsJson {
  const versions = { ...ownVersions };
  for (const name of Object.keys(versions) as (keyof VersionsJson)[]) {
    if (raw[name] !== undefined) versions[name] = numberOf(raw[name], name);
  }
  return versions;
}

function readMachines(raw: unknown): AdapterConfig['machines'] {
  if (raw === undefined) return undefined;
  if (!Array.isArray(raw)) throw new ConfigError('machines is no list');
  return raw.map((value): ConfiguredMachine => {
    const row = membersOf(value, 'machines');
    const { profile } = someMachine;
    return {
      machine: textOf(row['machine'], 'machine'),
      epoch: numberOf(row['epoch'], 'epoch'),
      description: {
        profile: {
          memory: numberOf(row['memory'] ?? profile.memory, 'memory'),
          pageSize: numberOf(row['pageSize'] ?? profile.pageSize, 'pageSize'),
          processors: numberOf(row['processors'] ?? profile.processors, 'processors'),
          hypervisor: textOf(row['hypervisor'] ?? profile.hypervisor, 'hypervisor'),
        },
        disks: (row['disks'] ?? []) as MachineDescription['disks'],
      },
    };
  });
}

/** Somebody to talk to. */
export interface ConfiguredPeer {
  /** The id of the HID, in hexadecimal. */
  readonly hid: string;
  readonly address: Dag;
}

/** Reads an HID and an address. @throws ConfigError */
export function readPeer(raw: unknown, name: string): ConfiguredPeer {
  const members = membersOf(raw, name);
  return { hid: textOf(members['hid'], `${name}.hid`), address: readAddress(members['address']) };
}

/** Reads the text of an address. @throws ConfigError */
export function readAddress(raw: unknown): Dag {
  const address = parseDag(textOf(raw, 'address'));
  if (!address.ok) throw new ConfigError(`address is none: ${address.error.code} at ${address.error.offset}`);
  return address.value;
}

/** An object of the kit. @throws ConfigError */
export function membersOf(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null) throw new ConfigError(`${name} is no object`);
  return value as Members;
}

/** A text of the kit. @throws ConfigError */
export function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new ConfigError(`${name} is no text`);
  return value;
}

/** A number of the kit, from 0 on. @throws ConfigError */
export function numberOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new ConfigError(`${name} is no number from 0 on`);
  }
  return value;
}
