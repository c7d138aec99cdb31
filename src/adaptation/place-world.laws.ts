/**
 * A world of networks for tests: access routers, hosts with simulated hypervisors behind them, a correspondent that
 * sends numbered packets to a machine. Everything is real but the links, in virtual time.
 */
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { MemoryProfile } from '../hypervisors/dirty-pages.ts';
import type { Timing } from '../machines/index.ts';
import {
  fromJson,
  identifierOf,
  sealMessage,
  signDelegation,
  signedRecordToJson,
  signerFromSeed,
  type TicketJson,
} from '../protocol/index.ts';
import { ticketFor } from '../protocol/ticket.laws.ts';
import { type Identity, identityOf, type MigrationReport } from '../runtime/index.ts';
import type { Faults } from '../transports/faults.ts';
import { buildPacket, chainDag, makeXid, xidType } from '../xia/index.ts';
import { networkOfKey, placeAt } from './attachment-place.ts';
import type { MachineContacts } from './host-attachments.ts';
import type { HoldBounds } from './machine-path.ts';
import { type WorldHost, worldHost } from './place-world-host.laws.ts';
import {
  networkOf,
  numberedPacket,
  numberIn,
  worldLinks,
  type WorldPacket,
} from './place-world-packets.laws.ts';
import { type WorldRouter, worldRouter } from './place-world-router.laws.ts';

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
/** Milliseconds between a host and its router, and between networks. */
const linkMs = 1;
const worldMs = 10;

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
  let numbers = 0;

  const { setFaults, carry } = worldLinks(clock, random, (packet) => {
    world.sent.push(packet);
    return world.pass(packet);
  });
  const nameOf = (hid: string): string =>
    Object.keys(hosts).find((name) => hosts[name]!.identity.hidText === hid) ?? '';
  const intoWorld = (from: string, packet: Uint8Array): void => {
    const name = byNetwork.get(networkOf(packet) ?? '');
    if (name !== undefined) carry(from, packet, worldMs, (arrived) => routers[name]!.router.receive(arrived));
  };
  const timing = options.timing === undefined ? {} : { timing: options.timing };
  const addRouter = (name: string, octet: number, neighbours: readonly string[]): void => {
    const router = worldRouter(octet, {
      clock,
      neighbours,
      ...timing,
      ...(options.bounds === undefined ? {} : { bounds: options.bounds }),
      admits: (hid) => options.admits?.(nameOf(hid)) ?? true,
      send: (packet) => intoWorld(name, packet),
      deliver: (packet, host) =>
        carry(name, packet, linkMs, (arrived) => hosts[nameOf(host)]?.receive(arrived)),
    });
    routers[name] = router;
    byNetwork.set(toHex(networkOfKey(router.identity.signer.publicKey).id), name);
  };
  const addHost = (name: string, octet: number, router: WorldRouter): void => {
    hosts[name] = worldHost(octet, {
      clock,
      ...timing,
      router: router.identity,
      ...(options.contactsOf === undefined ? {} : { contactsOf: options.contactsOf }),
      send: (packet) => carry(name, packet, linkMs, (arrived) => router.router.receive(arrived)),
      toMachine(packet) {
        const number = numberIn(packet);
        if (number === undefined) return;
        const isHere = hosts[name]!.hypervisor.copyOf(machine)?.state === 'running';
        if (isHere) world.got.push({ number, host: name });
        else world.missed.push(number);
      },
      onReport: (report) => world.reports.push(report),
    });
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
    setFaults,
    send(router) {
      numbers += 1;
      const source = chainDag(networkOfKey(stranger.publicKey), makeXid(xidType.hid, '77'.repeat(20)));
      const destination = placeAt(routers[router]!.identity, machine);
      intoWorld('correspondent', numberedPacket(numbers, destination, source));
      return numbers;
    },
    stream(router, count, everyMs = 5) {
      for (let sent = 0; sent < count; sent += 1) {
        world.send(router);
        clock.advance(everyMs);
      }
    },
    ticket: (from, to) =>
      ticketFor(owner.signer, { from: hosts[from]!.identity.hid, to: hosts[to]!.identity.hid }),
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
    toHex(identifierOf('HID', signerFromSeed(new Uint8Array(32).fill(octet)).publicKey));
  for (const [at, name] of ['a', 'b', 'c'].entries()) {
    const own = Object.entries(seeds).filter(([host]) => host.startsWith(name));
    addRouter(
      name,
      100 + at,
      own.map(([, octet]) => hidOf(octet)),
    );
    for (const [host, octet] of own) addHost(host, octet, routers[name]!);
  }
  return world;
}
