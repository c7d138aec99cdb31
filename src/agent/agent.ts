/**
 * An agent: an endpoint over UDP with a key, a journal and a hypervisor, as `xlmp agent` runs it and as a program
 * embeds it.
 */
import { randomBytes } from 'node:crypto';
import { hostAttachments } from '../adaptation/index.ts';
import { systemClock } from '../clocks/system.ts';
import { accompanied } from '../hypervisors/accompanied.ts';
import { simulatedHypervisor, type SimulatedHypervisor } from '../hypervisors/simulated.ts';
import type { MemoryProfile } from '../hypervisors/dirty-pages.ts';
import type { Timing } from '../machines/index.ts';
import type { DiskNeed, Hypervisor } from '../ports/hypervisor.ts';
import type { Log } from '../ports/log.ts';
import type { Registers } from '../ports/registers.ts';
import type { Store } from '../ports/store.ts';
import { signerFromSeed } from '../protocol/index.ts';
import {
  type Endpoint,
  type EndpointRole,
  type Identity,
  identityOf,
  type MigrationReport,
  type PolicyOptions,
  standardPolicy,
  startEndpoint,
} from '../runtime/index.ts';
import { fileStore } from '../stores/file.ts';
import { memoryStore } from '../stores/memory.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import type { Dag, Xid } from '../xia/index.ts';
import type { Companion } from './companion.ts';
import type { CompanionsConfig } from './companion-config.ts';
import { hostCompanions } from './companions.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';
import { openTransports } from './open-transports.ts';

/** A machine that the simulated hypervisor runs from the start. */
export interface SimulatedMachine {
  /** The id of its HID, in hexadecimal. */
  readonly machine: string;
  readonly epoch: number;
  readonly memory: MemoryProfile;
  readonly disks?: readonly DiskNeed[];
}

/** What an agent is made of. */
export interface AgentConfig {
  readonly roles: readonly EndpointRole[];
  /** The seed of its key, 32 octets; the file that holds it is read by the caller. */
  readonly seed: Uint8Array;
  /** Its network. */
  readonly ad: Xid;
  /** The 4ID by which others reach it over IP, in the place of the network in its address. */
  readonly via?: Xid;
  readonly udp?: {
    /** By default every address of this machine. */
    readonly host?: string;
    /** By default the port of XIP in UDP; 0 for a free one. */
    readonly port?: number;
    /** UDP addresses of others, by the id of their HID or AD in hexadecimal. */
    readonly peers?: ReadonlyMap<string, UdpAddress>;
  };
  /** Interfaces on which it speaks XIP in Ethernet, too; then UDP only answers those who came over UDP. */
  readonly ethernet?: readonly string[];
  /** A file for Wireshark in which all that it sends and receives is written down. */
  readonly capture?: string;
  /** The file of the journal, or a store; without it the journal is in memory and does not survive the process. */
  readonly journal?: string | Store;
  /** Where a witness keeps its registers when several agents are one witness, such as etcd; closed by the caller. */
  readonly registers?: Registers;
  /** A hypervisor, or the machines of a simulated one. */
  readonly hypervisor: Hypervisor | readonly SimulatedMachine[];
  /** The access router of its network, when hosts are to tell it that machines come and go. */
  readonly router?: { readonly hid: string; readonly address: Dag };
  /**
   * The agents beside machines that know nothing of XIA; needs `router`. Both hosts of a migration have them or neither:
   * what they know is part of the state image.
   */
  readonly companions?: CompanionsConfig;
  readonly policy?: PolicyOptions;
  readonly timing?: Timing;
  readonly log?: Log;
  readonly onReport?: (report: MigrationReport) => void;
  readonly implementation?: Implementation;
}

/** An agent that runs. */
export interface Agent {
  readonly identity: Identity;
  /** Where it listens. */
  readonly udp: UdpAddress;
  readonly endpoint: Endpoint;
  /** The simulated hypervisor; undefined when the caller gave one. */
  readonly simulated: SimulatedHypervisor | undefined;
  /** The agent beside a machine that is here. */
  companion(machine: string): Companion | undefined;
  /** Orders a migration or a dry run; resolves with how it ended at this host. */
  order(...order: Parameters<Endpoint['order']>): Promise<MigrationReport>;
  /** Stops it; migrations go on from the journal at the next start. */
  close(): Promise<void>;
}

/**
 * Starts an agent.
 *
 * @throws RangeError (by rejection) for companions without a router.
 * @throws TransportError, StoreFailure or JournalError (by rejection); their messages say what to do.
 */
export async function createAgent(config: AgentConfig): Promise<Agent> {
  const clock = systemClock();
  const identity = identityOf(signerFromSeed(config.seed), config.ad, config.via);
  const isOurs = Array.isArray(config.hypervisor);
  const simulated = isOurs ? simulate(clock, config.hypervisor as readonly SimulatedMachine[]) : undefined;
  const { router } = config;
  if (config.companions !== undefined && router === undefined)
    throw new RangeError('agents beside machines need an access router');
  const store = storeOf(config.journal);
  const gateway = router === undefined ? {} : { gateway: router.hid };
  const transport = await openTransports({
    ...config,
    hid: identity.hid,
    udp: { ...config.udp, ...gateway },
  }).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const random = { octets: (count: number) => new Uint8Array(randomBytes(count)) };
  const functions = config.implementation ?? referenceImplementation;
  const beside =
    config.companions === undefined
      ? undefined
      : hostCompanions({
          config: config.companions,
          clock,
          random,
          functions,
          timing: config.timing,
          log: config.log ?? (() => {}),
          ad: config.ad,
          send: (packet) => transport.send(packet),
        });
  const plain = simulated ?? (config.hypervisor as Hypervisor);
  const hypervisor = beside === undefined ? plain : accompanied(plain, beside.companions);
  const waiting = new Set<(report: MigrationReport) => void>();
  const end = async (): Promise<void> => {
    await transport.close();
    store.close();
  };
  let endpoint: Endpoint;
  try {
    endpoint = startEndpoint({
      identity,
      roles: config.roles,
      clock,
      transport,
      store,
      hypervisor,
      random,
      functions,
      ...(router === undefined
        ? {}
        : {
            attachments: hostAttachments({
              functions,
              router,
              random,
              transport,
              ...(beside === undefined
                ? {}
                : {
                    contactsOf: (machine) => beside.contactsOf(machine),
                    onAttached: (attachment) => beside.attached(attachment),
                    delegationFor: (subject, host) => beside.delegationFor(subject, host),
                  }),
              toMachine(machine, packet) {
                if (beside?.deliver(machine, packet) === true) return;
                const isHere = simulated === undefined || simulated.copyOf(machine)?.state === 'running';
                if (isHere) transport.send(packet, machine);
              },
            }),
          }),
      policy: standardPolicy(config.policy),
      ...(config.timing === undefined ? {} : { timing: config.timing }),
      ...(config.registers === undefined ? {} : { registers: config.registers }),
      ...(config.log === undefined ? {} : { log: config.log }),
      onReport(report) {
        for (const receiver of waiting) receiver(report);
        config.onReport?.(report);
      },
    });
  } catch (error) {
    await end();
    throw error;
  }
  beside?.begin();
  return {
    identity,
    udp: transport.local,
    endpoint,
    simulated,
    companion: (machine) => beside?.of(machine),
    order: (subject, order) =>
      new Promise((resolve) => {
        const receiver = (report: MigrationReport): void => {
          const isIt = report.role === 'source-host' && report.migration === subject.migration;
          if (!isIt || report.what === 'doubt') return;
          waiting.delete(receiver);
          resolve(report);
        };
        waiting.add(receiver);
        endpoint.order(subject, order);
      }),
    async close() {
      beside?.stop();
      endpoint.stop();
      await end();
    },
  };
}

function simulate(
  clock: ReturnType<typeof systemClock>,
  machines: readonly SimulatedMachine[],
): SimulatedHypervisor {
  const hypervisor = simulatedHypervisor(clock);
  for (const { machine, epoch, memory, disks } of machines) hypervisor.boot(machine, epoch, memory, disks);
  return hypervisor;
}

function storeOf(journal: AgentConfig['journal']): Store {
  if (journal === undefined) return memoryStore();
  return typeof journal === 'string' ? fileStore(journal) : journal;
}
