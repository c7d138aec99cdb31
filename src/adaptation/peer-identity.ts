/** Who a peer is: its key and what follows from it. Where it is, is not part of it. */
import { toHex } from '../core/hex.ts';
import type { Signer } from '../ports/keys.ts';
import { identifierOf } from '../protocol/index.ts';
import { serviceOf } from '../runtime/index.ts';
import { makeXid, type Xid, xidType } from '../xia/index.ts';

/** Who a peer is. */
export interface PeerIdentity {
  readonly signer: Signer;
  readonly hid: Xid;
  /** The id of the HID in hexadecimal. */
  readonly hidText: string;
  /** Its XLMP service. */
  readonly service: Xid;
}

/** The identity that goes with a key. */
export function peerIdentity(signer: Signer): PeerIdentity {
  const hid = identifierOf('HID', signer.publicKey);
  return {
    signer,
    hid: makeXid(xidType.hid, hid),
    hidText: toHex(hid),
    service: serviceOf(signer.publicKey),
  };
}
