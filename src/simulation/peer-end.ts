/** A peer of chapters 13 and 14 as an end of conversations. */
import { type Peer, type PeerAddress, type PeerSession } from '../adaptation/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { End, Pipe, PipeKind } from './design.ts';

/** An end with a peer under it. */
export interface PeerEnd extends End {
  /** Gives the peer its ears: to be passed as `onSession` when it is started. */
  accept(session: PeerSession): void;
}

/**
 * Makes an end.
 *
 * @param peerOf gives the peer, which is started after its end is made.
 * @param addressOf tells where somebody is by name; that is known only once, at the opening.
 * @param nameOf tells the name of somebody by the id of a HID.
 */
export function peerEnd(
  name: string,
  clock: Clock,
  peerOf: () => Peer,
  addressOf: (name: string) => PeerAddress,
  nameOf: (hid: string) => string,
): PeerEnd {
  const end: PeerEnd = {
    name,
    clock,
    onOpen: () => {},
    open(to, kind, ready) {
      const session = peerOf().open(addressOf(to.name), kind);
      session.onOpen = () => ready(pipeOf(session));
    },
    accept(session) {
      const kind: PipeKind = session.kind;
      end.onOpen(pipeOf(session), nameOf(session.peer), kind);
    },
  };
  return end;
}

function pipeOf(session: PeerSession): Pipe {
  const pipe: Pipe = {
    send: (octets) => session.send(octets),
    onData: () => {},
  };
  session.onData = (octets) => pipe.onData(octets);
  session.onRoom = () => pipe.onRoom?.();
  return pipe;
}
