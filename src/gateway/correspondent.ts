/** The sessions with one correspondent, and the packets that wait until one is open. */
import { sessionSizes } from '../../spec/registry/sessions.ts';
import type { Peer, PeerAddress, PeerSession } from '../adaptation/index.ts';
import type { Clock, ClockEntry } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/** When a session with somebody is opened: at once and always again, or for the first packet that needs it. */
export type Opening = 'start' | 'use';

/** What the sessions with a correspondent need. */
export interface CorrespondentOptions {
  readonly peer: Pick<Peer, 'open'>;
  readonly to: PeerAddress;
  readonly opens: Opening;
  /** The longest packet, in octets. */
  readonly mtu: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPacket: (octets: Uint8Array) => void;
}

/** The sessions with one correspondent. */
export interface Correspondent {
  /** Sends a packet or keeps it until there is a session. @returns how many packets were dropped for it */
  send(octets: Uint8Array): number;
  adopt(session: PeerSession): void;
  /** Whether packets go out now. */
  isOpen(): boolean;
  /** Ends its sessions, unless they are to go on elsewhere. */
  stop(keepsSessions: boolean): void;
}

/** Packets that wait for a session; the oldest one goes first. */
export const waitingPackets = 256;

/** How long it takes until a session is opened again, at first and at most. Milliseconds. */
const firstPause = 500;
const longestPause = 30_000;

/** Sessions that are read; both ends may have opened one, and one of them may have begun anew. */
const mostSessions = 4;

/** Makes it; opens a session if that is to be at once. */
export function correspondent(options: CorrespondentOptions): Correspondent {
  const { to, clock, log } = options;
  const mayOpen = to.address !== undefined || to.rendezvous !== undefined;
  /** Open sessions, the newest last. */
  let sessions: PeerSession[] = [];
  let opening: PeerSession | undefined;
  let waiting: Uint8Array[] = [];
  let pause = firstPause;
  let again: ClockEntry | undefined;
  let stopped = false;

  const open = (): void => {
    again = undefined;
    if (stopped || opening !== undefined || sessions.length > 0 || !mayOpen) return;
    const session = options.peer.open(to, 'datagram');
    opening = session;
    session.onOpen = () => {
      opening = undefined;
      use(session);
    };
    session.onClosed = (reason) => {
      opening = undefined;
      log('warn', `no session with HID:${to.hid}: ${reason}; tried again in ${pause} ms`);
      openLater();
    };
  };
  const openLater = (): void => {
    if (stopped || again !== undefined || (options.opens === 'use' && waiting.length === 0)) return;
    again = clock.schedule(pause, open);
    pause = Math.min(2 * pause, longestPause);
  };
  const use = (session: PeerSession): void => {
    sessions.push(session);
    pause = firstPause;
    session.carrier()?.pathIs({ packetOctets: options.mtu + sessionSizes.datagram });
    session.onData = options.onPacket;
    session.onClosed = (reason) => {
      sessions = sessions.filter((other) => other !== session);
      if (stopped) return;
      log('info', `session ${session.id} with HID:${to.hid} ended: ${reason}`);
      if (sessions.length === 0) openLater();
    };
    if (sessions.length > mostSessions) sessions[0]!.abort();
    const packets = waiting;
    waiting = [];
    for (const packet of packets) session.send(packet);
  };
  if (options.opens === 'start') open();
  return {
    send(octets) {
      const session = sessions.at(-1);
      if (session !== undefined) return session.send(octets) > 0 ? 0 : 1;
      if (stopped) return 1;
      waiting.push(octets);
      if (again === undefined) open();
      if (waiting.length <= waitingPackets) return 0;
      waiting.shift();
      return 1;
    },
    adopt: use,
    isOpen: () => sessions.length > 0,
    stop(keepsSessions) {
      stopped = true;
      again?.cancel();
      waiting = [];
      opening?.abort();
      if (!keepsSessions) for (const session of sessions) session.close();
    },
  };
}
