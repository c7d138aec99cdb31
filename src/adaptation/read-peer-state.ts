/** Reads the state of a peer that another process has left: input from outside, so every member is looked at. */
import { xidSizes } from '../../spec/registry/identifiers.ts';
import { sessionLimits } from '../../spec/registry/sessions.ts';
import { equalOctets } from '../core/compare.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Announcement, Place } from '../machines/index.ts';
import {
  type AttachmentJson,
  type JsonFault,
  signedRecordFromJson,
  signedRecordToJson,
} from '../protocol/index.ts';
import { type DatagramCounters, windowOctets } from '../sessions/index.ts';
import { type Dag, encodeDag, sinkOf, xidType } from '../xia/index.ts';
import {
  type CorrespondenceState,
  mostTravellingSessions,
  type PeerState,
  peerStateVersion,
  type RendezvousState,
  type SessionState,
  type ToldState,
} from './peer-state.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { placeOf } from './places.ts';

type Members = Readonly<Record<string, unknown>>;

const greatest = sessionLimits.integer;
/** Half of what there is, so that whoever goes on can count on. */
const greatestCount = 2 ** 52;
const greatestSequence = 0x7fff_ffff;
/** Nodes of an address in a state at most: a place has two or three, and ways round make a packet's address longer. */
export const mostNodes = 5;
const idOctets = xidSizes.id;
const shortOctets = 16;

/** Why a member is not taken; thrown here and caught by {@link readPeerState} only. */
class Misfit extends Error {
  readonly path: string;

  constructor(path: string, text: string) {
    super(text);
    this.path = path;
  }
}

/**
 * Reads a state.
 *
 * @param json what came, as `JSON.parse` gives it.
 * @returns the state with its members in canonical form, or which member is wrong and why.
 */
export function readPeerState(json: unknown): Result<PeerState, JsonFault> {
  try {
    return ok(peerState(json));
  } catch (error) {
    if (error instanceof Misfit) return err({ path: error.path, text: error.message });
    throw error;
  }
}

function peerState(json: unknown): PeerState {
  const state = object(json, '', [
    'version',
    'machine',
    'attachment',
    'nodes',
    'rendezvous',
    'registered',
    'sessions',
  ]);
  if (state['version'] !== peerStateVersion) throw new Misfit('version', `is not ${peerStateVersion}`);
  const machine = octets(state['machine'], 'machine', idOctets);
  const place = placeAddress(state['nodes'], 'nodes', machine);
  const attachment = state['attachment'] === null ? null : statement(state['attachment'], machine, place);
  const list = state['sessions'];
  if (!Array.isArray(list) || list.length > mostTravellingSessions)
    throw new Misfit('sessions', `is no list of at most ${mostTravellingSessions}`);
  const sessions = list.map((item, at) => session(item, `sessions[${at}]`));
  if (new Set(sessions.map(({ id }) => id)).size !== sessions.length)
    throw new Misfit('sessions', 'has an id twice');
  const rendezvous = rendezvousAt(state['rendezvous'], 'rendezvous');
  const registered = state['registered'] === null ? null : told(state['registered'], 'registered');
  return {
    version: peerStateVersion,
    machine,
    attachment,
    nodes: toHex(encodeDag(place)),
    rendezvous,
    registered,
    sessions,
  };
}

function session(json: unknown, path: string): SessionState {
  const members = object(json, path, [
    'id',
    'peer',
    'role',
    'offer',
    'hasHeard',
    'place',
    'told',
    'datagrams',
  ]);
  const role = oneOf(members['role'], `${path}.role`, ['opens', 'accepts'] as const);
  const peer = octets(members['peer'], `${path}.peer`, idOctets);
  const offer = members['offer'] === '' ? '' : octets(members['offer'], `${path}.offer`, shortOctets);
  if (typeof members['hasHeard'] !== 'boolean')
    throw new Misfit(`${path}.hasHeard`, 'is neither true nor false');
  return {
    id: octets(members['id'], `${path}.id`, shortOctets),
    peer,
    role,
    offer,
    hasHeard: members['hasHeard'],
    place: correspondence(members['place'], `${path}.place`, peer),
    told: told(members['told'], `${path}.told`),
    datagrams: counters(members['datagrams'], `${path}.datagrams`),
  };
}

function correspondence(json: unknown, path: string, peer: string): CorrespondenceState {
  const members = object(json, path, [
    'home',
    'good',
    'trial',
    'latest',
    'nonce',
    'answerOctets',
    'received',
    'sent',
    'service',
    'rendezvous',
  ]);
  const placeIn = (name: string): Place | null =>
    members[name] === null ? null : announcedPlace(members[name], `${path}.${name}`, peer);
  const good = placeIn('good');
  const trial = placeIn('trial');
  if (good === null && trial === null) throw new Misfit(path, 'has no place');
  if (trial !== null && members['nonce'] === '') throw new Misfit(`${path}.nonce`, 'is missing');
  const count = (name: string): number => integer(members[name], `${path}.${name}`, 0, greatest);
  const { nonce } = members;
  return {
    home: toHex(encodeDag(placeAddress(members['home'], `${path}.home`, peer))),
    good,
    trial,
    latest: announcement(
      object(members['latest'], `${path}.latest`, ['epoch', 'sequence']),
      `${path}.latest`,
    ),
    nonce: nonce === '' ? '' : octets(nonce, `${path}.nonce`, shortOctets),
    answerOctets: count('answerOctets'),
    received: count('received'),
    sent: count('sent'),
    service: octets(members['service'], `${path}.service`, idOctets),
    rendezvous: rendezvousAt(members['rendezvous'], `${path}.rendezvous`),
  };
}

function told(json: unknown, path: string): ToldState {
  const members = object(json, path, ['epoch', 'sequence', 'standing']);
  const standing = oneOf(members['standing'], `${path}.standing`, ['done', 'due', 'over'] as const);
  return { ...announcement(members, path), standing };
}

function counters(json: unknown, path: string): DatagramCounters {
  const members = object(json, path, ['sent', 'heard']);
  const heard = object(members['heard'], `${path}.heard`, ['highest', 'seen']);
  return {
    sent: integer(members['sent'], `${path}.sent`, 0, greatestCount),
    heard: {
      highest: integer(heard['highest'], `${path}.heard.highest`, 0, greatest),
      seen: octets(heard['seen'], `${path}.heard.seen`, windowOctets),
    },
  };
}

function announcedPlace(json: unknown, path: string, peer: string): Place {
  const members = object(json, path, ['epoch', 'sequence', 'nodes']);
  const place = placeAddress(members['nodes'], `${path}.nodes`, peer);
  return { ...announcement(members, path), nodes: toHex(encodeDag(place)) };
}

function announcement(members: Members, path: string): Announcement {
  return {
    epoch: integer(members['epoch'], `${path}.epoch`, 1, greatestCount),
    sequence: integer(members['sequence'], `${path}.sequence`, 0, greatestSequence),
  };
}

function rendezvousAt(json: unknown, path: string): RendezvousState | null {
  if (json === null) return null;
  const members = object(json, path, ['host', 'nodes']);
  const nodes = toHex(encodeDag(address(members['nodes'], `${path}.nodes`)));
  return { host: octets(members['host'], `${path}.host`, idOctets), nodes };
}

function statement(json: unknown, machine: string, place: Dag): AttachmentJson {
  const read = signedRecordFromJson('attachment', json);
  if (!read.ok) throw new Misfit(read.error.path, read.error.text);
  const { value } = read;
  if (toHex(value.machine) !== machine) throw new Misfit('attachment.machine', 'is another machine');
  if (!equalOctets(value.nodes, encodeDag(place))) throw new Misfit('attachment.nodes', 'is not the place');
  return signedRecordToJson('attachment', value);
}

/** An address that ends with the HID of a machine. */
function placeAddress(json: unknown, path: string, machine: string): Dag {
  const place = address(json, path);
  const sink = sinkOf(place);
  if (sink.type === xidType.hid && toHex(sink.id) === machine) return place;
  throw new Misfit(path, 'is no place of the machine');
}

function address(json: unknown, path: string): Dag {
  const dag = typeof json === 'string' ? dagOfNodes(json) : undefined;
  if (dag === undefined || dag.nodes.length > mostNodes) throw new Misfit(path, 'is no address');
  const sink = sinkOf(placeOf(dag));
  if (sink.type !== xidType.hid) throw new Misfit(path, 'is the address of no host');
  return dag;
}

function object(json: unknown, path: string, names: readonly string[]): Members {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Misfit(path, 'is no object');
  const found = Object.keys(json);
  const missing = names.find((name) => !Object.hasOwn(json, name));
  if (missing !== undefined) throw new Misfit(path, `has no member ${missing}`);
  const unknown = found.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Misfit(path, `has an unknown member ${unknown}`);
  return json as Members;
}

function octets(json: unknown, path: string, count: number): string {
  const value = typeof json === 'string' ? fromHex(json) : undefined;
  if (value?.length === count) return toHex(value);
  throw new Misfit(path, `is not ${count} octets in hexadecimal`);
}

function integer(json: unknown, path: string, least: number, most: number): number {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= least && json <= most) return json;
  throw new Misfit(path, `is no number from ${least} to ${most}`);
}

function oneOf<T extends string>(json: unknown, path: string, names: readonly T[]): T {
  const name = names.find((each) => each === json);
  if (name === undefined) throw new Misfit(path, `is none of ${names.join(', ')}`);
  return name;
}
