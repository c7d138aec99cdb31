/**
 * The agent beside one machine (chapter 13): a peer with the key of the machine in the process of the agent of its host.
 * It stands still while the machine does, and goes on with it at another host.
 */
import {
  mostTravellingSessions,
  type Peer,
  type PeerAddress,
  type PeerFunctions,
  type PeerPolicy,
  PeerStateError,
  startPeer,
} from '../adaptation/index.ts';
import { type GuestClock, guestClock } from '../clocks/frozen-clock.ts';
import type { Timing } from '../machines/index.ts';
import type { Clock, ClockEntry } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import {
  type AttachmentJson,
  type DelegationJson,
  signDelegation,
  signedRecordToJson,
  signerFromSeed,
} from '../protocol/index.ts';
import { fromHex } from '../core/hex.ts';
import type { Dag } from '../xia/index.ts';
import type { Applications, CompanionApplication, CompanionMachine } from './companion-config.ts';
import { type CompanionState, encodeCompanion } from './companion-state.ts';

/** What an agent beside a machine is made with, besides what it begins from. */
export interface CompanionParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly functions: PeerFunctions;
  /** Sends a packet as the host does. */
  readonly send: (packet: Uint8Array) => void;
  readonly timing?: Timing | undefined;
  readonly log: Log;
  readonly policy?: PeerPolicy | undefined;
  readonly applications?: Applications | undefined;
}

/** Where it begins: with a machine that begins here, at a place or an attachment, or with one that came. */
export type CompanionBegin =
  | { readonly is: 'new'; readonly machine: CompanionMachine; readonly place: Dag }
  | { readonly is: 'come'; readonly state: CompanionState; readonly epoch: number };

/** The agent beside one machine. */
export interface Companion {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  readonly peer: Peer;
  /** The epoch under which the machine runs here. */
  readonly epoch: number;
  readonly state: 'running' | 'frozen';
  /** Takes a packet for the machine; drops it while the machine stands still. */
  deliver(packet: Uint8Array): void;
  /** The machine is at this place from now on. */
  moved(attachment: AttachmentJson): void;
  /** Stops with the machine, and gives what travels; the same while it stands still, undefined for what cannot. */
  freeze(done: (octets: Uint8Array | undefined) => void): void;
  /** Goes on with the machine. */
  thaw(epoch: number): void;
  /** Lets a host speak for the machine under an epoch. */
  delegation(host: string, epoch: number): DelegationJson;
  stop(): void;
}

/** How often it looks for sessions that are missing. Milliseconds. */
const openAgainDelay = 1000;

/** Starts the agent beside a machine. @throws RangeError for a state of another machine than that of its key */
export function startCompanion(parts: CompanionParts, begin: CompanionBegin): Companion {
  const { log, policy = {} } = parts;
  const clock: GuestClock = guestClock(parts.clock);
  const seed = begin.is === 'new' ? begin.machine.seed : begin.state.seed;
  const open = (begin.is === 'new' ? begin.machine.open : begin.state.open) ?? [];
  const signer = signerFromSeed(seed);
  let again: ClockEntry | undefined;
  let epoch =
    begin.is === 'new' ? (begin.machine.epoch ?? begin.machine.attachment?.epoch ?? 1) : begin.epoch;
  let state: Companion['state'] = 'running';
  let isStopped = false;
  let receive: (packet: Uint8Array) => void = () => {};
  let frozen: { octets: Uint8Array | undefined } | undefined;
  let waiting: ((octets: Uint8Array | undefined) => void)[] = [];

  const peer: Peer = startPeer({
    signer,
    clock,
    random: parts.random,
    functions: parts.functions,
    log,
    ...(parts.timing === undefined ? {} : { timing: parts.timing }),
    ...(begin.is === 'come'
      ? { resume: begin.state.peer }
      : {
          at: begin.machine.attachment ?? begin.place,
          ...(begin.machine.rendezvous === undefined ? {} : { rendezvous: begin.machine.rendezvous }),
        }),
    policy: {
      ...policy,
      // A stream cannot travel, and what does not fit stays behind.
      accept: (other, kind) =>
        kind === 'datagram' &&
        peer.sessions().length < mostTravellingSessions &&
        policy.accept?.(other, kind) !== false,
    },
    transport: {
      send(packet) {
        if (state === 'running' && !isStopped) parts.send(packet);
      },
      onPacket(next) {
        receive = next;
      },
      close: () => Promise.resolve(),
    },
    onSession: (session) => application?.onSession(session),
    onMoved: (attachment) => {
      epoch = Math.max(epoch, attachment.epoch);
      call();
    },
  });
  const machine = peer.identity.hidText;

  /** Opens the sessions that are missing, once the machine is attached, and looks again. */
  const call = (): void => {
    if (isStopped || open.length === 0) return;
    if (peer.here().attachment !== undefined) {
      const present = new Set(peer.view().map((session) => session.peer));
      for (const address of open) if (!present.has(address.hid)) callOne(address);
    }
    again?.cancel();
    again = clock.schedule(openAgainDelay, call);
  };
  const callOne = (address: PeerAddress): void => {
    const session = peer.open(address, 'datagram');
    session.onOpen = () => application?.onSession(session);
  };
  const application: CompanionApplication | undefined = parts.applications?.({
    machine,
    epoch,
    peer,
    clock,
    log,
    state: begin.is === 'come' ? begin.state.application : undefined,
    settings: begin.is === 'new' ? begin.machine.settings : undefined,
  });
  for (const session of peer.sessions()) application?.onSession(session);
  call();

  const leave = (left: unknown): Uint8Array | undefined => {
    try {
      const octets = encodeCompanion({ seed, peer: peer.state(), open, application: left });
      if (octets === undefined)
        log('warn', `machine ${machine}: what its agent would take along is too much`);
      return octets;
    } catch (error) {
      if (!(error instanceof PeerStateError)) throw error;
      log('warn', `machine ${machine}: ${error.message}`);
      return undefined;
    }
  };
  const stand = (left: unknown): void => {
    if (isStopped || frozen !== undefined || waiting.length === 0) return;
    const octets = leave(left);
    state = 'frozen';
    clock.freeze();
    frozen = { octets };
    for (const done of waiting.splice(0)) done(octets);
  };
  return {
    machine,
    peer,
    get epoch() {
      return epoch;
    },
    get state() {
      return state;
    },
    deliver(packet) {
      if (state === 'running' && !isStopped) receive(packet);
    },
    moved: (attachment) => peer.moved(attachment),
    freeze(done) {
      if (frozen !== undefined) return done(frozen.octets);
      waiting.push(done);
      if (waiting.length > 1) return;
      if (application?.freeze === undefined) stand(undefined);
      else application.freeze(stand);
    },
    thaw(next) {
      waiting = [];
      epoch = Math.max(epoch, next);
      if (frozen === undefined) return;
      frozen = undefined;
      state = 'running';
      clock.thaw();
      application?.thaw?.();
    },
    delegation: (host, next) =>
      signedRecordToJson(
        'delegation',
        signDelegation({ machine: fromHex(machine)!, delegate: fromHex(host)!, epoch: next }, signer),
      ),
    stop() {
      if (isStopped) return;
      isStopped = true;
      application?.stop();
      peer.stop();
      clock.freeze();
    },
  };
}
