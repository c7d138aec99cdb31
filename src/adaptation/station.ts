/**
 * What an access router and a rendezvous have in common: an identity, a journal, and messages that are decoded,
 * verified and handed to the party of the machine that they are about (chapters 12 and 15).
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import { accessRouter, rendezvous, type Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import { type Message, type MessageJson, toJson } from '../protocol/index.ts';
import type { Identity, ProtocolFunctions, Recovered, Trace } from '../runtime/index.ts';
import { errorAnswer } from '../runtime/error-answer.ts';
import { exchangeBook } from '../runtime/exchange-book.ts';
import type { Host } from '../runtime/host.ts';
import { openHostJournal } from '../runtime/host-journal.ts';
import { mailerOf } from '../runtime/mailer.ts';
import type { Incoming } from '../runtime/role.ts';
import type { Dag } from '../xia/index.ts';
import { machinePath } from './machine-path.ts';
import { attachmentVerdict, speakerVerdict } from './place-verdicts.ts';
import { redirected } from './redirection.ts';
import { forwardVerdict, joinVerdict, rightVerdict } from './router-judgement.ts';
import { type PlaneFunctions, routerPlane } from './router-plane.ts';
import { decodeTunnel, encodeTunnel } from './tunnel.ts';

/** What a station is built from and does not choose itself; a mutant replaces one of them. */
export interface StationFunctions extends ProtocolFunctions, PlaneFunctions {
  readonly routerPlane: typeof routerPlane;
  readonly joinVerdict: typeof joinVerdict;
  readonly rightVerdict: typeof rightVerdict;
  readonly forwardVerdict: typeof forwardVerdict;
  readonly attachmentVerdict: typeof attachmentVerdict;
  readonly speakerVerdict: typeof speakerVerdict;
  readonly accessRouter: typeof accessRouter;
  readonly rendezvous: typeof rendezvous;
  readonly redirected: typeof redirected;
}

/** The parts of a station that are not of the runtime or below, as the reference has them. */
export const stationFunctions = {
  accessRouter,
  rendezvous,
  redirected,
  encodeTunnel,
  decodeTunnel,
  machinePath,
  routerPlane,
  joinVerdict,
  rightVerdict,
  forwardVerdict,
  attachmentVerdict,
  speakerVerdict,
} as const;

/** What a station is made of. */
export interface StationOptions {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly store: Store;
  readonly random: Random;
  readonly functions: StationFunctions;
  /** Other delays than the standard ones. */
  readonly timing?: Timing;
  readonly log?: Log;
  readonly trace?: Trace;
}

/** What the parties of a station share. */
export interface Station extends Pick<Host, 'identity' | 'clock' | 'timing' | 'log' | 'mailer' | 'record'> {
  readonly functions: StationFunctions;
}

/** A station that is open. */
export interface OpenStation {
  readonly station: Station;
  /** What the journal held. */
  readonly recovered: readonly Recovered[];
  /** Takes the payload of a message for the XLMP service. */
  receive(payload: Uint8Array, from: Dag): void;
  /** Stops as a crash does. */
  stop(): void;
}

/** What a station does with messages. */
export interface StationEars {
  /** What it understands. */
  readonly hears: ReadonlySet<MessageName>;
  /** Takes a message of these that is authentic and for this station. */
  readonly take: (incoming: Incoming) => void;
  /** Sends a message. */
  readonly send: (to: Dag, payload: Uint8Array) => void;
}

/**
 * Opens a station.
 *
 * @throws JournalError or StoreFailure when the journal cannot be used.
 */
export function openStation(options: StationOptions, ears: StationEars): OpenStation {
  const { identity, clock, functions, random } = options;
  const log: Log = options.log ?? (() => {});
  const trace: Trace = options.trace ?? (() => {});
  const journal = openHostJournal(options.store, functions, log);
  let stopped = false;

  const send = (to: Dag, payload: Uint8Array): void => {
    if (stopped) return;
    trace({ at: clock.now(), what: 'sent', octets: payload });
    ears.send(to, payload);
  };
  const book = exchangeBook(() => new DataView(random.octets(4).buffer).getUint32(0) || 1);
  const station: Station = {
    identity,
    clock,
    functions,
    timing: options.timing ?? {},
    log,
    mailer: mailerOf(identity, functions, book, send, log),
    record(subject, peer, record, done) {
      if (stopped) return;
      journal.record(subject, peer, record, (written) => {
        trace({ at: clock.now(), what: 'recorded', step: record.step, written });
        if (!stopped) done(written);
      });
    },
  };
  return {
    station,
    recovered: journal.migrations,
    receive(octets, from) {
      if (stopped) return;
      trace({ at: clock.now(), what: 'received', octets });
      const decoded = functions.decodeMessage(octets);
      if (!decoded.ok) {
        const answer = errorAnswer(octets, decoded.error, identity, functions);
        if (answer !== undefined) send(from, answer);
        return;
      }
      const message = decoded.value;
      if (!ears.hears.has(message.type) || !equalOctets(message.header.receiver, identity.hid)) return;
      if (functions.verifyMessage(octets, message).ok) ears.take(incomingOf(message, octets, from));
    },
    stop() {
      stopped = true;
    },
  };
}

function incomingOf(message: Message, octets: Uint8Array, from: Dag): Incoming {
  let json: MessageJson | undefined;
  const { machine, migration, epoch, exchange, sender, receiver } = message.header;
  const header = {
    machine: toHex(machine),
    migration: toHex(migration),
    epoch,
    exchange,
    sender: toHex(sender),
    receiver: toHex(receiver),
  };
  return {
    message,
    octets,
    json: () => (json ??= toJson(message)),
    request: { type: message.type, header, from },
  };
}
