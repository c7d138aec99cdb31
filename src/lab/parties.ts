/**
 * Who takes part in a run, and the command lines that start them: all agents are `xlmp agent`, as a user would start
 * them. Files of a party lie in a folder of its own in the folder of the run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encapsulation } from '../../spec/registry/identifiers.ts';
import { type LabKey, makeKey } from './keys.ts';
import { type GuestParty, makeGuests, placeNames, tracksOf } from './guest-parties.ts';
import { clientSettings, companionSettings, hostSettings } from './plain-settings.ts';
import { type LabScenario, ways } from './scenario.ts';
import { type NetworkPlan, type Place, placesOf } from './topology.ts';

const routers = ['r1', 'r2', 'r3'] as const;

/**
 * The network of a scenario: two hosts in one domain, one in another, or two when a second guest begins there; the client
 * and the witness in a third.
 */
export function networkOf(id: string, scenario: LabScenario): NetworkPlan {
  const { first, beside, other, opposite, client, witness } = placeNames;
  const [, second] = tracksOf(scenario);
  return {
    id,
    mtu: scenario.mtu,
    ...(second === undefined ? {} : { secondAt: [second.home, second.away] }),
    domains: [
      { name: 'AD1', router: routers[0], hosts: [first, beside], clients: [], others: [] },
      {
        name: 'AD2',
        router: routers[1],
        hosts: second === undefined ? [other] : [other, opposite],
        clients: [],
        others: [],
      },
      { name: 'AD3', router: routers[2], hosts: [], clients: [client], others: [witness] },
    ],
  };
}

/** Octets of the headers of IPv4 and UDP. */
const ipAndUdp = 28;

/** Whether anybody sends packets to the guest, so that it needs an agent beside it and a gateway. */
export function isTalkedTo({ guest, probe, programs }: LabScenario): boolean {
  return guest.kind !== 'simulated' && (probe > 0 || programs.length > 0);
}

/** A party of a run. */
export interface Party {
  readonly name: string;
  readonly place: Place;
  readonly key: LabKey;
  readonly contact: string;
  readonly journal: string;
  /** Where it writes down what it sends and receives, when it is told to. */
  readonly capture: string;
  /** Where QEMUs of a host have their folders; of hosts only. */
  readonly qemu?: string;
  /** What follows `xlmp`. */
  readonly words: readonly string[];
}

/** All parties, in the order in which they are to be started: routers first, since others read their contacts. */
export interface Parties {
  /** The guest, and the second one when there is one. */
  readonly guests: readonly [GuestParty, ...GuestParty[]];
  readonly list: readonly Party[];
  /** The guest that may be at a host. */
  guestOf(host: Party): GuestParty;
  /** Finds one by its name. @throws TypeError when there is none */
  party(name: string): Party;
}

/** What parties are told, beside what follows from the scenario. */
export interface PartiesOptions {
  /** The guest description for the driver, for one host. */
  fieldsAt(place: string): Readonly<Record<string, unknown>>;
  /** Whether each writes down what it sends and receives. */
  readonly isCaptured: boolean;
}

/**
 * Makes keys and files, and the command lines.
 *
 * @param folder of the run.
 */
export function makeParties(
  folder: string,
  plan: NetworkPlan,
  scenario: LabScenario,
  { fieldsAt, isCaptured }: PartiesOptions,
): Parties {
  const { isAcrossIp } = ways[scenario.way];
  const places = placesOf(plan);
  const folderOf = (name: string): string => join(folder, name);
  const keys = new Map<string, LabKey>();
  for (const { name } of places) {
    mkdirSync(folderOf(name));
    keys.set(name, makeKey(join(folderOf(name), 'key.pem')));
  }
  const guests = makeGuests(folder, scenario) as [GuestParty, ...GuestParty[]];
  const guestAt = ({ link }: Place): GuestParty => guests.find((guest) => guest.link === link)!;
  const contactOf = (name: string): string => join(folderOf(name), 'contact.json');
  const routerOf = (place: Place): string => plan.domains.find(({ name }) => name === place.domain)!.router;
  const routerPlace = (place: Place): Place => places.find(({ name }) => name === routerOf(place))!;
  const placeAt = (place: Place): string =>
    isAcrossIp ? `IP:${routerPlace(place).address}` : `AD:${keys.get(routerOf(place))!.ad}`;
  const peers = (...names: readonly string[]): string[] =>
    names.flatMap((name) => ['--peer', contactOf(name)]);
  const byKind = (kind: Place['kind']): string[] =>
    places.filter((place) => place.kind === kind).map(({ name }) => name);
  const { client, witness } = placeNames;
  const allRouters = byKind('router');
  const write = (file: string, json: unknown): string => {
    writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
    return file;
  };

  const partyOf = (place: Place, ...words: readonly string[]): Party => {
    const { name, address } = place;
    const qemu = place.kind === 'host' ? join(folderOf(name), 'q') : undefined;
    const journal = join(folderOf(name), 'journal');
    const capture = join(folderOf(name), 'packets.pcapng');
    const key = keys.get(name)!;
    return {
      name,
      place,
      key,
      contact: contactOf(name),
      journal,
      capture,
      ...(qemu === undefined ? {} : { qemu }),
      words: [
        'agent',
        ...words,
        '--key',
        key.file,
        '--udp',
        `${address}:${encapsulation.udpPort}`,
        '--contact',
        contactOf(name),
        ...(place.kind === 'client' ? [] : ['--journal', journal]),
        ...(isCaptured ? ['--capture', capture] : []),
      ],
    };
  };
  const via = (place: Place): string[] => (isAcrossIp ? ['--via', routerPlace(place).address] : []);
  const impair = ({ delayMs, lossPercent }: NonNullable<LabScenario['impair']>): string[] => [
    '--impair',
    `delay=${delayMs},loss=${lossPercent}`,
  ];
  const routerParty = (place: Place): Party => {
    const behind = places.filter(({ domain, kind }) => domain === place.domain && kind !== 'router');
    const others = allRouters.filter((name) => name !== place.name);
    const starting = guests.filter(({ home }) => behind.some(({ name }) => name === home));
    return partyOf(
      place,
      '--role',
      'access-router',
      ...via(place),
      ...peers(...others, ...behind.map(({ name }) => name)),
      '--trust',
      `HID:${keys.get(witness)!.hid}`,
      ...starting.flatMap(({ key, home }) => [
        '--attach',
        `HID:${key.hid}=HID:${keys.get(home)!.hid},epoch=1`,
      ]),
      ...(scenario.impair === undefined ? [] : impair(scenario.impair)),
    );
  };
  const addressOf = ({ key, home }: GuestParty): string =>
    `RE ${placeAt(places.find(({ name }) => name === home)!)} HID:${key.hid} SID:${key.sid}`;
  const hostParty = (place: Place): Party => {
    const guest = guestAt(place);
    const isHome = place.name === guest.home;
    const others = byKind('host').filter((name) => name !== place.name);
    const network = ['--role', 'source-host', '--role', 'destination-host', ...via(place)];
    // Over routers that delay and lose, everything goes by way of them.
    const known = [
      '--router',
      contactOf(routerOf(place)),
      ...peers(...(scenario.impair === undefined ? [...others, witness] : [])),
    ];
    if (scenario.guest.kind === 'simulated') {
      const machine = `HID:${guest.key.hid},epoch=1,memory=${scenario.guest.memory},rate=5`;
      return partyOf(place, ...network, ...known, ...(isHome ? ['--machine', machine] : []));
    }
    const description = write(join(folderOf(place.name), 'guest.json'), {
      machine: guest.key.hid,
      ...fieldsAt(place.name),
    });
    const qemu = [
      '--qemu',
      join(folderOf(place.name), 'q'),
      '--guest',
      description,
      '--rounds',
      '1000',
      '--datagram',
      `${scenario.mtu - ipAndUdp}`,
    ];
    const boot = isHome ? ['--machine', `HID:${guest.key.hid},epoch=1`] : [];
    if (!isTalkedTo(scenario)) return partyOf(place, ...network, ...known, ...qemu, ...boot);
    const plain = write(join(folderOf(place.name), 'plain.json'), hostSettings());
    const beside = (): string =>
      write(
        join(folderOf(place.name), 'companion.json'),
        companionSettings(guest, guests, keys.get(client)!, addressOf),
      );
    return partyOf(
      place,
      ...network,
      ...known,
      ...qemu,
      '--plain',
      plain,
      ...(isHome ? [...boot, '--companion', beside()] : ['--accompanied']),
    );
  };
  const clientParty = (place: Place): Party => {
    const role = ['--role', 'correspondent'];
    const network = isAcrossIp ? via(place) : ['--ad', `AD:${keys.get(routerOf(place))!.ad}`];
    if (!isTalkedTo(scenario)) return partyOf(place, ...role, ...network, ...peers(...allRouters));
    const plain = write(join(folderOf(place.name), 'plain.json'), clientSettings(guests, addressOf));
    return partyOf(place, ...role, ...network, ...peers(...allRouters), '--plain', plain);
  };
  const witnessParty = (place: Place): Party => {
    const network = isAcrossIp ? via(place) : ['--ad', `AD:${keys.get(routerOf(place))!.ad}`];
    const hosts = scenario.impair === undefined ? byKind('host') : [];
    return partyOf(place, '--role', 'witness', ...network, ...peers(...hosts, ...allRouters));
  };
  const list = [
    ...places.filter(({ kind }) => kind === 'router').map(routerParty),
    ...places.filter(({ name }) => name === witness).map(witnessParty),
    ...places.filter(({ kind }) => kind === 'host').map(hostParty),
    ...places.filter(({ kind }) => kind === 'client').map(clientParty),
  ];
  return {
    guests,
    list,
    guestOf: ({ place }) => guestAt(place),
    party(name) {
      const found = list.find((party) => party.name === name);
      if (found === undefined) throw new TypeError(`there is no party ${name}`);
      return found;
    },
  };
}
