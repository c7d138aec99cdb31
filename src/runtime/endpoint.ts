/**
 * An endpoint: one host with its roles. Packets come in, are decoded, verified and handed to the party they are for;
 * what the parties ask for goes out (chapters 04 to 08).
 */
import type { Timing } from '../machines/timing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hypervisor } from '../ports/hypervisor.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Registers } from '../ports/registers.ts';
import type { Store } from '../ports/store.ts';
import type { Transport } from '../ports/transport.ts';
import type { VersionsJson } from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';
import type { Attachments } from './attachments.ts';
import { exchangeBook } from './exchange-book.ts';
import type { ProtocolFunctions } from './functions.ts';
import type { Host, MakeAttachments, MigrationReport } from './host.ts';
import { openHostJournal } from './host-journal.ts';
import type { Identity } from './identity.ts';
import { mailerOf, type Subject } from './mailer.ts';
import type { Policy } from './policy.ts';
import { reception } from './reception.ts';
import { type EndpointRole, type RoleKeeper, roleKeeper } from './role-keeper.ts';
import type { OrderBody } from './source-events.ts';
import type { Trace } from './trace.ts';
import { transferPaths } from './transfer-path.ts';
import { ownVersions } from './versions.ts';
import { xipStack } from './xip-stack.ts';

/** What an endpoint is made of. */
export interface EndpointOptions {
  readonly identity: Identity;
  readonly roles: readonly EndpointRole[];
  readonly clock: Clock;
  readonly transport: Transport;
  readonly store: Store;
  /** Where a witness keeps its registers, when several processes are one witness; else they are in the journal. */
  readonly registers?: Registers;
  readonly hypervisor: Hypervisor;
  /** The network of the host, when it is to be told that machines come and go. */
  readonly attachments?: MakeAttachments;
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
  const { identity, functions, clock, transport, random } = options;
  const log: Log = options.log ?? (() => {});
  const trace: Trace = options.trace ?? (() => {});
  const journal = openHostJournal(options.store, functions, log);
  let stopped = false;

  let attachments: Attachments | undefined;
  const stack = xipStack(
    identity,
    transport,
    functions,
    (payload, from) => {
      trace({ at: clock.now(), what: 'received', octets: payload });
      receive(payload, from);
    },
    (packet) => attachments?.takeForeign(packet),
  );
  const send = (to: Dag, payload: Uint8Array): void => {
    if (stopped) return;
    trace({ at: clock.now(), what: 'sent', octets: payload });
    stack.send(to, payload);
  };
  const book = exchangeBook(() => freshNumber(random));
  const host: Host = {
    identity,
    clock,
    functions,
    mailer: mailerOf(identity, functions, book, send, log),
    policy: options.policy,
    timing: options.timing ?? {},
    versions: options.versions ?? ownVersions,
    log,
    pathFrom: transferPaths(clock, options.timing ?? {}),
    registers: options.registers,
    get attachments() {
      return attachments;
    },
    hypervisor: {
      describe: (machine) => options.hypervisor.describe(machine),
      ...imageLimitOf(options.hypervisor),
      perform(operation, done) {
        if (stopped) return;
        trace({ at: clock.now(), what: 'asked', operation: operation.operation });
        options.hypervisor.perform(operation, (result) => {
          if (!stopped) done(result);
        });
      },
    },
    record(subject, peer, record, done) {
      if (stopped) return;
      journal.record(subject, peer, record, (written) => {
        trace({ at: clock.now(), what: 'recorded', step: record.step, written });
        if (!stopped) done(written);
      });
    },
    epochOf: (machine) => journal.epochOf(machine),
    isLatest: (subject) => journal.isLatest(subject),
    isBusy: (machine, migration) => keeper.isBusy(machine, migration),
    report(report) {
      const { role, what, migration } = report;
      if (what === 'refused' && role !== 'witness') keeper.refused(role, report);
      if (what !== 'doubt') book.isOver(migration);
      log('info', `${role}, migration ${migration}: ${[what, report.reason ?? []].flat().join(', ')}`);
      options.onReport?.(report);
    },
  };
  const keeper = roleKeeper(host, options.roles);
  const receive = reception(host, keeper, send);
  attachments = options.attachments?.(host);

  transport.onPacket((packet) => {
    if (!stopped) stack.receive(packet);
  });
  for (const recovered of journal.migrations) keeper.resume(recovered);
  return {
    identity,
    view: () => viewOf(keeper),
    order: (subject, order) => keeper.orderHere(subject, order),
    cancel(machine, migration) {
      const role = keeper.source({ machine, migration });
      role?.cancel();
      return role !== undefined;
    },
    retry(machine, migration) {
      const role = keeper.source({ machine, migration });
      role?.retry();
      return role !== undefined;
    },
    stop() {
      stopped = true;
      keeper.stop();
      attachments?.stop();
    },
  };
}

/** A hypervisor without a limit of its own stays one without. */
function imageLimitOf(hypervisor: Hypervisor): Pick<Hypervisor, 'imageLimit'> {
  if (hypervisor.imageLimit === undefined) return {};
  return { imageLimit: (memory, disks) => hypervisor.imageLimit!(memory, disks) };
}

function viewOf(keeper: RoleKeeper): readonly RoleView[] {
  const { roles, registers } = keeper.all();
  return [
    ...roles.map(({ role, subject, state }): RoleView => {
      const { machine, migration } = subject;
      return { role, machine, migration, state: state() };
    }),
    ...registers.map(({ machine, state }): RoleView => ({
      role: 'witness',
      machine,
      migration: '',
      state: state(),
    })),
  ];
}

/** A number that others cannot guess; 0 is kept for what nobody asked for. */
function freshNumber(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.octets(4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 || 1;
}
