/**
 * One session of a peer: where the other end is, what it is told of this end, and the stream or the datagrams that are
 * carried between them (chapters 13, 14 and 16).
 */
import { fromHex } from '../core/hex.ts';
import type { Announcement } from '../machines/announcements.ts';
import { delayOf, mayRepeat } from '../machines/timing.ts';
import type { ClockEntry } from '../ports/clock.ts';
import type { AttachmentJson, SessionKindCode } from '../protocol/index.ts';
import type { DatagramSession, SessionPacket, StreamSession } from '../sessions/index.ts';
import { type Dag, makeXid, xidType } from '../xia/index.ts';
import { type Announcer, announcer } from './announcer.ts';
import { correspondence } from './correspondence.ts';
import type { Correspondence, CorrespondenceStart } from './correspondence-options.ts';
import type { PeerCore, Rendezvous } from './peer-core.ts';
import type { Arrived } from './peer-stack.ts';
import type { SessionState } from './peer-state.ts';
import { isAtPlace, serviceAt } from './places.ts';
import { announcesTo, throughRendezvous, type Whereabouts } from './reach.ts';

/** What an application has of a session. Members that begin with `on` are set by it. */
export interface PeerSession {
  /** The id of the session in hexadecimal; empty before it is open. */
  readonly id: string;
  readonly kind: SessionKindCode;
  /** The id of the HID of the other end, in hexadecimal. */
  readonly peer: string;
  readonly state: 'opening' | 'open' | 'closed';
  /** Sends octets of a stream, or one datagram that is not empty. @returns how many octets were taken. */
  send(octets: Uint8Array): number;
  /** Ends the own direction of a stream, or the datagram session. */
  close(): void;
  /** Ends the session at once. */
  abort(): void;
  /** Where packets for the other end go now; undefined before it is open. */
  destination(): Dag | undefined;
  /** Whether the other end has proved that it is where packets for it go. */
  isProved(): boolean;
  /** The stream or the datagram session under it, for what only one of them has; undefined before it is open. */
  carrier(): StreamSession | DatagramSession | undefined;
  onOpen?: () => void;
  onData?: (octets: Uint8Array) => void;
  onEnd?: () => void;
  onRoom?: () => void;
  /** Called once; `not-opened` when it never was open. */
  onClosed?: (reason: string) => void;
  /** Told when the other end moves, has proved its place, or is looked for at the last good one again. */
  onNews?: (what: string, reason: string | null) => void;
}

/** A session as its peer drives it. */
export interface DrivenSession {
  readonly app: PeerSession;
  readonly place: Correspondence;
  /** What the other end is told; undefined before the session is open. */
  announcer(): Announcer | undefined;
  start(): void;
  /** Takes a packet of the session. */
  receive(packet: SessionPacket, arrived: Arrived): void;
  /** What goes on with the session elsewhere has to know; undefined for one that is not open, or is a stream. */
  travelling(): Omit<SessionState, 'offer'> | undefined;
  /** This peer is at another place, of which there may be a statement. */
  moved(attachment: AttachmentJson | undefined): void;
  stop(): void;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly peer: string;
  readonly kind: SessionKindCode;
  /** The rendezvous of the other end. */
  readonly rendezvous: Rendezvous | undefined;
  readonly start: CorrespondenceStart;
  /** What the other end knows of this one from the opening. */
  readonly known: Announcement;
  /** What the session goes on from, when it was opened in another process of this peer; `start` says the same. */
  readonly resume?: Pick<SessionState, 'role' | 'hasHeard' | 'datagrams'>;
  /** Tells the id of the session; empty before it is known. */
  readonly idOf: () => string;
  /** Called when it is open here, and when it is over. */
  readonly onOpened: (session: DrivenSession) => void;
  readonly onOver: (session: DrivenSession) => void;
}

const nothing = new Uint8Array(0);

/** Makes a session that is being opened, or was accepted. */
export function peerSession(core: PeerCore, options: SessionOptions): DrivenSession {
  const { functions, clock, log } = core;
  const { peer, kind, rendezvous, start, resume } = options;
  const role = resume?.role ?? start.role;
  let carrier: StreamSession | DatagramSession | undefined;
  let told: Announcer | undefined;
  let state: PeerSession['state'] = 'opening';
  let missed: AttachmentJson | undefined;
  let hasHeard = resume?.hasHeard ?? false;
  let again: ClockEntry | undefined;
  let addressed: { readonly whereabouts: Whereabouts; readonly to: Dag } | undefined;

  const destination = (withService = false): Dag | undefined => {
    const whereabouts = place.whereabouts();
    if (withService || whereabouts === undefined)
      return whereabouts && functions.destinationOf(core.reach, whereabouts, place.service());
    // Every packet asks, and the answer changes only when one of the ends moves.
    if (addressed?.whereabouts !== whereabouts)
      addressed = { whereabouts, to: functions.destinationOf(core.reach, whereabouts) };
    return addressed.to;
  };
  const transmit = (payload: Uint8Array): boolean => {
    const to = destination();
    if (to === undefined) return false;
    const packet = core.stack.session(to, payload);
    if (!place.may(packet.length)) return false;
    core.stack.put(packet);
    return true;
  };
  /** A Rebind counts for the limit like everything else; the last good place has none, if it is elsewhere. */
  const tell = (payload: Uint8Array, by: 'place' | 'rendezvous'): void => {
    const known = place.whereabouts();
    const service = place.service();
    if (known === undefined || service === undefined) return;
    if (by === 'rendezvous' && known.rendezvous !== undefined) {
      const hid = makeXid(xidType.hid, peer);
      return core.stack.put(core.stack.message(throughRendezvous(known.rendezvous, hid, service), payload));
    }
    const packet = core.stack.message(serviceAt(known.place, service), payload);
    if (place.may(packet.length)) core.stack.put(packet);
    else if (known.former !== undefined && !isAtPlace(known.former, known.place)) {
      core.stack.put(core.stack.message(serviceAt(known.former, service), payload));
    }
  };
  const over = (reason: string): void => {
    if (state === 'closed') return;
    state = 'closed';
    again?.cancel();
    told?.stop();
    place.stop();
    options.onOver(driven);
    app.onClosed?.(reason);
  };
  const newAnnouncer = (): Announcer =>
    announcer({
      clock,
      functions,
      timing: core.timing,
      seal: core.seal,
      fresh: core.fresh,
      machine: core.identity.hidText,
      session: options.idOf(),
      peer,
      known: options.known,
      delegation: null,
      hasRendezvous: (place.whereabouts()?.rendezvous ?? rendezvous) !== undefined,
      send: tell,
      report: (what, reason) =>
        log('info', `session ${app.id}: ${what}${reason === null ? '' : ` (${reason})`}`),
    });
  const open = (): void => {
    if (state !== 'opening') return;
    state = 'open';
    const session = fromHex(options.idOf())!;
    const onClosed = (reason: string): void => over(reason);
    carrier =
      kind === 'stream'
        ? functions.streamSession({
            session,
            clock,
            transmit,
            onData: (octets) => app.onData?.(octets),
            onEnd: () => app.onEnd?.(),
            onRoom: () => app.onRoom?.(),
            onClosed,
          })
        : functions.datagramSession({
            session,
            transmit,
            onData: takeDatagram,
            onClosed,
            ...(resume === undefined ? {} : { resume: resume.datagrams }),
          });
    told ??= newAnnouncer();
    options.onOpened(driven);
    app.onOpen?.();
    if (role === 'opens') showUp();
    if (missed !== undefined) told.announce(missed);
    missed = undefined;
  };
  /**
   * Only a packet of the session proves to the other end that this one is where it said. It is repeated until one comes
   * back: nothing else repeats a packet that carries no data.
   */
  const showUp = (count = 0): void => {
    if (state !== 'open' || hasHeard) return;
    if (carrier?.kind === 'stream') carrier.moved();
    else if (count > 0 || carrier?.statistics().sent === 0) carrier?.send(nothing);
    if (!mayRepeat('OPEN_RETRY', count, core.timing)) return;
    again = clock.schedule(delayOf('OPEN_RETRY', count, core.timing), () => showUp(count + 1));
  };
  const takeDatagram = (octets: Uint8Array): void => {
    // An empty datagram shows that somebody is there, and is no data; who accepted the session answers it.
    if (octets.length > 0) app.onData?.(octets);
    else if (role === 'accepts' && carrier?.kind === 'datagram') carrier.send(nothing);
  };
  const place = correspondence(core, {
    peer,
    rendezvous,
    start,
    onDirect(hasMoved) {
      if (hasMoved) {
        carrier?.moved();
        told?.peerMoved();
      }
      carrier?.resume();
    },
    onReport(what, reason) {
      log('info', `session ${app.id} with ${peer}: ${what}${reason === null ? '' : ` (${reason})`}`);
      if (what === 'opened') open();
      else if (what === 'not-opened') over(reason ?? what);
      else if (what === 'lost') carrier?.abort();
      app.onNews?.(what, reason);
      if (what === 'lost') over(what);
    },
  });
  const app: PeerSession = {
    get id() {
      return state === 'opening' ? '' : options.idOf();
    },
    kind,
    peer,
    get state() {
      return state;
    },
    send(octets) {
      if (state !== 'open' || carrier === undefined || octets.length === 0) return 0;
      if (carrier.kind === 'stream') return carrier.send(octets);
      const fate = carrier.send(octets);
      return fate === 'sent' || fate === 'held' ? octets.length : 0;
    },
    close() {
      if (carrier === undefined) over('aborted');
      else carrier.close();
    },
    abort() {
      if (carrier === undefined) over('aborted');
      else carrier.abort();
    },
    destination: () => destination(),
    isProved: () => place.isProved(),
    carrier: () => carrier,
  };
  const driven: DrivenSession = {
    app,
    place,
    announcer: () => told,
    start() {
      // Who opened the session may test the place of this end before it has sent anything else.
      if (start.role !== 'opens') told = newAnnouncer();
      place.start();
      if (start.role === 'resumes') open();
    },
    receive(packet, arrived) {
      const claimed = functions.placeOfSource(arrived.source);
      if (claimed !== undefined) place.divert(claimed);
      hasHeard = true;
      const wasProved = place.isProved();
      place.heardData(arrived);
      carrier?.receive(packet);
      if (!wasProved) carrier?.resume();
    },
    travelling() {
      const where = place.travelling();
      if (state !== 'open' || carrier?.kind !== 'datagram' || told === undefined || where === undefined)
        return undefined;
      const ends = { id: options.idOf(), peer, role: role === 'opens' ? role : ('accepts' as const) };
      return { ...ends, hasHeard, place: where, told: told.told(), datagrams: carrier.counters() };
    },
    moved(attachment) {
      if (attachment !== undefined && announcesTo(core.reach).sessions) {
        if (told === undefined) missed = attachment;
        else told.announce(attachment);
      }
      carrier?.moved();
    },
    stop() {
      state = 'closed';
      again?.cancel();
      told?.stop();
      place.stop();
    },
  };
  return driven;
}
