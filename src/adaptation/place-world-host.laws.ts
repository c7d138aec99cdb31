/** A host of the world of networks for tests: a simulated hypervisor behind an access router. */
import { referenceImplementation } from '../agent/index.ts';
import type { VirtualClock } from '../clocks/virtual.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type SimulatedHypervisor, simulatedHypervisor } from '../hypervisors/simulated.ts';
import type { Timing } from '../machines/index.ts';
import { signerFromSeed } from '../protocol/index.ts';
import {
  type Endpoint,
  type Identity,
  identityOf,
  type MigrationReport,
  standardPolicy,
  startEndpoint,
} from '../runtime/index.ts';
import { type MemoryStore, memoryStore } from '../stores/memory.ts';
import { hostAttachmentFunctions, hostAttachments, type MachineContacts } from './host-attachments.ts';
import { peerFunctions } from './peer-functions.ts';

/** A host of the world. */
export interface WorldHost {
  readonly identity: Identity;
  readonly hypervisor: SimulatedHypervisor;
  readonly store: MemoryStore;
  endpoint: Endpoint;
  /** Takes what its router hands over. */
  receive(packet: Uint8Array): void;
  crash(): void;
  restart(): void;
}

/** What the world says of it. */
export interface WorldHostParts {
  readonly clock: VirtualClock;
  readonly timing?: Timing;
  /** Its access router. */
  readonly router: Identity;
  readonly contactsOf?: (machine: string) => MachineContacts | undefined;
  /** Takes a packet to the router. */
  readonly send: (packet: Uint8Array) => void;
  readonly toMachine: (packet: Uint8Array) => void;
  readonly onReport: (report: MigrationReport) => void;
}

const hostFunctions = { ...referenceImplementation, ...peerFunctions, ...hostAttachmentFunctions };

/** Starts it. @param octet what its key and its random numbers are made of. */
export function worldHost(octet: number, parts: WorldHostParts): WorldHost {
  const { clock, router, send, toMachine, onReport } = parts;
  const timing = parts.timing === undefined ? {} : { timing: parts.timing };
  const contactsOf = parts.contactsOf === undefined ? {} : { contactsOf: parts.contactsOf };
  const identity = identityOf(signerFromSeed(new Uint8Array(32).fill(octet)), router.address.nodes[0]!.xid);
  const hypervisor = simulatedHypervisor(clock);
  const store = memoryStore();
  let starts = 0;
  let receiver: ((packet: Uint8Array) => void) | undefined;
  const transport = {
    send,
    onPacket(next: (packet: Uint8Array) => void): void {
      receiver = next;
    },
    close: () => Promise.resolve(),
  };
  const start = (): Endpoint => {
    starts += 1;
    const random = seededRandom(1000 * octet + starts);
    return startEndpoint({
      identity,
      roles: ['source-host', 'destination-host'],
      clock,
      transport,
      store,
      hypervisor,
      random,
      functions: referenceImplementation,
      policy: standardPolicy(),
      ...timing,
      attachments: hostAttachments({
        functions: hostFunctions,
        router: { hid: router.hidText, address: router.address },
        random,
        transport,
        toMachine: (_, packet) => toMachine(packet),
        ...contactsOf,
      }),
      onReport,
    });
  };
  const host: WorldHost = {
    identity,
    hypervisor,
    store,
    endpoint: start(),
    receive: (packet) => receiver?.(packet),
    crash() {
      host.endpoint.stop();
      receiver = undefined;
    },
    restart() {
      host.endpoint.stop();
      host.endpoint = start();
    },
  };
  return host;
}
