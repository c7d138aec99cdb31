/** Where machines are that are attached to an access router, and the statements that say so (chapter 12). */
import { fromHex } from '../core/hex.ts';
import {
  type AttachmentJson,
  identifierOf,
  signAttachment,
  signedRecordToJson,
  type StandingCode,
} from '../protocol/index.ts';
import { type Identity, serviceOf } from '../runtime/index.ts';
import { chainDag, type Dag, decodeDag, encodeDag, makeXid, type Xid, xidType } from '../xia/index.ts';
import { neighbourAt } from './places.ts';

/** What an access router states. Identifiers in hexadecimal. */
export interface AttachmentClaims {
  readonly machine: string;
  readonly epoch: number;
  readonly host: string;
  readonly standing: StandingCode;
}

/** The AD of the access router with this key. */
export function networkOfKey(key: Uint8Array): Xid {
  return makeXid(xidType.ad, identifierOf('AD', key));
}

/** The address of a machine in the network of an access router. @param machine the id of its HID, in hexadecimal. */
export function placeAt({ address, signer }: Identity, machine: string): Dag {
  const before = address.nodes.slice(0, -2).map(({ xid }) => xid);
  // Behind a 4ID the network is not in the address of the router; in that of a machine it always is.
  const isNamed = before.some(({ type }) => type === xidType.ad);
  const network = isNamed ? [] : [networkOfKey(signer.publicKey)];
  return chainDag(...before, ...network, makeXid(xidType.hid, machine));
}

/** The statement of an access router about a machine in its network. */
export function statedAttachment(identity: Identity, claims: AttachmentClaims): AttachmentJson {
  const { machine, epoch, host, standing } = claims;
  const nodes = encodeDag(placeAt(identity, machine));
  return signedRecordToJson(
    'attachment',
    signAttachment({ machine: octets(machine), epoch, host: octets(host), standing, nodes }, identity.signer),
  );
}

/** Where the router is that stated an attachment, and its XLMP service. */
export interface RouterPlace {
  /** The id of its HID, in hexadecimal. */
  readonly hid: Uint8Array;
  /** The address that ends with its HID, as tunnels use it. */
  readonly host: Dag;
  /** The address that ends with its service, as messages use it. */
  readonly service: Dag;
}

/**
 * Where the router is that stated an attachment: in the network of the machine, with the key that signed.
 *
 * @returns undefined when the address in the statement is none.
 */
export function routerOf({ nodes, key }: Pick<AttachmentJson, 'nodes' | 'key'>): RouterPlace | undefined {
  const place = decodeDag(octets(nodes));
  if (!place.ok) return undefined;
  const hid = identifierOf('HID', octets(key));
  const host = makeXid(xidType.hid, hid);
  const service = serviceOf(octets(key));
  return { hid, host: neighbourAt(place.value, host), service: neighbourAt(place.value, host, service) };
}

function octets(text: string): Uint8Array {
  return fromHex(text)!;
}
