/**
 * A machine: its peer, which stands still with it, and the host that it is at. When its copy freezes, its clock stops;
 * when a copy runs, it goes on there.
 */
import {
  type Peer,
  type PeerAddress,
  type Reach,
  type Rendezvous,
  startPeer,
  type PeerFunctions,
} from '../adaptation/index.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import type { Identity } from '../runtime/index.ts';
import type { Mover } from './design.ts';
import type { Freeze } from './flow-record.ts';
import { guestClock } from '../clocks/frozen-clock.ts';
import type { HostNode } from './host-node.ts';
import type { Observer } from './observer.ts';
import { peerEnd, type PeerEnd } from './peer-end.ts';
import type { EndWatch } from './watchers/end-watch.ts';
import type { Directory } from './directory.ts';

/** A machine in the network. */
export interface Guest extends Mover {
  readonly identity: Identity;
  readonly end: PeerEnd;
  readonly peer: Peer;
  /** The epoch under which it runs, or ran last. */
  readonly epoch: number;
  /** Its copy at the host where it runs has stopped. */
  froze(): void;
  /** A copy runs at a host. */
  runs(host: HostNode, epoch: number): void;
}

/** What a machine is made with. */
export interface GuestParts {
  readonly name: string;
  readonly identity: Identity;
  readonly host: HostNode;
  /** Where its access router says that it is. */
  readonly at: AttachmentJson;
  readonly rendezvous: Rendezvous | undefined;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly functions: PeerFunctions;
  readonly observer: Observer;
  /** Starts the watch over the machine. @param own its clock. */
  readonly watchBy: (own: Clock) => EndWatch;
  readonly directory: Directory;
  readonly seed: number;
  addressOf(name: string): PeerAddress;
}

/** Starts a machine at a host. */
export function startGuest(parts: GuestParts): Guest {
  const { name, identity, clock, observer, rendezvous } = parts;
  const own = guestClock(clock);
  const watch = parts.watchBy(own);
  const freezes: Freeze[] = [];
  let host = parts.host;
  let epoch = parts.at.epoch;
  let receiver: (packet: Uint8Array) => void = () => {};
  const take = (packet: Uint8Array): void => {
    observer.arrived(packet, name);
    watch.came(packet);
    receiver(packet);
  };
  const end = peerEnd(
    name,
    own,
    () => peer,
    parts.addressOf,
    (hid) => parts.directory.nameOf(hid),
  );
  const peer: Peer = startPeer({
    signer: identity.signer,
    at: parts.at,
    ...(rendezvous === undefined ? {} : { rendezvous }),
    clock: own,
    random: seededRandom(parts.seed),
    functions: parts.functions,
    policy: { reach: parts.reach },
    onSession: (session) => end.accept(session),
    transport: {
      send(packet) {
        observer.sent(name, packet);
        watch.went(packet);
        host.fromMachine(packet);
      },
      onPacket(next) {
        receiver = next;
      },
      close: () => Promise.resolve(),
    },
  });
  host.setTap(identity.hid, take);
  return {
    identity,
    end,
    peer,
    freezes,
    get host() {
      return host.name;
    },
    get epoch() {
      return epoch;
    },
    froze() {
      freezes.push({ fromMs: clock.now(), untilMs: undefined });
      host.setTap(identity.hid, undefined);
      own.freeze();
    },
    runs(next, nextEpoch) {
      host = next;
      epoch = nextEpoch;
      const freeze = freezes.at(-1);
      if (freeze !== undefined) freeze.untilMs ??= clock.now();
      own.thaw();
      host.setTap(identity.hid, take);
    },
  };
}
