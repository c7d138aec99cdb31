/**
 * Tells one correspondent where a machine is: drives the rebinding of one session (chapter 13), for the machine itself
 * or for a host that speaks for it.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { Announcement } from '../machines/announcements.ts';
import type { RebindingEffect, RebindingMessage, Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import {
  type AttachmentJson,
  type DelegationJson,
  type HeaderJson,
  type MessageJson,
  noMigration,
} from '../protocol/index.ts';
import { runParty } from '../runtime/party-runner.ts';
import { pathOf } from '../runtime/role.ts';
import type { Seal } from '../runtime/sealer.ts';
import type { PeerFunctions } from './peer-functions.ts';
import { type ToldState, toldOf } from './peer-state.ts';
import { requestBook } from './request-book.ts';

/** What an announcer is made of. */
export interface AnnouncerOptions {
  readonly clock: Clock;
  readonly functions: Pick<PeerFunctions, 'rebinding'>;
  readonly timing: Timing;
  readonly seal: Seal;
  /** Numbers from 1 to 2^32 - 1 that others cannot guess. */
  readonly fresh: () => number;
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  /** The id of the session, in hexadecimal. */
  readonly session: string;
  /** The id of the HID of the correspondent, in hexadecimal. */
  readonly peer: string;
  readonly known: Announcement;
  readonly delegation: DelegationJson | null;
  readonly hasRendezvous: boolean;
  /** Sends a message to where the correspondent is known to be, or by its rendezvous. */
  readonly send: (payload: Uint8Array, by: 'place' | 'rendezvous') => void;
  readonly report: (what: string, reason: string | null) => void;
}

/** Tells one correspondent where a machine is. */
export interface Announcer {
  /** The machine is at this place from now on. */
  announce(attachment: AttachmentJson): void;
  /** Whether this message may be an answer to one from here; it is to be verified then. */
  isExpected(type: MessageName, sender: string, exchange: number): boolean;
  /** Takes a message of the correspondent that was verified. */
  receive(message: MessageJson): void;
  /** The correspondent is at another place itself. */
  peerMoved(): void;
  /** The numbers of the last announcement, and what became of it. */
  told(): ToldState;
  state(): string;
  stop(): void;
}

/** Makes an announcer that has nothing to announce. */
export function announcer(options: AnnouncerOptions): Announcer {
  const { machine, session, peer, known, delegation, hasRendezvous, timing } = options;
  const book = requestBook(options.fresh);
  let epoch = Math.max(1, known.epoch);
  let lastRebind = 0;
  let answered: HeaderJson | undefined;

  const headerOf = (message: RebindingMessage): Omit<HeaderJson, 'sender'> | undefined => {
    if (message.type === 'RebindProof') return answered && { ...answered, receiver: peer };
    epoch = message.attachment.epoch;
    lastRebind = book.numberOf(peer, 'Rebind', JSON.stringify(message));
    return { machine, migration: noMigration, epoch, exchange: lastRebind, receiver: peer };
  };
  const carryOut = (effect: RebindingEffect): void => {
    if (effect.type === 'report') return options.report(effect.params.what, effect.params.reason);
    const { message, by } = effect.params;
    const header = headerOf(message);
    const payload = header && options.seal(header, message);
    if (payload !== undefined) options.send(payload, by);
  };
  const runner = runParty(
    options.functions.rebinding,
    { machine, session, known, delegation, hasRendezvous, timing },
    options.clock,
    carryOut,
  );
  runner.start();
  return {
    announce: (attachment) => runner.send({ type: 'place.changed', attachment }),
    // A correspondent that tests a place by itself asks for a proof without having been asked for anything.
    isExpected: (type, sender, exchange) =>
      sender === peer && (type === 'RebindAnswer' || book.isExpected(sender, type, exchange)),
    receive(message) {
      const { header } = message;
      if (message.type === 'RebindCookie' && header.exchange === lastRebind) {
        runner.send({ type: 'received.RebindCookie', cookie: message.cookie.cookie });
      } else if (message.type === 'Refused' && header.exchange === lastRebind) {
        runner.send({ type: 'received.Refused', reason: message.reason.reason });
      } else if (message.type === 'RebindAnswer' && message.session.session === session) {
        const challenge = message.challenge?.nonce ?? null;
        // An answer to an announcement of before may be one to a replay: it says nothing about this one.
        if (challenge === null && header.exchange !== lastRebind) return;
        answered = header;
        runner.send({ type: 'received.RebindAnswer', binding: message.binding, challenge });
      }
    },
    peerMoved: () => runner.send({ type: 'peer.moved' }),
    told() {
      const { value, context } = runner.state();
      return toldOf(pathOf(value), context);
    },
    state: () => pathOf(runner.state().value),
    stop() {
      runner.send({ type: 'session.closed' });
      runner.stop();
    },
  };
}
