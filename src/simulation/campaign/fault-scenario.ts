/**
 * Scenarios of faults: a seed makes a network, machines that move in it, and everything that can go wrong until all of
 * it is mended. What is mended by then must live at the end.
 */
import { seededRandom, type SeededRandom } from '../../core/seeded-random.ts';
import type { MeasureName, Scenario, StepSpec } from '../scenario.ts';

/** When the first fault may begin: sessions are open by then. One that could not be opened is opened anew by its user. */
const beginMs = 1_500;
/** When the last fault has ended, in milliseconds. */
const mendedMs = 8_000;
/**
 * How long after that everything has to live again: the longest waits of the protocol one after the other (an operation
 * that is asked again, a doubtful commit, a registration, a stream that has backed off), with room to spare.
 */
const recoveryMs = 45_000;

/** How long after its order a migration may be cancelled. */
const cancelWithinMs = 1_500;

const sites = ['A', 'B', 'C'] as const;
const backbone = 'X';

/** Makes the scenario of a seed; equal seeds give equal scenarios. */
export function faultScenario(seed: number): Scenario {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
  const between = (least: number, most: number): number =>
    Math.round(least + random.fraction() * (most - least));
  const links = linksOf(random, between);
  const hosts = sites.flatMap((ad) => [`${ad}1`, `${ad}2`].map((name) => ({ name, ad })));
  const bothMove = random.fraction() < 0.5;
  const machines = [
    machineAt('vm', pick(hosts).name, between),
    ...(bothMove ? [machineAt('other', pick(hosts).name, between)] : []),
  ];
  const talkers = ['client', ...(bothMove ? ['other'] : [])];
  return {
    $schema: undefined,
    title: `Fault schedule ${seed}`,
    about: 'Made by a seed: moves, and faults of every kind until all are mended.',
    seed,
    durationMs: mendedMs + recoveryMs,
    adaptation: 'recommended',
    ads: [
      ...sites.map((name) => ({ name, router: `R${name}`, ip: undefined, rendezvous: undefined })),
      { name: 'D', router: 'RD', ip: undefined, rendezvous: 'V' },
    ],
    routers: [backbone],
    ipNetworks: [],
    hosts,
    machines,
    correspondents: [{ name: 'client', ad: 'D', processingMs: 0 }],
    operator: 'client',
    links,
    traffic: talkers.flatMap((from) => [
      { kind: 'requests' as const, from, to: 'vm', perSecond: 2, payload: 32, startMs: 0, endMs: undefined },
      { kind: 'stream' as const, from, to: 'vm', octets: 9_000, perSecond: 1_000, startMs: 0 },
    ]),
    schedule: scheduleOf(random, { links, machines, hosts, pick, between }),
    expect: [expectNone('streamErrors'), expectNone('sessionsLost')],
  };
}

function expectNone(measure: MeasureName): Scenario['expect'][number] {
  return { measure, least: undefined, most: 0, why: undefined };
}

type Between = (least: number, most: number) => number;

function machineAt(name: string, host: string, between: Between): Scenario['machines'][number] {
  return {
    name,
    host,
    count: undefined,
    memoryPages: between(4, 24),
    dirtyPagesPerSecond: between(0, 40),
    workingSet: 0.2,
    freezeMs: between(0, 300),
    freezeBudgetMs: 100,
    processingMs: 0,
    homeRendezvous: 'V',
  };
}

const clean = { loss: 0, duplicate: 0, reorder: 0, reorderMs: 20, corrupt: 0 };

function linksOf(random: SeededRandom, between: Between): Scenario['links'] {
  const link = (a: string, b: string, delayMs: number): Scenario['links'][number] => ({
    between: [a, b],
    delayMs,
    jitterMs: random.fraction() < 0.3 ? between(0, 5) : 0,
    bitsPerSecond: 1e8,
    queueOctets: 16_777_216,
    ...clean,
  });
  return [
    ...sites.flatMap((ad) => [
      link(`R${ad}`, backbone, between(1, 30)),
      link(`${ad}1`, `R${ad}`, 0.1),
      link(`${ad}2`, `R${ad}`, 0.1),
    ]),
    link('RD', backbone, between(1, 30)),
    link('V', 'RD', 0.1),
    link('client', 'RD', 0.1),
  ];
}

interface Parts {
  readonly links: Scenario['links'];
  readonly machines: Scenario['machines'];
  readonly hosts: Scenario['hosts'];
  readonly pick: <T>(values: readonly T[]) => T;
  readonly between: Between;
}

function scheduleOf(random: SeededRandom, { links, machines, hosts, pick, between }: Parts): StepSpec[] {
  const steps: StepSpec[] = [];
  const some = (most: number, make: () => readonly StepSpec[]): void => {
    for (let count = random.below(most + 1); count > 0; count -= 1) steps.push(...make());
  };
  // Moves come close together as well, so that one begins while another is settling.
  for (const { name } of machines)
    for (let moves = 1 + random.below(3); moves > 0; moves -= 1)
      steps.push({ do: 'move', at: between(500, 6_000), machine: name, to: pick(hosts).name });
  some(4, () => {
    const { between: ends } = pick(links);
    const at = between(beginMs, 6_000);
    const bad = {
      loss: random.fraction() * 0.4,
      duplicate: random.fraction() * 0.3,
      reorder: random.fraction() * 0.3,
      reorderMs: between(1, 2_000),
      // Links drop what is damaged; sessions rely on that (chapter 16).
      corrupt: 0,
    };
    return [
      { do: 'link', at, between: ends, up: random.fraction() < 0.8, ...bad },
      { do: 'link', at: between(at, mendedMs), between: ends, up: true, ...clean },
    ];
  });
  some(1, () => {
    const at = between(beginMs, 6_000);
    const nodes = [...hosts.map(({ name }) => name), ...sites.map((ad) => `R${ad}`), 'V', 'client'];
    const cut = nodes.filter(() => random.fraction() < 0.3);
    return [
      { do: 'partition', at, nodes: cut },
      { do: 'partition', at: between(at, mendedMs), nodes: [] },
    ];
  });
  some(4, () => {
    const party = pick([...hosts.map(({ name }) => name), ...sites.map((ad) => `R${ad}`), 'V']);
    return [{ do: 'crash', at: between(beginMs, 6_000), party, restartAfterMs: between(1, 1_500) }];
  });
  // Drawn last, so that what a seed makes besides them is what it made before there were any.
  some(2, () => {
    const moves = steps.filter((step) => step.do === 'move');
    const { at, machine } = pick(moves);
    return [{ do: 'cancel', at: between(at, at + cancelWithinMs), machine }];
  });
  return steps.sort((a, b) => a.at - b.at);
}
