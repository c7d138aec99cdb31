/**
 * The network of a host (chapters 11 and 12): gets machines that come attached to the access router, tells it what to
 * do with the packets of machines that leave, and speaks for machines that let it.
 */
import { fromHex, toHex } from '../core/hex.ts';
import { attaching, type AttachingEffect, directing, type DirectingEffect } from '../machines/index.ts';
import { adaptationLimits } from '../../spec/registry/limits.ts';
import type { Verdict } from '../machines/records.ts';
import type { Random } from '../ports/random.ts';
import type { Transport } from '../ports/transport.ts';
import {
  type AttachmentJson,
  type DelegationJson,
  headerOffsets,
  type MessageJson,
  type TicketJson,
} from '../protocol/index.ts';
import type { Attachments, MakeAttachments } from '../runtime/index.ts';
import type { Host } from '../runtime/host.ts';
import type { Peer, Subject } from '../runtime/mailer.ts';
import { type PartyRunner, runParty } from '../runtime/party-runner.ts';
import { type ParsedPacket, xidType } from '../xia/index.ts';
import { isSignedAttachment } from './router-judgement.ts';
import { announceAs, type Delegate, type DelegatedSession, type DelegateOptions } from './delegate.ts';
import type { HoldBounds } from './machine-path.ts';
import type { Rendezvous } from './peer-core.ts';
import { dagOfNodes } from './place-verdicts.ts';

/** The parts of the network of a host that can be replaced. */
export type HostAttachmentFunctions = Pick<DelegateOptions['functions'], 'rebinding' | 'registration'> & {
  readonly attaching: typeof attaching;
  readonly directing: typeof directing;
};

/** The parts that only the network of a host has, as the reference has them. */
export const hostAttachmentFunctions = { attaching, directing } as const;

/** Whom a machine wants to be told where it is, as its agent has told it to the host. */
export interface MachineContacts {
  readonly sessions: readonly DelegatedSession[];
  readonly rendezvous: readonly Rendezvous[];
}

/** What the network of a host is made of. */
export interface HostAttachmentsOptions {
  readonly functions: HostAttachmentFunctions;
  /** The access router of the network of this host. */
  readonly router: Peer;
  readonly random: Random;
  /** Carries what the host says for a machine. */
  readonly transport: Pick<Transport, 'send'>;
  /** Whom a machine that has given a delegation wants to be told; undefined when that is not known here. */
  readonly contactsOf?: (machine: string) => MachineContacts | undefined;
  /** Called with the statement about a machine that is attached at this host from now on; it may come again. */
  readonly onAttached?: (attachment: AttachmentJson) => void;
  /** The right of a destination to speak for a machine that leaves this host under an epoch. */
  readonly delegationFor?: Attachments['delegationFor'];
  /** Takes packets for machines at this host, by the id of their HID in hexadecimal; without it they are dropped. */
  readonly toMachine?: (machine: string, packet: Uint8Array) => void;
  /** How much is kept for a machine that is about to start; by default as much as an access router holds. */
  readonly bounds?: HoldBounds;
}

type AttachingRunner = PartyRunner<Parameters<(typeof attaching)['step']>[1], unknown>;
type DirectingRunner = PartyRunner<Parameters<(typeof directing)['step']>[1], unknown>;

/** A machine that comes. */
interface Arrival {
  readonly subject: Subject;
  readonly runner: AttachingRunner;
  /** The exchange of what the router was asked last. */
  exchange: number | undefined;
  attachment: AttachmentJson | undefined;
  delegation: DelegationJson | undefined;
  waiting: ((attachment: AttachmentJson | undefined) => void)[];
}

/** A machine that leaves. */
interface Departure {
  readonly subject: Subject;
  readonly runner: DirectingRunner;
  /** The exchange of what the router was asked last. */
  exchange: number | undefined;
  waiting: (() => void)[];
}

/** What came for a machine that is about to start. */
interface Starting {
  readonly packets: Uint8Array[];
  octets: number;
}

/** Gives the network of a host, for the options of an endpoint. */
export function hostAttachments(options: HostAttachmentsOptions): MakeAttachments {
  return (host) => attachmentsOf(host, options);
}

function attachmentsOf(host: Host, options: HostAttachmentsOptions): Attachments {
  const { identity, clock, timing, mailer, log } = host;
  const { functions, router } = options;
  const bounds = options.bounds ?? {
    packets: adaptationLimits.holdPackets,
    octets: adaptationLimits.holdOctets,
  };
  const arrivals = new Map<string, Arrival>();
  const departures = new Map<string, Departure>();
  const starting = new Map<string, Starting>();
  /** By machine: a machine is at one place only. */
  const delegates = new Map<string, Delegate>();

  const fresh = (): number => new DataView(options.random.octets(4).buffer).getUint32(0) || 1;
  const verdictOn = (attachment: AttachmentJson, { machine, epoch }: Subject): Verdict => {
    const isMeant =
      attachment.machine === machine && attachment.epoch === epoch && attachment.host === identity.hidText;
    const signer = toHex(host.functions.identifierOf('HID', fromHex(attachment.key)!));
    return isMeant && signer === router.hid && isSignedAttachment(host, attachment) ? 'valid' : 'attachment';
  };
  const speakFor = (arrival: Arrival, attachment: AttachmentJson): void => {
    const { delegation, subject } = arrival;
    const contacts = delegation && options.contactsOf?.(subject.machine);
    if (contacts === undefined || delegation === undefined) return;
    delegates.get(subject.machine)?.stop();
    const delegate = announceAs({
      identity,
      functions: { ...functions, sealMessage: host.functions.sealMessage },
      clock,
      timing,
      log,
      fresh,
      attachment,
      delegation,
      ...contacts,
      send: (to, payload, from) =>
        options.transport.send(host.functions.buildPacket({ destination: to, source: from, payload })),
    });
    delegates.set(subject.machine, delegate);
  };
  const arrive = (effect: AttachingEffect, arrival: Arrival): void => {
    const { subject } = arrival;
    if (effect.type === 'send') {
      const { message } = effect.params;
      if (message.type === 'Join') {
        const address = { nodes: toHex(identity.nodes) };
        arrival.exchange = exchangeOf(mailer.request(subject, router, { ...message, address }));
      } else {
        const place = dagOfNodes(message.attachment.nodes);
        if (place !== undefined) mailer.tell(subject, { hid: subject.machine, address: place }, message);
      }
      return;
    }
    const { what, attachment, reason } = effect.params;
    if (reason !== null) log('warn', `attachment of machine ${subject.machine}: ${what} (${reason})`);
    arrival.attachment = attachment ?? undefined;
    if (what === 'active' && attachment !== null) {
      // A delegate announces with the sequence before the first one of the machine.
      speakFor(arrival, attachment);
      options.onAttached?.(attachment);
    }
    for (const done of arrival.waiting.splice(0)) done(what === 'prepared' ? arrival.attachment : undefined);
  };
  const arrivalOf = (subject: Subject, ticket: TicketJson): Arrival => {
    const known = arrivals.get(keyOf(subject));
    if (known !== undefined) return known;
    const { machine, migration, epoch } = subject;
    const runner = runParty(
      functions.attaching,
      { machine, migration, epoch, ticket, timing },
      clock,
      (effect) => arrive(effect, arrival),
    );
    const arrival: Arrival = {
      subject,
      runner,
      exchange: undefined,
      attachment: undefined,
      delegation: undefined,
      waiting: [],
    };
    arrivals.set(keyOf(subject), arrival);
    runner.start();
    return arrival;
  };
  const endArrival = (arrival: Arrival): void => {
    arrival.runner.send({ type: 'order.release' });
    arrival.runner.stop();
    delegates.get(arrival.subject.machine)?.stop();
    delegates.delete(arrival.subject.machine);
    arrivals.delete(keyOf(arrival.subject));
    for (const done of arrival.waiting.splice(0)) done(undefined);
  };
  const leave = (effect: DirectingEffect, departure: Departure): void => {
    const { subject } = departure;
    if (effect.type === 'send') {
      departure.exchange = exchangeOf(mailer.request(subject, router, effect.params.message));
      return;
    }
    const { what, reason } = effect.params;
    if (what === 'failed') log('warn', `packets of machine ${subject.machine}: ${reason ?? 'failed'}`);
    for (const done of departure.waiting.splice(0)) done();
    if (what !== 'forwarding' && what !== 'resumed') return;
    departure.runner.stop();
    if (departures.get(subject.machine) === departure) departures.delete(subject.machine);
  };
  const departureOf = (subject: Subject): Departure => {
    const known = departures.get(subject.machine);
    if (known !== undefined && keyOf(known.subject) === keyOf(subject)) return known;
    known?.runner.stop();
    const { machine, migration, epoch } = subject;
    const runner = runParty(functions.directing, { machine, migration, epoch, timing }, clock, (effect) =>
      leave(effect, departure),
    );
    const departure: Departure = { subject, runner, exchange: undefined, waiting: [] };
    departures.set(machine, departure);
    runner.start();
    return departure;
  };
  const departureFor = (subject: Subject): Departure | undefined => {
    const departure = departures.get(subject.machine);
    return departure !== undefined && keyOf(departure.subject) === keyOf(subject) ? departure : undefined;
  };
  const tellParties = (json: MessageJson): void => {
    const { header } = json;
    const arrival = lastAsked(arrivals.get(keyOf(header)), header.exchange);
    const departure = lastAsked(departureFor(header), header.exchange);
    if (json.type === 'Joined') {
      const { attachment } = json;
      const verdict = verdictOn(attachment, header);
      arrival?.runner.send({ type: 'received.Joined', attachment, verdict });
    } else if (json.type === 'TransitAnswer') {
      departure?.runner.send({ type: 'received.TransitAnswer', state: json.transitState.state });
    } else if (json.type === 'Refused') {
      const { reason } = json.reason;
      arrival?.runner.send({ type: 'received.Refused', reason });
      departure?.runner.send({ type: 'received.Refused', reason });
    }
  };
  const takeFor = (machine: string, packet: Uint8Array): void => {
    const soon = starting.get(machine);
    if (soon === undefined) options.toMachine?.(machine, packet);
    else if (soon.packets.length < bounds.packets && soon.octets + packet.length <= bounds.octets) {
      soon.packets.push(packet);
      soon.octets += packet.length;
    }
  };
  return {
    ...(options.delegationFor === undefined ? {} : { delegationFor: options.delegationFor }),
    prepare(subject, ticket, done) {
      const arrival = arrivalOf(subject, ticket);
      if (arrival.attachment !== undefined) return done(arrival.attachment);
      arrival.waiting.push(done);
      arrival.runner.send({ type: 'order.prepare' });
    },
    activate(subject, { ticket, permit, statement, delegation }) {
      const arrival = arrivalOf(subject, ticket);
      arrival.delegation = delegation;
      // What is delivered before the first instruction is for the machine, too.
      if (!starting.has(subject.machine)) starting.set(subject.machine, { packets: [], octets: 0 });
      const evidence = {
        ...(permit === undefined ? {} : { permit }),
        ...(statement === undefined ? {} : { statement }),
      };
      arrival.runner.send({ type: 'order.activate', evidence });
    },
    started({ machine }) {
      const soon = starting.get(machine);
      starting.delete(machine);
      for (const packet of soon?.packets ?? []) options.toMachine?.(machine, packet);
    },
    release(subject) {
      starting.delete(subject.machine);
      const arrival = arrivals.get(keyOf(subject));
      if (arrival !== undefined) endArrival(arrival);
    },
    hold(subject, done) {
      const departure = departureOf(subject);
      departure.waiting.push(done);
      departure.runner.send({ type: 'order.hold' });
    },
    resume: (subject) => departureOf(subject).runner.send({ type: 'order.resume' }),
    forward(subject, permit, attachment) {
      for (const arrival of arrivals.values()) {
        const { machine, epoch } = arrival.subject;
        if (machine === subject.machine && epoch < subject.epoch) endArrival(arrival);
      }
      const departure = departureOf(subject);
      departure.runner.send({ type: 'order.forward', permit, attachment: attachment ?? null });
    },
    isExpected(type, header) {
      const { migration, sender, exchange } = header;
      if (delegates.get(header.machine)?.isExpected(type, sender, exchange) === true) return true;
      const isKnown = arrivals.has(keyOf(header)) || departureFor(header) !== undefined;
      return isKnown && sender === router.hid && mailer.isExpected(migration, sender, type, exchange);
    },
    receive(incoming) {
      const json = incoming.json();
      const { sender, exchange, machine } = json.header;
      if (sender === router.hid) tellParties(json);
      const delegate = delegates.get(machine);
      if (delegate?.isExpected(json.type, sender, exchange) === true) delegate.receive(json);
    },
    takeForeign(packet) {
      const parsed = host.functions.parsePacket(packet);
      const machine = parsed.ok ? machineOf(parsed.value) : undefined;
      if (machine !== undefined) takeFor(machine, packet);
    },
    stop() {
      for (const { runner } of arrivals.values()) runner.stop();
      for (const delegate of delegates.values()) delegate.stop();
      for (const { runner } of departures.values()) runner.stop();
      starting.clear();
    },
  };
}

/** The last HID of an address is that of the machine; what is behind it is a service of the machine. */
function machineOf({ destination }: ParsedPacket): string | undefined {
  const node = destination.nodes.findLast(({ xid }) => xid.type === xidType.hid);
  return node === undefined ? undefined : toHex(node.xid.id);
}

function keyOf({ machine, migration, epoch }: Subject): string {
  return `${machine} ${migration} ${epoch}`;
}

/** Who was asked last by the exchange; an answer to what was asked before says nothing about what is asked now. */
function lastAsked<T extends { readonly exchange: number | undefined }>(
  asking: T | undefined,
  exchange: number,
): T | undefined {
  return asking?.exchange === exchange ? asking : undefined;
}

function exchangeOf(request: Uint8Array | undefined): number | undefined {
  if (request === undefined) return undefined;
  return new DataView(request.buffer, request.byteOffset).getUint32(headerOffsets.exchange);
}
