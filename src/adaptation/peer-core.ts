/** What the parts of one peer share: who and where it is, its ports, its functions. */
import type { Announcement } from '../machines/announcements.ts';
import type { Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import type { Seal } from '../runtime/sealer.ts';
import type { Dag } from '../xia/index.ts';
import type { CookieJar, LoadGauge } from './cookie.ts';
import type { PeerFunctions } from './peer-functions.ts';
import type { PeerIdentity } from './peer-identity.ts';
import type { PeerStack } from './peer-stack.ts';
import type { Reach } from './reach.ts';

/** Somebody with an address that does not move. */
export interface Rendezvous {
  /** The id of the HID, in hexadecimal. */
  readonly hid: string;
  /** The address of its XLMP service. */
  readonly address: Dag;
}

/** Where a peer is. */
export interface OwnPlace extends Announcement {
  /** The address of the peer, without a service. */
  readonly place: Dag;
  /** What the AD says of it; undefined for a peer that nobody has attached. */
  readonly attachment: AttachmentJson | undefined;
}

/** What the parts of one peer share. */
export interface PeerCore {
  readonly identity: PeerIdentity;
  readonly clock: Clock;
  readonly functions: PeerFunctions;
  readonly timing: Timing;
  readonly log: Log;
  readonly reach: Reach;
  readonly rendezvous: Rendezvous | undefined;
  readonly seal: Seal;
  readonly stack: PeerStack;
  readonly jar: CookieJar;
  readonly gauge: LoadGauge;
  /** Where it is now. */
  here(): OwnPlace;
  /** A number from 1 to 2^32 - 1 that others cannot guess. */
  fresh(): number;
  /** 16 random octets in hexadecimal. */
  nonce(): string;
}
