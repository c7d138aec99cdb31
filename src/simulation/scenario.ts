/**
 * What a scenario says: networks, hosts, links, machines, traffic, a schedule, and what is expected of the result.
 * The JSON Schema (`scenario.schema.json`) is made from these tables.
 */
import {
  choice,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  required,
  text,
  type ValueOf,
} from './shape.ts';

const dayMs = 86_400_000;
const name = (doc: string) =>
  text(doc, /^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'a letter, then letters, digits or -');
const at = required(number('When, in milliseconds of simulated time.', 0, dayMs));
const part = (doc: string) => optional(number(doc, 0, 1), 0);

const ad = object('An administrative domain. It has one access router.', {
  name: required(name('The name of the domain.')),
  router: required(name('The name of its access router.')),
  ip: optional(
    text(
      'The IPv4 address of the router. Addresses in the domain then begin with its 4ID.',
      /^(\d{1,3})(\.\d{1,3}){3}$/,
      'four numbers from 0 to 255 with dots between them',
    ),
    undefined,
  ),
  rendezvous: optional(name('The name of a rendezvous that stands beside the router.'), undefined),
});

const host = object('A host on which machines run.', {
  name: required(name('The name of the host.')),
  ad: required(name('The domain that it is in.')),
});

const machine = object('A virtual machine, or a group of equal ones.', {
  name: required(name('The name; the members of a group have -1, -2 … behind it.')),
  host: required(name('Where it runs at the start.')),
  count: optional(number('How many there are; a group when it is given.', 1, 100_000, true), undefined),
  memoryPages: optional(number('Pages of memory, 4096 octets each.', 1, 262_144, true), 64),
  dirtyPagesPerSecond: optional(number('Pages that it writes in a second.', 0, 1e6), 20),
  workingSet: optional(number('The part of the pages that it writes at all.', 0, 1), 0.1),
  freezeMs: optional(number('How long a freeze lasts; 0 for as long as the protocol takes.', 0, 60_000), 0),
  freezeBudgetMs: optional(
    number('The machine is frozen when what is left can be carried in so long.', 1, 60_000, true),
    100,
  ),
  processingMs: optional(number('How long it thinks about a request.', 0, 10_000), 0),
  homeRendezvous: optional(name('The rendezvous at which it registers.'), undefined),
});

const correspondent = object('A peer of the machines that stays where it is.', {
  name: required(name('The name of the peer.')),
  ad: required(name('The domain that it is in.')),
  processingMs: optional(number('How long it thinks about a request.', 0, 10_000), 0),
});

const quality = {
  loss: part('The part of the packets that is lost, in each direction.'),
  duplicate: part('The part that arrives twice.'),
  reorder: part('The part that is held back so that others overtake it.'),
  reorderMs: optional(number('How long at most these are held back.', 0, 60_000), 20),
  corrupt: part('The part of which one bit is turned over.'),
} as const;

const link = object('A link with two ends.', {
  between: required(list('The names of its ends.', name('A router, a host, a peer or an IP network.'), 2, 2)),
  delayMs: required(number('Time of flight.', 0, 60_000)),
  jitterMs: optional(number('The flight takes up to so much longer, at random.', 0, 60_000), 0),
  bitsPerSecond: optional(number('Rate in each direction.', 1000, 1e13), 1e9),
  queueOctets: optional(number('What may wait in front of it; the rest is lost.', 1500, 1e12), 16_777_216),
  ...quality,
});

const traffic = oneOf('What peers send to machines.', 'kind', {
  requests: object('Requests in datagrams, each of which is answered.', {
    from: required(name('A correspondent or a machine.')),
    to: required(name('A machine, a group of them, or a correspondent.')),
    perSecond: required(number('Requests in a second.', 0.01, 100_000)),
    payload: optional(number('Octets of a request.', 8, 1000, true), 8),
    startMs: optional(number('When the first one leaves.', 0, dayMs), 0),
    endMs: optional(number('When no more leave; by default a second before the end.', 0, dayMs), undefined),
  }),
  stream: object('Octets in order.', {
    from: required(name('A correspondent or a machine.')),
    to: required(name('A machine, a group of them, or a correspondent.')),
    octets: required(number('How many.', 1, 1e12, true)),
    perSecond: optional(number('Octets in a second at most; 0 for as fast as it goes.', 0, 1e12), 0),
    startMs: optional(number('When it begins.', 0, dayMs), 0),
  }),
});

const step = oneOf('What happens, and when.', 'do', {
  move: object('A migration is ordered.', {
    at,
    machine: required(name('Which machine, or which group: all its members at once.')),
    to: required(name('The host it goes to.')),
  }),
  link: object('A link changes.', {
    at,
    between: required(list('The names of its ends.', name('An end.'), 2, 2)),
    up: optional(flag('Whether it carries anything.'), true),
    ...quality,
  }),
  partition: object('Nodes are cut off from all others, or the cut ends.', {
    at,
    nodes: required(list('Which ones; none ends the cut.', name('A node.'))),
  }),
  cancel: object('The operator cancels the migration of a machine that was ordered last.', {
    at,
    machine: required(name('Which machine, or which group: all its members at once.')),
  }),
  crash: object('A party crashes and loses what it has not journalled.', {
    at,
    party: required(name('A host, an access router or a rendezvous.')),
    restartAfterMs: optional(number('When it comes back; 0 for never.', 0, dayMs), 1000),
  }),
});

/** What may be expected of a result. */
export const measures = [
  'lost',
  'duplicated',
  'reordered',
  'gapMs',
  'gapOverFreezeMs',
  'gapOverBoundMs',
  'freezeMs',
  'roundTripMs',
  'streamErrors',
  'unfinishedMoves',
  'sessionsLost',
] as const;

const expectation = object('What a measure must be.', {
  measure: required(choice('Which one; the worst of all flows or moves counts.', measures)),
  least: optional(number('The smallest that is right.', -1e12, 1e12), undefined),
  most: optional(number('The largest that is right.', -1e12, 1e12), undefined),
  why: optional(text('Where the number comes from.'), undefined),
});

/** How the network and the peers learn where a machine is. */
export const adaptations = ['recommended', 'fallback', 'routes', 'rebind', 'rendezvous', 'original'] as const;

/** The shape of a scenario. */
export const scenarioShape = object('A simulated network and what happens in it.', {
  $schema: optional(text('The schema of this file, for editors.'), undefined),
  title: required(text('What it is, in a line.')),
  about: optional(text('What it shows, in some sentences.'), ''),
  seed: optional(number('What all chance follows from.', 0, 0xffff_ffff, true), 1),
  durationMs: required(number('How long it runs.', 1, dayMs)),
  adaptation: required(choice('How machines stay reachable.', adaptations)),
  ads: required(list('The domains.', ad, 1, 1000)),
  routers: optional(list('Routers between domains.', name('The name of a router.')), []),
  ipNetworks: optional(list('IP networks, each as one cloud.', name('The name of a network.')), []),
  hosts: required(list('The hosts.', host, 1, 10_000)),
  machines: required(list('The machines.', machine, 1, 10_000)),
  correspondents: optional(list('The peers.', correspondent, 0, 10_000), []),
  operator: optional(
    name(
      'The peer at which the operator is, who cancels, and asks at the end what became of each migration.',
    ),
    undefined,
  ),
  links: required(list('The links.', link, 1, 100_000)),
  traffic: optional(list('The traffic.', traffic), []),
  schedule: optional(list('What happens.', step), []),
  expect: optional(list('What the result must be.', expectation), []),
});

/** A scenario as it was read; names are not yet looked up. */
export type Scenario = ValueOf<typeof scenarioShape>;
/** How machines stay reachable. */
export type AdaptationName = (typeof adaptations)[number];
/** What may be expected. */
export type MeasureName = (typeof measures)[number];
/** A domain. */
export type AdSpec = Scenario['ads'][number];
/** A machine or a group. */
export type MachineSpec = Scenario['machines'][number];
/** A link. */
export type LinkSpec = Scenario['links'][number];
/** A flow or a group of them. */
export type TrafficSpec = Scenario['traffic'][number];
/** Something that happens. */
export type StepSpec = Scenario['schedule'][number];
/** How good a link is. */
export type Quality = Pick<LinkSpec, keyof typeof quality>;
