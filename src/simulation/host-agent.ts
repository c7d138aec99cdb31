/**
 * The agent of a host: an endpoint with a simulated hypervisor and its network. It can crash and come back with its
 * journal; the machines of the host go on meanwhile.
 */
import type { Implementation } from '../agent/implementation.ts';
import { hostAttachments, type MachineContacts } from '../adaptation/index.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type SimulatedHypervisor, simulatedHypervisor } from '../hypervisors/simulated.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hypervisor, HypervisorOperation } from '../ports/hypervisor.ts';
import {
  type Endpoint,
  type Identity,
  type MigrationReport,
  standardPolicy,
  startEndpoint,
} from '../runtime/index.ts';
import { memoryStore } from '../stores/memory.ts';
import type { HostNode } from './host-node.ts';
import type { Observer } from './observer.ts';
import { type FreezePlan, timedHypervisor } from './timed-hypervisor.ts';
import { watchJournal } from './watchers/journal-watch.ts';

/** The agent of a host. */
export interface HostAgent {
  readonly identity: Identity;
  readonly node: HostNode;
  readonly hypervisor: SimulatedHypervisor;
  /** The endpoint that runs; undefined while it is down. */
  endpoint(): Endpoint | undefined;
  crash(): void;
  restart(): void;
}

/** What the agent of a host is made with. */
export interface HostAgentParts {
  readonly identity: Identity;
  readonly node: HostNode;
  /** The access router of the domain. */
  readonly router: Identity;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly functions: Implementation;
  readonly seed: number;
  planOf(machine: string): FreezePlan;
  contactsOf(machine: string): MachineContacts | undefined;
  onReport(report: MigrationReport): void;
  /** Gets what the host does and must not do, as a sentence. */
  onViolation(violation: string): void;
  /** Gets the operations of the hypervisor that were carried out. */
  onPerformed(operation: HypervisorOperation): void;
}

/** Chunks that are on their way at the same time: more than the usual, for paths with a long round trip. */
const window = 64;

/** Starts the agent of a host. */
export function startHostAgent(parts: HostAgentParts): HostAgent {
  const { identity, node, clock, observer, functions, router } = parts;
  const hypervisor = simulatedHypervisor(clock);
  const watch = watchJournal(
    node.name,
    () => clock.now(),
    (violation) => parts.onViolation(violation),
  );
  const store = watch.store(memoryStore());
  const performing: Hypervisor = {
    describe: (machine) => hypervisor.describe(machine),
    perform(operation, done) {
      hypervisor.perform(operation, (result) => {
        if (result.is !== 'failed') parts.onPerformed(operation);
        done(result);
      });
    },
  };
  const transport = {
    ...node.transport,
    send(packet: Uint8Array) {
      observer.sent(node.name, packet);
      watch.sends(packet);
      node.transport.send(packet);
    },
  };
  let starts = 0;
  const start = (): Endpoint => {
    starts += 1;
    return startEndpoint({
      identity,
      roles: ['source-host', 'destination-host'],
      clock,
      transport,
      store,
      hypervisor: watch.hypervisor(timedHypervisor(performing, clock, (machine) => parts.planOf(machine))),
      attachments: hostAttachments({
        functions,
        router: { hid: router.hidText, address: router.address },
        random: seededRandom(parts.seed + 7919 * starts + 1),
        transport,
        contactsOf: (machine) => parts.contactsOf(machine),
        toMachine: (machine, packet) => node.toMachine(machine, packet),
      }),
      random: seededRandom(parts.seed + 7919 * starts),
      functions,
      policy: standardPolicy({ window }),
      onReport: (report) => parts.onReport(report),
    });
  };
  let endpoint: Endpoint | undefined = start();
  return {
    identity,
    node,
    hypervisor,
    endpoint: () => endpoint,
    crash() {
      endpoint?.stop();
      endpoint = undefined;
    },
    restart() {
      endpoint ??= start();
    },
  };
}
