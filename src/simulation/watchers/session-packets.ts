/**
 * What a packet says about a session, for who watches one end of it: read by the reference, whatever the end itself makes
 * of the packet. Only messages with a good authenticator are read.
 */
import { sessionNextHeader, xipProfiles } from '../../../spec/registry/identifiers.ts';
import { toHex } from '../../core/hex.ts';
import { decodeMessage, type MessageJson, toJson, verifyMessage } from '../../protocol/index.ts';
import { decodeSessionPacket } from '../../sessions/index.ts';
import { type Dag, encodeXid, parsePacket, xidType, xipOffset } from '../../xia/index.ts';
import { dagOfNodes } from '../../adaptation/place-verdicts.ts';
import { waysOf } from '../../adaptation/places.ts';

/** The way that is preferred to a machine, as text; two packets with the same one go to the same place. */
export type PlaceKey = string;

/** A packet that says something about sessions. */
export interface SessionPacketReading {
  /** Where it goes, and where it says it is from. */
  readonly to: PlaceKey;
  readonly from: PlaceKey;
  /** Octets of the whole packet. */
  readonly octets: number;
  /** The id of the session; empty when the packet does not name one. */
  readonly session: string;
  /** The message; undefined for a packet of the session itself. */
  readonly message: MessageJson | undefined;
}

const { data } = xipProfiles['xia-core-v2'].nextHeaders;

/** The place that an address prefers, without the service behind it. */
export function placeKeyOf(address: Dag): PlaceKey {
  const way = waysOf(address)[0] ?? [];
  const machine = way.at(-1)?.type === xidType.sid ? way.slice(0, -1) : way;
  return machine.map((xid) => toHex(encodeXid(xid))).join(' ');
}

/** The place in nodes as messages carry them; empty when they are no address. */
export function placeKeyOfNodes(nodes: string): PlaceKey {
  const address = dagOfNodes(nodes);
  return address === undefined ? '' : placeKeyOf(address);
}

/** Reads a packet; undefined for one that says nothing about sessions, or is not authentic. */
export function readSessionPacket(packet: Uint8Array): SessionPacketReading | undefined {
  const kind = packet[xipOffset.nextHeader];
  if (kind !== sessionNextHeader && kind !== data) return undefined;
  const parsed = parsePacket(packet);
  if (!parsed.ok) return undefined;
  const { destination, source, payload } = parsed.value;
  const about = kind === data ? readMessage(payload) : readData(payload);
  if (about === undefined) return undefined;
  return { to: placeKeyOf(destination), from: placeKeyOf(source), octets: packet.length, ...about };
}

type About = Pick<SessionPacketReading, 'session' | 'message'>;

function readData(payload: Uint8Array): About | undefined {
  const decoded = decodeSessionPacket(payload);
  return decoded.ok ? { session: toHex(decoded.value.session), message: undefined } : undefined;
}

function readMessage(payload: Uint8Array): About | undefined {
  const decoded = decodeMessage(payload);
  if (!decoded.ok) return undefined;
  const message = toJson(decoded.value);
  switch (message.type) {
    case 'SessionOpen':
    case 'SessionAccept':
    case 'Rebind':
    case 'RebindAnswer':
    case 'RebindProof': {
      if (!verifyMessage(payload, decoded.value).ok) return undefined;
      return { session: message.type === 'SessionOpen' ? '' : message.session.session, message };
    }
    default:
      return undefined;
  }
}
