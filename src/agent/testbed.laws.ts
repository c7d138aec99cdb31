/**
 * A small world for tests: a source host, a destination host, a witness and an operator on a memory network with
 * simulated hypervisors, all in virtual time.
 */
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import { type SimulatedHypervisor, simulatedHypervisor } from '../hypervisors/simulated.ts';
import type { Registers } from '../ports/registers.ts';
import type { MemoryProfile } from '../hypervisors/dirty-pages.ts';
import {
  decodeMessage,
  fromJson,
  identifierOf,
  type MessageJson,
  sealMessage,
  signerFromSeed,
  toJson,
} from '../protocol/index.ts';
import { ticketFor } from '../protocol/ticket.laws.ts';
import {
  type Endpoint,
  type EndpointRole,
  identityOf,
  type Identity,
  type MigrationReport,
  type PolicyOptions,
  standardPolicy,
  startEndpoint,
} from '../runtime/index.ts';
import { type MemoryStore, memoryStore } from '../stores/memory.ts';
import { memoryNetwork, type MemoryNetwork } from '../transports/memory.ts';
import { buildPacket, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { referenceImplementation } from './implementation.ts';

/** The hosts of the world. */
export type HostName = 'source' | 'destination' | 'witness';

/** A host: its parts that outlive a crash, and the endpoint that does not. */
export interface HostFixture {
  readonly identity: Identity;
  readonly hypervisor: SimulatedHypervisor;
  readonly store: MemoryStore;
  endpoint: Endpoint;
  /** Ends the endpoint as a crash does and starts it again from its journal. */
  restart(): void;
  /** Ends it and leaves it down. */
  crash(): void;
}

/** A small world. */
export interface Testbed {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly hosts: Readonly<Record<HostName, HostFixture>>;
  readonly reports: MigrationReport[];
  readonly machine: string;
  /** Messages that the operator got. */
  readonly answers: MessageJson[];
  /** Sends a message of the owner of the machine. */
  tell(to: HostName, body: object, ids?: { migration?: string; epoch?: number; exchange?: number }): void;
  order(options?: OrderOptions): void;
  /** Copies of the machine that run now, with their host and epoch. */
  running(): string[];
}

/** What is ordered. */
export interface OrderOptions {
  readonly purpose?: 'migrate' | 'dry-run';
  readonly witness?: boolean;
  readonly migration?: string;
  readonly epoch?: number;
  /** From the destination back to the source. */
  readonly back?: boolean;
}

/** The migration that `order` orders unless told otherwise. */
export const bedMigration = '01'.repeat(16);

/** The memory of the machine of the world. */
export const bedMemory: MemoryProfile = {
  memory: 32 * 4096,
  pageSize: 4096,
  writeRate: 40,
  workingSet: 0.2,
  zeroPages: 0.4,
  seed: 3,
};

const ad = makeXid(xidType.ad, 'ad'.repeat(20));
const roles: Readonly<Record<HostName, readonly EndpointRole[]>> = {
  source: ['source-host', 'destination-host'],
  destination: ['source-host', 'destination-host'],
  witness: ['witness'],
};
const noFreeze = { memory: 300_000, device: 50_000, fence: 0, network: 20_000, rebind: 100_000 };

/**
 * Makes a world in which the machine runs at the source under epoch 1.
 *
 * @param registers where the witness keeps what it holds; by default in its journal.
 */
export function testbed(seed = 1, policy: PolicyOptions = {}, registers?: Registers): Testbed {
  const clock = virtualClock();
  const network = memoryNetwork(clock, seed);
  const owner = identityOf(signerFromSeed(new Uint8Array(32).fill(9)), ad);
  const machine = toHex(identifierOf('HID', owner.signer.publicKey));
  const reports: MigrationReport[] = [];
  const answers: MessageJson[] = [];
  let exchanges = 0;

  const hostOf = (name: HostName, octet: number): HostFixture => {
    const identity = identityOf(signerFromSeed(new Uint8Array(32).fill(octet)), ad);
    const hypervisor = simulatedHypervisor(clock);
    const store = memoryStore();
    let starts = 0;
    const start = (): Endpoint => {
      starts += 1;
      return startEndpoint({
        identity,
        roles: roles[name],
        clock,
        transport: network.attach(identity.hidText),
        store,
        hypervisor,
        random: seededRandom(seed * 1000 + octet * 10 + starts),
        functions: referenceImplementation,
        policy: standardPolicy(policy),
        ...(registers === undefined ? {} : { registers }),
        onReport: (report) => reports.push(report),
      });
    };
    const host: HostFixture = {
      identity,
      hypervisor,
      store,
      endpoint: start(),
      restart() {
        host.endpoint.stop();
        host.endpoint = start();
      },
      crash: () => host.endpoint.stop(),
    };
    return host;
  };
  const hosts = {
    source: hostOf('source', 1),
    destination: hostOf('destination', 2),
    witness: hostOf('witness', 3),
  };
  hosts.source.hypervisor.boot(machine, 1, bedMemory);

  const post = network.attach(owner.hidText);
  post.onPacket((packet) => {
    const parsed = parsePacket(packet);
    const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
    if (decoded?.ok === true) answers.push(toJson(decoded.value));
  });
  const bed: Testbed = {
    clock,
    network,
    hosts,
    reports,
    answers,
    machine,
    tell(to, body, ids = {}) {
      const { identity } = hosts[to];
      exchanges += 1;
      const { migration = bedMigration, epoch = 2, exchange = exchanges } = ids;
      const header = {
        machine,
        migration,
        epoch,
        exchange,
        sender: owner.hidText,
        receiver: identity.hidText,
      };
      const message = fromJson({ ...body, header });
      if (!message.ok) throw new RangeError(`${message.error.path}: ${message.error.text}`);
      const payload = sealMessage(message.value, owner.signer);
      post.send(buildPacket({ destination: identity.address, source: owner.address, payload }));
    },
    order(options = {}) {
      const [from, to]: [HostName, HostName] =
        options.back === true ? ['destination', 'source'] : ['source', 'destination'];
      const place = (name: HostName) => ({
        host: hosts[name].identity.hidText,
        nodes: toHex(hosts[name].identity.nodes),
      });
      const { migration = bedMigration, epoch = 2 } = options;
      bed.tell(
        from,
        {
          type: 'Order',
          purpose: { purpose: options.purpose ?? 'migrate' },
          freezeBudget: noFreeze,
          ticket: ticketFor(owner.signer, { from: hosts[from].identity.hid, to: hosts[to].identity.hid }),
          target: place(to),
          ...(options.witness === true ? { witness: place('witness') } : {}),
        },
        { migration, epoch },
      );
    },
    running: () =>
      (['source', 'destination'] as const).flatMap((name) => {
        const copy = hosts[name].hypervisor.copyOf(machine);
        return copy?.state === 'running' ? [`${name} ${copy.epoch}`] : [];
      }),
  };
  return bed;
}
