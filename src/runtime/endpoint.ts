/**
 * An endpoint: one host with its roles. Packets come in, are decoded, verified and handed to the party they are for;
 * what the parties ask for goes out (chapters 04 to 08).
 */
import { messages as messageTable } from '../../spec/registry/messages.ts';
import type { Timing } from '../machines/timing.ts';
import type { Resume } from '../machines/records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hypervisor } from '../ports/hypervisor.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import type { Transport } from '../ports/transport.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import { type Message, type MessageJson, toJson, type VersionsJson } from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';
import { destinationRole } from './destination-role.ts';
import { errorAnswer } from './error-answer.ts';
import { exchangeBook } from './exchange-book.ts';
import type { ProtocolFunctions } from './functions.ts';
import { openHostJournal } from './host-journal.ts';
import type { Host, MigrationReport } from './host.ts';
import type { Identity } from './identity.ts';
import { mailerOf, type OpenRequest, type Subject } from './mailer.ts';
import type { Policy } from './policy.ts';
import type { Recovered } from './recovery.ts';
import type { Incoming, Role } from './role.ts';
import { roleTable } from './role-table.ts';
import type { OrderBody } from './source-events.ts';
import { setupOf, type SourceRole, sourceRole } from './source-role.ts';
import type { Trace } from './trace.ts';
import { ownVersions } from './versions.ts';
import { type WitnessRole, witnessRole } from './witness-role.ts';
import { xipStack } from './xip-stack.ts';

/** A role that an endpoint can have. */
export type EndpointRole = 'source-host' | 'destination-host' | 'witness';

/** What an endpoint is made of. */
export interface EndpointOptions {
  readonly identity: Identity;
  readonly roles: readonly EndpointRole[];
  readonly clock: Clock;
  readonly transport: Transport;
  readonly store: Store;
  readonly hypervisor: Hypervisor;
  readonly random: Random;
  readonly functions: ProtocolFunctions;
  readonly policy: Policy;
  /** Other delays than the standard ones. */
  readonly timing?: Timing;
  /** Other versions than this implementation's, for tests of the negotiation. */
  readonly versions?: VersionsJson;
  readonly log?: Log;
  readonly trace?: Trace;
  /** Called when a migration has ended here, or needs help. */
  readonly onReport?: (report: MigrationReport) => void;
}

/** A migration or a register, for the status command. */
export interface RoleView {
  readonly role: EndpointRole;
  readonly machine: string;
  /** Empty for the register of a witness. */
  readonly migration: string;
  readonly state: string;
}

/** An endpoint that is running. */
export interface Endpoint {
  readonly identity: Identity;
  /** What it is doing. */
  view(): readonly RoleView[];
  /** Orders a migration or a dry run; how it ends is told by `onReport`. Does nothing for one that is known. */
  order(subject: Subject, order: OrderBody): void;
  /** Cancels a migration, if it is not too late; false when there is no such migration. */
  cancel(machine: string, migration: string): boolean;
  /** Has a doubtful commit tried again; false when there is no such migration. */
  retry(machine: string, migration: string): boolean;
  /** Stops as a crash does: nothing more is sent or done. The ports stay the caller's. */
  stop(): void;
}

/**
 * Starts an endpoint: it goes on from its journal and listens.
 *
 * @throws JournalError or StoreFailure when the journal cannot be used.
 */
export function startEndpoint(options: EndpointOptions): Endpoint {
  const { identity, functions, clock, transport, hypervisor, policy, random } = options;
  const log: Log = options.log ?? (() => {});
  const journal = openHostJournal(options.store, functions, log);
  const table = roleTable();
  const registers = new Map<string, WitnessRole>();
  let stopped = false;

  const stack = xipStack(identity, transport, functions, (payload, from) => receive(payload, from));
  const send = (to: Dag, payload: Uint8Array): void => {
    if (stopped) return;
    options.trace?.({ at: clock.now(), what: 'sent', octets: payload });
    stack.send(to, payload);
  };
  const book = exchangeBook(() => freshNumber(random));
  const mailer = mailerOf(identity, functions, book, send, log);
  const host: Host = {
    identity,
    clock,
    hypervisor: {
      describe: (machine): ReturnType<Hypervisor['describe']> => hypervisor.describe(machine),
      perform: (operation, done) => {
        if (stopped) return;
        options.trace?.({ at: clock.now(), what: 'asked', operation: operation.operation });
        hypervisor.perform(operation, (result) => {
          if (!stopped) done(result);
        });
      },
    },
    functions,
    mailer,
    policy,
    timing: options.timing ?? {},
    versions: options.versions ?? ownVersions,
    log,
    record(subject, peer, record, done) {
      if (stopped) return;
      journal.record(subject, peer, record, (written) => {
        options.trace?.({ at: clock.now(), what: 'recorded', step: record.step, written });
        if (!stopped) done(written);
      });
    },
    epochOf: (machine) => journal.epochOf(machine),
    isBusy: (machine, migration) =>
      table
        .all()
        .some(
          ({ subject, isOver }) =>
            subject.machine === machine && subject.migration !== migration && !isOver(),
        ),
    report(report) {
      if (report.what === 'refused' && report.role !== 'witness') table.refused(report.role, report);
      log(
        'info',
        `${report.role}, migration ${report.migration}: ${report.what} ${report.reason ?? ''}`.trim(),
      );
      options.onReport?.(report);
    },
  };

  const receive = (octets: Uint8Array, from: Dag): void => {
    if (stopped) return;
    options.trace?.({ at: clock.now(), what: 'received', octets });
    const decoded = functions.decodeMessage(octets);
    if (!decoded.ok) {
      const answer = errorAnswer(octets, decoded.error, identity, functions);
      if (answer !== undefined) send(from, answer);
      return;
    }
    const message = decoded.value;
    if (!equalOctets(message.header.receiver, identity.hid)) return;
    if (!functions.verifyMessage(octets, message).ok) return;
    if (message.type === 'Error') {
      log('info', `the other side could not use a message: ${message.fault.code} at ${message.fault.offset}`);
      return;
    }
    dispatch(incomingOf(message, octets, from));
  };
  const isExpected = ({ message, request }: Incoming): boolean => {
    const { type } = message;
    if (messageTable[type].answers.length === 0) return true;
    const { migration, sender, exchange } = request.header;
    return mailer.isExpected(migration, sender, type, exchange);
  };
  const dispatch = (incoming: Incoming): void => {
    const { message, request } = incoming;
    if (!isExpected(incoming)) return;
    const { machine, migration, epoch } = request.header;
    const subject: Subject = { machine, migration, epoch };
    switch (message.type) {
      case 'WitnessRead':
      case 'WitnessSwap':
        if (options.roles.includes('witness')) registerOf(machine).receive(incoming);
        return;
      case 'Order':
        if (options.roles.includes('source-host')) sourceFor(subject, incoming)?.receive(incoming);
        return;
      case 'Offer':
        if (options.roles.includes('destination-host')) destinationFor(subject, request)?.receive(incoming);
        return;
      default: {
        const roles = [table.find('source-host', subject), table.find('destination-host', subject)];
        const known = roles.filter((role) => role !== undefined);
        if (known.length === 0) return answerUnknown(request);
        const asks = message.type === 'StatusQuery' || message.type === 'Cancel';
        for (const role of known) if (asks || role.subject.epoch === epoch) role.receive(incoming);
      }
    }
  };
  const answerUnknown = (request: OpenRequest): void => {
    const isHost = options.roles.some((role) => role !== 'witness');
    if (request.type === 'StatusQuery' && isHost) {
      const epoch = journal.epochOf(request.header.machine);
      mailer.answer(request, {
        type: 'StatusAnswer',
        status: { outcome: 'unknown', phase: 'none', runsHere: 'unknown', epoch },
      });
    }
    if (request.type === 'Cancel' && options.roles.includes('source-host')) {
      mailer.answer(request, { type: 'CancelAnswer', cancelResult: { outcome: 'unknown' } });
    }
  };
  const startRole = <R extends Role>(role: R): R => {
    table.add(role);
    role.start();
    return role;
  };
  const sourceFor = (subject: Subject, incoming: Incoming): Role | undefined => {
    const known = table.find('source-host', subject);
    if (known !== undefined) return known.subject.epoch === subject.epoch ? known : undefined;
    const json = incoming.json();
    return json.type === 'Order' ? startRole(sourceRole(host, setupOf(subject, json))) : undefined;
  };
  const destinationFor = (subject: Subject, request: OpenRequest): Role | undefined => {
    const known = table.find('destination-host', subject);
    if (known !== undefined) return known.subject.epoch === subject.epoch ? known : undefined;
    return startRole(destinationRole(host, { subject, source: request.header.sender, from: request.from }));
  };
  const registerOf = (machine: string): WitnessRole => {
    const known = registers.get(machine);
    if (known !== undefined) return known;
    const register = witnessRole(host, machine);
    registers.set(machine, register);
    register.start();
    return register;
  };
  const resume = (recovered: Recovered): void => {
    const { machine, migration, epoch, peer, record, latest } = recovered;
    const subject = { machine, migration, epoch };
    const resumed = { record, latest } as Resume<never>;
    if (recovered.role === 'witness') {
      const register = witnessRole(host, machine, resumed);
      registers.set(machine, register);
      register.start();
    } else if (recovered.role === 'destination-host') {
      startRole(destinationRole(host, { subject, source: peer, from: identity.address, resume: resumed }));
    } else {
      const { target = { host: peer, nodes: '' }, witness, freezeBudget, ticket } = record;
      const canceller = ticket?.canceller;
      startRole(sourceRole(host, { subject, target, witness, freezeBudget, canceller, resume: resumed }));
    }
  };

  transport.onPacket((packet) => {
    if (!stopped) stack.receive(packet);
  });
  for (const recovered of journal.migrations) resume(recovered);
  return {
    identity,
    view: () => [
      ...table.all().map((role) => ({ role: role.role, ...idsOf(role.subject), state: role.state() })),
      ...[...registers.values()].map((register) => ({
        role: 'witness' as const,
        machine: register.machine,
        migration: '',
        state: register.state(),
      })),
    ],
    order(subject, order) {
      if (table.find('source-host', subject) !== undefined) return;
      startRole(sourceRole(host, setupOf(subject, order))).order(order);
    },
    cancel(machine, migration) {
      const role = table.find('source-host', { machine, migration }) as SourceRole | undefined;
      role?.cancel();
      return role !== undefined;
    },
    retry(machine, migration) {
      const role = table.find('source-host', { machine, migration }) as SourceRole | undefined;
      role?.retry();
      return role !== undefined;
    },
    stop() {
      stopped = true;
      for (const role of table.all()) role.stop();
      for (const register of registers.values()) register.stop();
    },
  };
}

function idsOf({ machine, migration }: Subject): { machine: string; migration: string } {
  return { machine, migration };
}

function incomingOf(message: Message, octets: Uint8Array, from: Dag): Incoming {
  let json: MessageJson | undefined;
  const header = headerJson(message);
  return {
    message,
    octets,
    json: () => (json ??= toJson(message)),
    request: { type: message.type, header, from },
  };
}

function headerJson({ header }: Message): OpenRequest['header'] {
  const { epoch, exchange } = header;
  return {
    machine: toHex(header.machine),
    migration: toHex(header.migration),
    epoch,
    exchange,
    sender: toHex(header.sender),
    receiver: toHex(header.receiver),
  };
}

/** A number that others cannot guess; 0 is kept for what nobody asked for. */
function freshNumber(random: Random): number {
  const [a, b, c, d] = random.octets(4) as unknown as [number, number, number, number];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 || 1;
}
