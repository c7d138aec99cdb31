/**
 * Tells one rendezvous where a machine is: drives its registration (chapter 13), for the machine itself or for a host
 * that speaks for it.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { RegistrationEffect, Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import {
  type AttachmentJson,
  type DelegationJson,
  type MessageJson,
  noMigration,
} from '../protocol/index.ts';
import { runParty } from '../runtime/party-runner.ts';
import { pathOf } from '../runtime/role.ts';
import type { Seal } from '../runtime/sealer.ts';
import type { PeerFunctions } from './peer-functions.ts';
import { type ToldState, toldOf } from './peer-state.ts';
import { requestBook } from './request-book.ts';

/** What a registrar is made of. */
export interface RegistrarOptions {
  readonly clock: Clock;
  readonly functions: Pick<PeerFunctions, 'registration'>;
  readonly timing: Timing;
  readonly seal: Seal;
  /** Numbers from 1 to 2^32 - 1 that others cannot guess. */
  readonly fresh: () => number;
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  /** The id of the HID of the rendezvous, in hexadecimal. */
  readonly rendezvous: string;
  readonly delegation: DelegationJson | null;
  /** What the rendezvous was told before by another process of the same peer. */
  readonly resume?: ToldState;
  /** Sends a message to the rendezvous. */
  readonly send: (payload: Uint8Array) => void;
  readonly report: (what: string, reason: string | null) => void;
}

/** Tells one rendezvous where a machine is. */
export interface Registrar {
  /** The machine is at this place from now on. */
  announce(attachment: AttachmentJson): void;
  /** Whether this message may be an answer to one from here; it is to be verified then. */
  isExpected(type: MessageName, sender: string, exchange: number): boolean;
  /** Takes a message of the rendezvous that was verified. */
  receive(message: MessageJson): void;
  /** The numbers of the last announcement, and what became of it; null before the first one. */
  told(): ToldState | null;
  state(): string;
  stop(): void;
}

/** Makes a registrar that has nothing to announce. */
export function registrar(options: RegistrarOptions): Registrar {
  const { machine, rendezvous, delegation, timing } = options;
  const book = requestBook(options.fresh);
  let lastRegister = 0;

  const carryOut = (effect: RegistrationEffect): void => {
    if (effect.type === 'report') return options.report(effect.params.what, effect.params.reason);
    const { message } = effect.params;
    const { epoch } = message.attachment;
    lastRegister = book.numberOf(rendezvous, 'Register', JSON.stringify(message));
    const header = { machine, migration: noMigration, epoch, exchange: lastRegister, receiver: rendezvous };
    const payload = options.seal(header, message);
    if (payload !== undefined) options.send(payload);
  };
  const { registration } = options.functions;
  const runner = runParty(
    registration,
    { machine, delegation, timing },
    options.clock,
    carryOut,
    options.resume === undefined
      ? undefined
      : registration.resume('idle', {
          machine,
          delegation,
          timing,
          attachment: null,
          epoch: options.resume.epoch,
          sequence: options.resume.sequence,
          count: 0,
        }),
  );
  runner.start();
  return {
    announce: (attachment) => runner.send({ type: 'place.changed', attachment }),
    isExpected: (type, sender, exchange) => sender === rendezvous && book.isExpected(sender, type, exchange),
    receive(message) {
      // An answer to an announcement of before may be one to a replay: it says nothing about this one.
      if (message.header.exchange !== lastRegister) return;
      if (message.type === 'RegisterAnswer') {
        runner.send({ type: 'received.RegisterAnswer', binding: message.binding });
      } else if (message.type === 'Refused') {
        runner.send({ type: 'received.Refused', reason: message.reason.reason });
      }
    },
    told() {
      const { value, context } = runner.state();
      return context.epoch === 0 ? null : toldOf(pathOf(value), context);
    },
    state: () => pathOf(runner.state().value),
    stop() {
      runner.send({ type: 'order.stop' });
      runner.stop();
    },
  };
}
