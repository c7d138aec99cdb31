/**
 * What an agent beside a machine leaves to the one that goes on at another host: text in JSON, bounded, and read as
 * input from outside. It holds the key of the machine, as the memory of a machine with an agent inside would.
 */
import { xidSizes } from '../../spec/registry/identifiers.ts';
import {
  mostNodes,
  type PeerAddress,
  type PeerState,
  readPeerState,
  type RendezvousState,
  rendezvousState,
} from '../adaptation/index.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { err, ok, type Result } from '../core/result.ts';
import { companionOctets } from '../hypervisors/accompanied.ts';
import type { JsonFault } from '../protocol/index.ts';
import { type Dag, decodeDag, encodeDag } from '../xia/index.ts';

/** The version of the format. */
const version = 1;

/** Characters of the state of an application in JSON at most. */
export const mostApplicationText = 262_144;

/** How many sessions an agent opens by itself at most. */
export const mostOpened = 64;

const seedOctets = 32;
const idOctets = xidSizes.id;

/** What an agent beside a machine leaves. */
export interface CompanionState {
  /** The seed of the key of the machine, 32 octets. */
  readonly seed: Uint8Array;
  readonly peer: PeerState;
  /** Whom it opens sessions with by itself. */
  readonly open: readonly PeerAddress[];
  /** What the application beside the machine leaves; undefined for nothing. */
  readonly application: unknown;
}

/** An address on its way. */
interface AddressState {
  readonly host: string;
  readonly nodes: string | null;
  readonly rendezvous: RendezvousState | null;
}

/** Writes a state; undefined when it is longer than what may travel. */
export function encodeCompanion({ seed, peer, open, application }: CompanionState): Uint8Array | undefined {
  const text = application === undefined ? 'null' : JSON.stringify(application);
  if (text === undefined || text.length > mostApplicationText) return undefined;
  const json = { version, seed: toHex(seed), peer, open: open.map(addressState) };
  const octets = new TextEncoder().encode(`${JSON.stringify(json).slice(0, -1)},"application":${text}}`);
  return octets.length > companionOctets ? undefined : octets;
}

/** Reads a state; which member is wrong, and why, when it is none. */
export function decodeCompanion(octets: Uint8Array): Result<CompanionState, JsonFault> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch {
    return err({ path: '', text: 'is no JSON' });
  }
  if (!isObject(json, ['version', 'seed', 'peer', 'open', 'application']))
    return err({ path: '', text: 'is no state of an agent beside a machine' });
  if (json['version'] !== version) return err({ path: 'version', text: `is not ${version}` });
  const seed = typeof json['seed'] === 'string' ? fromHex(json['seed']) : undefined;
  if (seed?.length !== seedOctets) return err({ path: 'seed', text: `is not ${seedOctets} octets` });
  const peer = readPeerState(json['peer']);
  if (!peer.ok) return err({ path: `peer.${peer.error.path}`, text: peer.error.text });
  const list = json['open'];
  if (!Array.isArray(list) || list.length > mostOpened)
    return err({ path: 'open', text: `is no list of at most ${mostOpened}` });
  const open = list.map(addressOf);
  const wrong = open.indexOf(undefined);
  if (wrong >= 0) return err({ path: `open[${wrong}]`, text: 'is no address' });
  const application = json['application'] ?? undefined;
  return ok({ seed, peer: peer.value, open: open as PeerAddress[], application });
}

function addressState({ hid, address, rendezvous }: PeerAddress): AddressState {
  return {
    host: hid,
    nodes: address === undefined ? null : toHex(encodeDag(address)),
    rendezvous: rendezvous === undefined ? null : rendezvousState(rendezvous),
  };
}

function addressOf(json: unknown): PeerAddress | undefined {
  if (!isObject(json, ['host', 'nodes', 'rendezvous'])) return undefined;
  const hid = idOf(json['host']);
  const address = dagOf(json['nodes']);
  const around = json['rendezvous'];
  if (hid === undefined || (json['nodes'] !== null && address === undefined)) return undefined;
  if (around === null) return address === undefined ? undefined : { hid, address };
  if (!isObject(around, ['host', 'nodes'])) return undefined;
  const host = idOf(around['host']);
  const nodes = dagOf(around['nodes']);
  if (host === undefined || nodes === undefined) return undefined;
  return { hid, ...(address === undefined ? {} : { address }), rendezvous: { hid: host, address: nodes } };
}

function idOf(json: unknown): string | undefined {
  const octets = typeof json === 'string' ? fromHex(json) : undefined;
  return octets?.length === idOctets ? toHex(octets) : undefined;
}

function dagOf(json: unknown): Dag | undefined {
  const octets = typeof json === 'string' ? fromHex(json) : undefined;
  const dag = octets && decodeDag(octets);
  return dag?.ok === true && dag.value.nodes.length <= mostNodes ? dag.value : undefined;
}

/** Whether it is an object with just these members. */
function isObject(json: unknown, names: readonly string[]): json is Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const found = Object.keys(json);
  return found.length === names.length && names.every((name) => found.includes(name));
}
