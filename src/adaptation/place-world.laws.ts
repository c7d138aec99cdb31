/**
 * A world of networks for tests: access routers, hosts with simulated hypervisors behind them, a correspondent that
 * sends numbered packets to a machine. Everything is real but the links, in virtual time.
 */
import { xidSizes, xipFixedSize, xipProfiles } from '../../spec/registry/identifiers.ts';
import { referenceImplementation } from '../agent/index.ts';
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { MemoryProfile } from '../hypervisors/dirty-pages.ts';
import { type SimulatedHypervisor, simulatedHypervisor } from '../hypervisors/simulated.ts';
import type { Timing } from '../machines/index.ts';
import {
  decodeMessage,
  fromJson,
  type MessageJson,
  sealMessage,
  signDelegation,
  signedRecordToJson,
  signerFromSeed,
  signTicket,
  type TicketJson,
  toJson,
} from '../protocol/index.ts';
import {
  type Endpoint,
  type Identity,
  identityOf,
  type MigrationReport,
  standardPolicy,
  startEndpoint,
} from '../runtime/index.ts';
import { type MemoryStore, memoryStore } from '../stores/memory.ts';
import { arrivalsOf, type Faults } from '../transports/faults.ts';
import { buildPacket, chainDag, makeXid, parsePacket, readXid, xidType } from '../xia/index.ts';
import { type AccessRouter, type AttachmentView, startAccessRouter } from './access-router.ts';
import { networkOfKey, placeAt } from './attachment-place.ts';
import { hostAttachmentFunctions, hostAttachments, type MachineContacts } from './host-attachments.ts';
import type { HoldBounds } from './machine-path.ts';
import { peerFunctions } from './peer-functions.ts';
import { stationFunctions } from './station.ts';

/** An access router of the world. */
export interface WorldRouter {
  readonly identity: Identity;
  readonly store: MemoryStore;
  router: AccessRouter;
  /** What was done with packets, change by change. */
  readonly changes: AttachmentView[];
  restart(): void;
}

/** A host of the world. */
export interface WorldHost {
  readonly identity: Identity;
  readonly hypervisor: SimulatedHypervisor;
  readonly store: MemoryStore;
  endpoint: Endpoint;
  crash(): void;
  restart(): void;
}

/** A packet on a link, as the world sees it. */
export interface WorldPacket {
  readonly at: number;
  readonly from: string;
  readonly packet: Uint8Array;
  readonly message: MessageJson | undefined;
}

/** How the world is to be. */
export interface WorldOptions {
  readonly seed?: number;
  readonly timing?: Timing;
  readonly bounds?: HoldBounds;
  readonly contactsOf?: (machine: string) => MachineContacts | undefined;
  /** Whether the routers let a host prepare, by its name. */
  readonly admits?: (host: string) => boolean;
}

/** The world. Hosts are named after their network: `a1`, `a2`, `b1`, `c1`. */
export interface PlaceWorld {
  readonly clock: VirtualClock;
  readonly routers: Readonly<Record<string, WorldRouter>>;
  readonly hosts: Readonly<Record<string, WorldHost>>;
  readonly owner: Identity;
  readonly machine: string;
  readonly reports: MigrationReport[];
  /** What the machine got while it ran: the number of the packet, and at which host. */
  readonly got: { readonly number: number; readonly host: string }[];
  /** Numbers of packets that came to a host where the machine does not run. */
  readonly missed: number[];
  /** Messages on their way, in the order of sending. */
  readonly sent: WorldPacket[];
  /** Decides about each packet between networks, or between a host and its router: false loses it. */
  pass: (packet: WorldPacket) => boolean;
  setFaults(faults: Faults): void;
  /** Sends the next numbered packet to the machine in the network of a router. */
  send(router: string): number;
  /** Sends `count` packets, one every `everyMs`, while time goes on. */
  stream(router: string, count: number, everyMs?: number): void;
  /** Orders a migration; the machine may let the host that it goes to speak for it. */
  order(
    from: string,
    to: string,
    epoch: number,
    how?: { readonly isDelegated?: boolean; readonly migration?: string },
  ): void;
  ticket(from: string, to: string): TicketJson;
  /** Puts a message of somebody on the way to a router; ids are those of the machine. */
  say(
    from: Identity,
    router: string,
    body: object,
    ids?: { migration?: string; epoch?: number; exchange?: number },
  ): void;
  /** Lets the machine begin at a host. */
  boot(host: string): void;
}

const stranger = signerFromSeed(new Uint8Array(32).fill(77));
const memory: MemoryProfile = {
  memory: 8 * 4096,
  pageSize: 4096,
  writeRate: 40,
  workingSet: 0.2,
  zeroPages: 0.4,
  seed: 3,
};
const budget = { memory: 300_000, device: 50_000, fence: 0, network: 20_000, rebind: 100_000 };
const dataNextHeader = xipProfiles['xia-core-v2'].nextHeaders.datagram;
/** Milliseconds between a host and its router, and between networks. */
const linkMs = 1;
const worldMs = 10;

const functions = { ...referenceImplementation, ...stationFunctions };
const hostFunctions = { ...referenceImplementation, ...peerFunctions, ...hostAttachmentFunctions };

/** The migration that creates an epoch. */
export function migrationOf(epoch: number): string {
  return epoch.toString(16).padStart(32, '0');
}

/** Makes a world with the networks a, b and c; nothing runs yet. */
export function placeWorld(options: WorldOptions = {}): PlaceWorld {
  const clock = virtualClock();
  const seed = options.seed ?? 1;
  const random = seededRandom(seed);
  const owner = identityOf(signerFromSeed(new Uint8Array(32).fill(9)), networkOfKey(stranger.publicKey));
  const machine = owner.hidText;
  const routers: Record<string, WorldRouter> = {};
  const hosts: Record<string, WorldHost> = {};
  const byNetwork = new Map<string, string>();
  const intoHost = new Map<string, (packet: Uint8Array) => void>();
  let faults: Faults = {};
  let numbers = 0;

  const link = (
    from: string,
    packet: Uint8Array,
    delay: number,
    receive: (packet: Uint8Array) => void,
  ): void => {
    const told = { at: clock.now(), from, packet, message: messageOf(packet) };
    world.sent.push(told);
    if (!world.pass(told)) return;
    for (const arrival of arrivalsOf(packet, faults, random)) {
      clock.schedule(delay + arrival.afterMs, () => receive(arrival.packet));
    }
  };
  const nameOf = (hid: string): string =>
    Object.keys(hosts).find((name) => hosts[name]!.identity.hidText === hid) ?? '';
  const intoWorld = (from: string, packet: Uint8Array): void => {
    const name = byNetwork.get(networkOf(packet) ?? '');
    if (name !== undefined) link(from, packet, worldMs, (arrived) => routers[name]!.router.receive(arrived));
  };
  const addRouter = (name: string, octet: number, neighbours: readonly string[]): void => {
    const signer = signerFromSeed(new Uint8Array(32).fill(octet));
    const network = networkOfKey(signer.publicKey);
    const identity = identityOf(signer, network);
    byNetwork.set(toHex(network.id), name);
    const store = memoryStore();
    const changes: AttachmentView[] = [];
    let starts = 0;
    const start = (): AccessRouter => {
      starts += 1;
      return startAccessRouter({
        identity,
        clock,
        store,
        random: seededRandom(1000 * octet + starts),
        functions,
        neighbours,
        ...(options.timing === undefined ? {} : { timing: options.timing }),
        ...(options.bounds === undefined ? {} : { bounds: options.bounds }),
        admits: (hid) => options.admits?.(nameOf(hid)) ?? true,
        send: (packet) => intoWorld(name, packet),
        deliver: (packet, host) => link(name, packet, linkMs, (arrived) => intoHost.get(host)?.(arrived)),
        onChange: (change) => changes.push(change),
      });
    };
    const row: WorldRouter = {
      identity,
      store,
      router: start(),
      changes,
      restart() {
        row.router.stop();
        row.router = start();
      },
    };
    routers[name] = row;
  };
  const addHost = (name: string, octet: number): void => {
    const routerName = name[0]!;
    const router = routers[routerName]!;
    const identity = identityOf(
      signerFromSeed(new Uint8Array(32).fill(octet)),
      router.identity.address.nodes[0]!.xid,
    );
    const hypervisor = simulatedHypervisor(clock);
    const store = memoryStore();
    let starts = 0;
    let receiver: ((packet: Uint8Array) => void) | undefined;
    const transport = {
      send: (packet: Uint8Array): void =>
        link(name, packet, linkMs, (arrived) => routers[routerName]!.router.receive(arrived)),
      onPacket(next: (packet: Uint8Array) => void): void {
        receiver = next;
      },
      close: () => Promise.resolve(),
    };
    intoHost.set(identity.hidText, (packet) => receiver?.(packet));
    const toMachine = (_: string, packet: Uint8Array): void => {
      const parsed = parsePacket(packet);
      if (!parsed.ok || parsed.value.header.nextHeader !== dataNextHeader) return;
      const { payload } = parsed.value;
      const number = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
      if (hypervisor.copyOf(machine)?.state === 'running') world.got.push({ number, host: name });
      else world.missed.push(number);
    };
    const start = (): Endpoint => {
      starts += 1;
      const own = seededRandom(1000 * octet + starts);
      return startEndpoint({
        identity,
        roles: ['source-host', 'destination-host'],
        clock,
        transport,
        store,
        hypervisor,
        random: own,
        functions: referenceImplementation,
        policy: standardPolicy(),
        ...(options.timing === undefined ? {} : { timing: options.timing }),
        attachments: hostAttachments({
          functions: hostFunctions,
          router: { hid: router.identity.hidText, address: router.identity.address },
          random: own,
          transport,
          toMachine,
          ...(options.contactsOf === undefined ? {} : { contactsOf: options.contactsOf }),
        }),
        onReport: (report) => world.reports.push(report),
      });
    };
    const host: WorldHost = {
      identity,
      hypervisor,
      store,
      endpoint: start(),
      crash() {
        host.endpoint.stop();
        receiver = undefined;
      },
      restart() {
        host.endpoint.stop();
        host.endpoint = start();
      },
    };
    hosts[name] = host;
  };

  const world: PlaceWorld = {
    clock,
    routers,
    hosts,
    owner,
    machine,
    reports: [],
    got: [],
    missed: [],
    sent: [],
    pass: () => true,
    setFaults(next) {
      faults = next;
    },
    send(router) {
      numbers += 1;
      const payload = new Uint8Array(8);
      new DataView(payload.buffer).setUint32(0, numbers);
      const packet = buildPacket({
        destination: placeAt(routers[router]!.identity, machine),
        source: chainDag(networkOfKey(stranger.publicKey), makeXid(xidType.hid, '77'.repeat(20))),
        payload,
        nextHeader: dataNextHeader,
      });
      intoWorld('correspondent', packet);
      return numbers;
    },
    stream(router, count, everyMs = 5) {
      for (let sent = 0; sent < count; sent += 1) {
        world.send(router);
        clock.advance(everyMs);
      }
    },
    ticket(from, to) {
      return signedRecordToJson(
        'ticket',
        signTicket(
          {
            machine: owner.hid,
            serial: new Uint8Array(16).fill(5),
            fromHost: hosts[from]!.identity.hid,
            toHost: hosts[to]!.identity.hid,
            epochFirst: 1,
            epochLast: 99,
            notBefore: 0,
            notAfter: 4_000_000_000,
            modes: { preCopy: true, postCopy: false, diskCopy: false },
            unsafeDisks: 'no',
            canceller: new Uint8Array(20),
          },
          owner.signer,
        ),
      );
    },
    order(from, to, epoch, { isDelegated = false, migration = migrationOf(epoch) } = {}) {
      const target = hosts[to]!.identity;
      const delegation = signedRecordToJson(
        'delegation',
        signDelegation({ machine: owner.hid, delegate: target.hid, epoch }, owner.signer),
      );
      hosts[from]!.endpoint.order(
        { machine, migration, epoch },
        {
          purpose: { purpose: 'migrate' },
          freezeBudget: budget,
          ticket: world.ticket(from, to),
          target: { host: target.hidText, nodes: toHex(target.nodes) },
          ...(isDelegated ? { delegation } : {}),
        },
      );
    },
    say(from, router, body, ids = {}) {
      const { identity } = routers[router]!;
      const { migration = migrationOf(2), epoch = 2, exchange = 7 } = ids;
      const header = {
        machine,
        migration,
        epoch,
        exchange,
        sender: from.hidText,
        receiver: identity.hidText,
      };
      const message = fromJson({ ...body, header });
      if (!message.ok) throw new RangeError(`${message.error.path}: ${message.error.text}`);
      const payload = sealMessage(message.value, from.signer);
      intoWorld('stranger', buildPacket({ destination: identity.address, source: from.address, payload }));
    },
    boot(host) {
      hosts[host]!.hypervisor.boot(machine, 1, memory);
      routers[host[0]!]!.router.attach(machine, {
        host: hosts[host]!.identity.hidText,
        epoch: 1,
        migration: migrationOf(1),
      });
    },
  };
  const seeds = { a1: 11, a2: 12, b1: 21, b2: 22, c1: 31 };
  const hidOf = (octet: number): string =>
    identityOf(signerFromSeed(new Uint8Array(32).fill(octet)), networkOfKey(stranger.publicKey)).hidText;
  for (const [at, name] of ['a', 'b', 'c'].entries()) {
    const own = Object.entries(seeds).filter(([host]) => host.startsWith(name));
    addRouter(
      name,
      100 + at,
      own.map(([, octet]) => hidOf(octet)),
    );
    for (const [host, octet] of own) addHost(host, octet);
  }
  return world;
}

/** The AD of the destination of a packet. */
function networkOf(packet: Uint8Array): string | undefined {
  const xid = readXid(packet, xipFixedSize);
  return packet.length >= xipFixedSize + xidSizes.node && xid.type === xidType.ad ? toHex(xid.id) : undefined;
}

function messageOf(packet: Uint8Array): MessageJson | undefined {
  const parsed = parsePacket(packet);
  if (!parsed.ok || parsed.value.header.nextHeader !== xipProfiles['xia-core-v2'].nextHeaders.data)
    return undefined;
  const decoded = decodeMessage(parsed.value.payload);
  return decoded.ok ? toJson(decoded.value) : undefined;
}
