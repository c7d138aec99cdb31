/** What a scenario of the lab says: where a guest moves, what it does meanwhile, who talks to it, and who is killed. */
import {
  choice,
  flag,
  list,
  number,
  object,
  optional,
  required,
  text,
  type ValueOf,
} from '../simulation/shape.ts';
import type { Need } from './check/finding.ts';

/** What programs that know nothing of XIA do with the guest. */
export const programNames = ['download', 'iperf3', 'nc', 'ssh'] as const;

/**
 * The ways that a guest can go and come back: to which host, to which one the second guest goes meanwhile, and whether
 * addresses begin with the 4ID of an access router, since an IP network joins the domains.
 */
export const ways = {
  'intra-ad': { to: 'beside', secondTo: 'other', isAcrossIp: false },
  'inter-ad': { to: 'other', secondTo: 'beside', isAcrossIp: false },
  'across-ip': { to: 'other', secondTo: 'beside', isAcrossIp: true },
} as const;

/** The name of a way. */
export type WayName = keyof typeof ways;

/** The names of the ways. */
export const wayNames = Object.keys(ways) as readonly WayName[];

/** The records of a journal after which an agent may be killed, by the party that keeps it. */
export const killPhases = {
  source: ['ordered', 'frozen', 'committed', 'swapped'],
  destination: ['accepted', 'prepared', 'complete', 'permitted', 'running'],
} as const;

/** The guests. */
export const guestKinds = ['bare', 'linux', 'simulated'] as const;

const guest = object('The guest.', {
  kind: optional(choice('Which one; a simulated one needs no QEMU and talks to nobody.', guestKinds), 'bare'),
  memory: optional(number('Its memory in MiB.', 32, 16_384, true), 64),
  fill: optional(number('MiB of it that hold what cannot be packed.', 0, 16_384, true), 32),
  dirty: optional(number('MiB that it writes again and again.', 0, 16_384, true), 0),
  dirtyRate: optional(number('How fast, in MiB a second.', 0, 100_000), 0),
});

/** The guest of a scenario. */
type GuestSpec = ValueOf<typeof guest>;

const usualGuest: GuestSpec = { kind: 'bare', memory: 64, fill: 32, dirty: 0, dirtyRate: 0 };

/** The shape of a scenario. */
export const labScenarioShape = object('A move of a real guest between namespaces of one machine.', {
  $schema: optional(text('The schema of this file, for editors.'), undefined),
  title: required(text('What it is, in a line.')),
  about: optional(text('What it shows, in some sentences.'), ''),
  way: required(choice('Where the guest goes, and comes back from.', wayNames)),
  moves: optional(number('Migrations: there, back, there …', 1, 1000, true), 2),
  settleMs: optional(number('Rest before the first move and after each. Milliseconds.', 100, 60_000), 1500),
  mtu: optional(number('Octets of a packet of IP on every link.', 1280, 65_535, true), 9000),
  guest: optional(guest, usualGuest),
  bothEnds: optional(
    flag('Whether a second guest of the same kind talks with the guest, and both move at once.'),
    false,
  ),
  memories: optional(
    list('Runs it once for each of these sizes in MiB.', number('MiB.', 32, 16_384, true)),
    [],
  ),
  disk: optional(
    object('A disk that the guest writes all the time, and that moves with it.', {
      format: required(choice('How it is kept.', ['raw', 'qcow2'])),
      size: optional(number('Its size in MiB.', 1, 65_536, true), 64),
      rate: optional(number('Blocks of 4096 octets that are written in a second.', 1, 10_000, true), 200),
    }),
    undefined,
  ),
  probe: optional(
    number('Requests that a client sends to the guest in a second; 0 for none.', 0, 10_000),
    1000,
  ),
  programs: optional(list('What programs of Debian do meanwhile.', choice('What.', programNames)), []),
  impair: optional(
    object('What the access routers do to packets.', {
      delayMs: optional(number('They hold each so long.', 0, 10_000), 0),
      lossPercent: optional(number('They lose so many of a hundred.', 0, 100), 0),
    }),
    undefined,
  ),
  kill: optional(
    choice('Whose agent is killed, once in each phase, and comes back.', ['source', 'destination']),
    undefined,
  ),
});

/** A scenario of the lab. */
export type LabScenario = ValueOf<typeof labScenarioShape>;

/** The JSON Schema of scenarios of the lab. */
export const labScenarioSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'XLMP lab scenario',
  ...labScenarioShape.schema,
};

/** What a machine must have for a scenario. */
export function needsOf({ guest, disk, programs }: LabScenario): readonly Need[] {
  if (guest.kind === 'simulated') return ['network'];
  return [
    'network',
    'devices',
    'hypervisor',
    guest.kind === 'linux' ? 'linux-guest' : 'bare-guest',
    ...(disk === undefined ? [] : (['disks'] as const)),
    ...(programs.length === 0 ? [] : (['programs'] as const)),
  ];
}
