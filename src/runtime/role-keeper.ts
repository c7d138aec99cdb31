/**
 * Keeps the roles of an endpoint, one for each migration, and the registers of a witness, one for each machine:
 * makes them when a message or the journal calls for them, and forgets those that left no trace.
 */
import type { Resume } from '../machines/records.ts';
import type { Registers } from '../ports/registers.ts';
import { destinationRole } from './destination-role.ts';
import type { Host } from './host.ts';
import type { Subject } from './mailer.ts';
import type { Recovered } from './recovery.ts';
import type { Incoming, Role } from './role.ts';
import type { OrderBody } from './source-events.ts';
import { setupOf, type SourceRole, sourceRole } from './source-role.ts';
import { sharedRegister, type SharedRegister } from './shared-register.ts';
import { type WitnessRole, witnessRole } from './witness-role.ts';

/** A role that an endpoint can have. */
export type EndpointRole = 'source-host' | 'destination-host' | 'witness';

/** How many refused migrations are remembered; the oldest goes first. */
export const rememberedRefusals = 256;

type MigrationId = Pick<Subject, 'machine' | 'migration'>;

/** The roles of an endpoint. */
export interface RoleKeeper {
  has(role: EndpointRole): boolean;
  /** The roles that know a migration. */
  rolesOf(id: MigrationId): readonly Role[];
  source(id: MigrationId): SourceRole | undefined;
  /** Takes an order of the operator. */
  order(incoming: Incoming): void;
  /** Takes an order of this very process. */
  orderHere(subject: Subject, order: OrderBody): void;
  /** Takes an offer of a source host. */
  offer(incoming: Incoming): void;
  /** Takes a request to the witness. */
  register(machine: string, incoming: Incoming): void;
  /** Goes on from the journal. */
  resume(recovered: Recovered): void;
  /** Takes note that a migration was refused, of which nothing stands in the journal. */
  refused(role: Role['role'], id: MigrationId): void;
  isBusy(machine: string, migration: string): boolean;
  all(): { readonly roles: readonly Role[]; readonly registers: readonly WitnessRole[] };
  stop(): void;
}

/** Makes a keeper without roles. */
export function roleKeeper(host: Host, allowed: readonly EndpointRole[]): RoleKeeper {
  const sources = new Map<string, SourceRole>();
  const destinations = new Map<string, Role>();
  const registers = new Map<string, WitnessRole>();
  const sharedRegisters = new Map<string, SharedRegister>();
  const refusals = new Set<string>();

  const start = <R extends Role>(roles: Map<string, R>, role: R): R => {
    roles.set(keyOf(role.subject), role);
    role.start();
    return role;
  };
  /**
   * The role of a migration, if it has one. A refused request has begun nothing, so it holds the migration for its own
   * repetition only: else anybody could take it from the host that it belongs to.
   */
  const standing = <R extends Role>(
    roles: Map<string, R>,
    id: MigrationId,
    incoming: Incoming,
  ): R | undefined => {
    const known = roles.get(keyOf(id));
    if (known === undefined) return undefined;
    const refusal = `${known.role} ${keyOf(id)}`;
    if (!refusals.has(refusal) || known.hasHeard(incoming)) return known;
    refusals.delete(refusal);
    known.stop();
    roles.delete(keyOf(id));
    return undefined;
  };
  const newRegister = (machine: string, resume?: Resume<'register'>): WitnessRole => {
    const register = witnessRole(host, machine, resume);
    registers.set(machine, register);
    register.start();
    return register;
  };
  const shared = (store: Registers, machine: string, incoming: Incoming): void => {
    const register =
      sharedRegisters.get(machine) ??
      sharedRegister<'register', Host>(host, store, `witness/${machine}`, (writer, record) =>
        witnessRole(writer, machine, record && { record, latest: true }),
      );
    sharedRegisters.set(machine, register);
    register.receive(incoming);
    for (const [name, other] of sharedRegisters) if (other.isIdle()) sharedRegisters.delete(name);
  };
  /** An order for a machine whose agent is here comes with its delegation, if the ticket is for that destination. */
  const withDelegation = (subject: Subject, order: OrderBody): OrderBody => {
    const { machine, toHost, epochFirst, epochLast } = order.ticket;
    const isMeant =
      machine === subject.machine &&
      toHost === order.target.host &&
      subject.epoch >= epochFirst &&
      subject.epoch <= epochLast;
    if (order.delegation !== undefined || !isMeant) return order;
    const delegation = host.attachments?.delegationFor?.(subject, toHost);
    return delegation === undefined ? order : { ...order, delegation };
  };
  const all = (): readonly Role[] => [...sources.values(), ...destinations.values()];

  return {
    has: (role) => allowed.includes(role),
    rolesOf(id) {
      const roles = [sources.get(keyOf(id)), destinations.get(keyOf(id))];
      return roles.filter((role) => role !== undefined);
    },
    source: (id) => sources.get(keyOf(id)),
    order(incoming) {
      if (!allowed.includes('source-host')) return;
      const json = incoming.json();
      if (json.type !== 'Order') return;
      const { machine, migration, epoch } = json.header;
      const subject = { machine, migration, epoch };
      const known = standing(sources, subject, incoming);
      const role = known ?? start(sources, sourceRole(host, setupOf(subject, withDelegation(subject, json))));
      if (role.subject.epoch === epoch) role.receive(incoming);
    },
    orderHere(subject, order) {
      if (sources.has(keyOf(subject))) return;
      start(sources, sourceRole(host, setupOf(subject, withDelegation(subject, order)))).order(order);
    },
    offer(incoming) {
      if (!allowed.includes('destination-host')) return;
      const { header, from } = incoming.request;
      const { machine, migration, epoch, sender } = header;
      const subject = { machine, migration, epoch };
      const known = standing(destinations, subject, incoming);
      const role = known ?? start(destinations, destinationRole(host, { subject, source: sender, from }));
      if (role.subject.epoch === epoch) role.receive(incoming);
    },
    register(machine, incoming) {
      if (!allowed.includes('witness')) return;
      if (host.registers !== undefined) return shared(host.registers, machine, incoming);
      const register = registers.get(machine) ?? newRegister(machine);
      register.receive(incoming);
      // Anybody may ask for any machine; what nobody has set need not be kept.
      if (register.isBlank()) registers.delete(machine);
    },
    resume({ role, machine, migration, epoch, peer, record, latest }) {
      const subject = { machine, migration, epoch };
      const resume = { record, latest } as Resume<never>;
      if (role === 'witness') newRegister(machine, resume);
      else if (role === 'destination-host') {
        const from = host.identity.address;
        start(destinations, destinationRole(host, { subject, source: peer, from, resume }));
      } else if (role === 'source-host') {
        const { target = { host: peer, nodes: '' }, witness, freezeBudget, ticket } = record;
        start(sources, sourceRole(host, { subject, target, witness, freezeBudget, ticket, resume }));
      }
    },
    refused(role, id) {
      const key = `${role} ${keyOf(id)}`;
      refusals.add(key);
      if (refusals.size <= rememberedRefusals) return;
      const oldest = refusals.values().next().value!;
      refusals.delete(oldest);
      const roles = oldest.startsWith('source-host') ? sources : destinations;
      const forgotten = oldest.slice(oldest.indexOf(' ') + 1);
      roles.get(forgotten)?.stop();
      roles.delete(forgotten);
    },
    isBusy: (machine, migration) =>
      all().some(
        (role) => role.subject.machine === machine && role.subject.migration !== migration && !role.isOver(),
      ),
    all: () => ({ roles: all(), registers: [...registers.values()] }),
    stop() {
      for (const role of [...all(), ...registers.values(), ...sharedRegisters.values()]) role.stop();
    },
  };
}

function keyOf({ machine, migration }: MigrationId): string {
  return `${machine} ${migration}`;
}
