/** Who a host is: its key, the identifiers that follow from it, and its address. */
import { toHex } from '../core/hex.ts';
import type { Signer } from '../ports/keys.ts';
import { identifierOf } from '../protocol/index.ts';
import { chainDag, type Dag, encodeDag, makeXid, type Xid, xidType } from '../xia/index.ts';

/** Who a host is. */
export interface Identity {
  readonly signer: Signer;
  /** The id of its HID. */
  readonly hid: Uint8Array;
  /** The same in hexadecimal. */
  readonly hidText: string;
  /** Where it is: its network, itself, its XLMP service. */
  readonly address: Dag;
  /** The nodes of the address, as messages carry them. */
  readonly nodes: Uint8Array;
}

/**
 * Makes the identity of a host in the network `ad`.
 *
 * @param via a 4ID through which the host is reached over IP; it then stands in the place of the network.
 */
export function identityOf(signer: Signer, ad: Xid, via?: Xid): Identity {
  const hid = identifierOf('HID', signer.publicKey);
  const address = chainDag(via ?? ad, makeXid(xidType.hid, hid), serviceOf(signer.publicKey));
  return { signer, hid, hidText: toHex(hid), address, nodes: encodeDag(address) };
}

/** The XLMP service of the host with a key. */
export function serviceOf(key: Uint8Array): Xid {
  return makeXid(xidType.sid, identifierOf('SID', key));
}
