/** Access router and rendezvous over UDP, as `xlmp agent --role access-router` runs them and as a program embeds them. */
import { randomBytes } from 'node:crypto';
import {
  type AccessRouter,
  type AccessRouterOptions,
  networkOfKey,
  type RendezvousOptions,
  type RendezvousPoint,
  startAccessRouter,
  startRendezvous,
} from '../adaptation/index.ts';
import { systemClock } from '../clocks/system.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { Timing } from '../machines/index.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { signerFromSeed } from '../protocol/index.ts';
import { type Identity, identityOf } from '../runtime/index.ts';
import { fileStore } from '../stores/file.ts';
import { memoryStore } from '../stores/memory.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import type { UdpTransport } from '../transports/udp.ts';
import { openTransports } from './open-transports.ts';
import { type Faults, faultyTransport } from '../transports/faults.ts';
import type { Xid } from '../xia/index.ts';
import type { AgentConfig } from './agent.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';

/** What both are made of. */
interface StationAgentConfig {
  /** The seed of its key, 32 octets; the file that holds it is read by the caller. */
  readonly seed: Uint8Array;
  /** The 4ID by which others reach it over IP, in the place of the network in its address. */
  readonly via?: Xid;
  /** UDP addresses of others; for an access router also those of the hosts behind it. */
  readonly udp?: NonNullable<AgentConfig['udp']>;
  /** Interfaces on which it speaks XIP in Ethernet, too; then UDP only answers those who came over UDP. */
  readonly ethernet?: readonly string[];
  /** A file for Wireshark in which all that it sends and receives is written down. */
  readonly capture?: string;
  /** The file of the journal, or a store; without it a restart forgets everything. */
  readonly journal?: string | Store;
  readonly timing?: Timing;
  readonly log?: Log;
  readonly implementation?: Implementation;
  /** What becomes of the packets that it sends, by chance that follows from the seed; by default nothing. */
  readonly impair?: { readonly faults: Faults; readonly seed: number };
}

/** What an access router over UDP is made of. Its network is that of its key. */
export interface RouterAgentConfig
  extends
    StationAgentConfig,
    Pick<AccessRouterOptions, 'admits' | 'witnesses' | 'neighbours' | 'bounds' | 'onChange'> {}

/** What a rendezvous over UDP is made of. */
export interface RendezvousAgentConfig
  extends StationAgentConfig, Pick<RendezvousOptions, 'onPlace' | 'registers'> {
  /** Its network. */
  readonly ad: Xid;
}

/** One that runs. */
export interface StationAgent<Station> {
  readonly station: Station;
  readonly identity: Identity;
  /** Where it listens. */
  readonly udp: UdpAddress;
  /** Stops it; it goes on from its journal at the next start. */
  close(): Promise<void>;
}

/**
 * Starts an access router.
 *
 * @throws TransportError, StoreFailure or JournalError (by rejection); their messages say what to do.
 */
export function createRouterAgent(config: RouterAgentConfig): Promise<StationAgent<AccessRouter>> {
  const network = networkOfKey(signerFromSeed(config.seed).publicKey);
  return run(config, network, (parts) => {
    const { transport, ...rest } = parts;
    const { admits, witnesses, neighbours, bounds, onChange } = config;
    return startAccessRouter({
      ...rest,
      ...present({ admits, witnesses, neighbours, bounds, onChange }),
      send: (packet) => transport.send(packet),
      deliver: (packet, host) => transport.send(packet, host),
    });
  });
}

/** Starts a rendezvous. @throws as {@link createRouterAgent} */
export function createRendezvousAgent(config: RendezvousAgentConfig): Promise<StationAgent<RendezvousPoint>> {
  return run(config, config.ad, ({ transport, ...rest }) =>
    startRendezvous({
      ...rest,
      ...present({ onPlace: config.onPlace, registers: config.registers }),
      send: (packet) => transport.send(packet),
    }),
  );
}

type Parts = Omit<RendezvousOptions, 'send' | 'onPlace' | 'registers'> & {
  readonly transport: UdpTransport;
};

async function run<Station extends { receive(packet: Uint8Array): void; stop(): void }>(
  config: StationAgentConfig,
  ad: Xid,
  start: (parts: Parts) => Station,
): Promise<StationAgent<Station>> {
  const { seed, via, udp, ethernet, capture, journal, timing, log, implementation, impair } = config;
  const identity = identityOf(signerFromSeed(seed), ad, via);
  const store =
    journal === undefined ? memoryStore() : typeof journal === 'string' ? fileStore(journal) : journal;
  const transport = await openTransports({ udp, ethernet, capture, hid: identity.hid, log }).catch(
    (error: unknown) => {
      store.close();
      throw error;
    },
  );
  const end = async (): Promise<void> => {
    await transport.close();
    store.close();
  };
  const worse =
    impair === undefined
      ? transport
      : faultyTransport(transport, systemClock(), seededRandom(impair.seed), impair.faults);
  let station: Station;
  try {
    station = start({
      identity,
      clock: systemClock(),
      store,
      transport: { ...transport, send: (packet, next) => worse.send(packet, next) },
      random: { octets: (count) => new Uint8Array(randomBytes(count)) },
      functions: implementation ?? referenceImplementation,
      ...present({ timing, log }),
    });
  } catch (error) {
    await end();
    throw error;
  }
  // What arrives is changed on its way, so it is not the buffer of the socket that is handed over.
  transport.onPacket((packet) => station.receive(Uint8Array.from(packet)));
  return {
    station,
    identity,
    udp: transport.local,
    async close() {
      station.stop();
      await end();
    },
  };
}

/** The members that are there. */
function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
