/**
 * Whether the names of a scenario fit together: each one known, none twice, every node within reach, links where
 * the roles need them.
 */
import type { Scenario } from './scenario.ts';
import type { Problem, ProblemCode } from './shape.ts';

/** What a node of the network is. */
export type NodeKind = 'access-router' | 'router' | 'ip-network' | 'host' | 'correspondent' | 'rendezvous';

/** Finds what does not fit; the shape was found right before. */
export function findNameProblems(scenario: Scenario): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (code: ProblemCode, path: string, text: string): void => {
    problems.push({ code, path, text });
  };
  const nodes = new Map<string, NodeKind>();
  const others = new Set<string>();
  const declare = (name: string, path: string, kind?: NodeKind): void => {
    if (nodes.has(name) || others.has(name))
      add('duplicate-name', path, `${name} is the name of something else`);
    if (kind === undefined) others.add(name);
    else nodes.set(name, kind);
  };
  const know = (name: string, path: string, what: string, known: Iterable<string>): boolean => {
    const names = [...known];
    if (names.includes(name)) return true;
    add(
      'unknown-name',
      path,
      `there is no ${what} ${name}; there is ${names.slice(0, 12).join(', ') || 'none'}`,
    );
    return false;
  };
  const ofKind = (...kinds: readonly NodeKind[]): string[] =>
    [...nodes].filter(([, kind]) => kinds.includes(kind)).map(([name]) => name);

  scenario.ads.forEach((ad, i) => {
    declare(ad.name, `ads[${i}].name`);
    declare(ad.router, `ads[${i}].router`, 'access-router');
    if (ad.rendezvous !== undefined) declare(ad.rendezvous, `ads[${i}].rendezvous`, 'rendezvous');
    if (ad.ip?.split('.').some((octet) => Number(octet) > 255) === true)
      add('out-of-range', `ads[${i}].ip`, `${ad.ip} is no IPv4 address`);
  });
  scenario.routers.forEach((name, i) => declare(name, `routers[${i}]`, 'router'));
  scenario.ipNetworks.forEach((name, i) => declare(name, `ipNetworks[${i}]`, 'ip-network'));
  scenario.hosts.forEach(({ name }, i) => declare(name, `hosts[${i}].name`, 'host'));
  scenario.correspondents.forEach(({ name }, i) =>
    declare(name, `correspondents[${i}].name`, 'correspondent'),
  );
  scenario.machines.forEach(({ name }, i) => declare(name, `machines[${i}].name`));

  const machines = scenario.machines.map(({ name }) => name);
  const hosts = ofKind('host');
  const peers = [...machines, ...ofKind('correspondent')];
  const routerOf = new Map(scenario.ads.map(({ name, router }) => [name, router]));
  const ipRouters = new Set(scenario.ads.filter(({ ip }) => ip !== undefined).map(({ router }) => router));
  const linked = new Map<string, Set<string>>([...nodes.keys()].map((name) => [name, new Set<string>()]));

  scenario.links.forEach(({ between: [a = '', b = ''] }, i) => {
    const path = `links[${i}].between`;
    const known = [a, b].map((end, n) => know(end, `${path}[${n}]`, 'node', nodes.keys()));
    if (known.includes(false)) return;
    if (a === b) return add('not-possible', path, 'a link has two different ends');
    if (linked.get(a)!.has(b)) add('duplicate-name', path, `there is a link between ${a} and ${b} already`);
    linked.get(a)!.add(b);
    linked.get(b)!.add(a);
    for (const [end, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (nodes.get(end) === 'ip-network' && nodes.get(other) !== 'ip-network' && !ipRouters.has(other))
        add('not-possible', path, `${other} has no IPv4 address: give its domain "ip"`);
    }
  });
  for (const [group, members] of [
    ['hosts', scenario.hosts],
    ['correspondents', scenario.correspondents],
  ] as const) {
    members.forEach((member, i) => {
      if (!know(member.ad, `${group}[${i}].ad`, 'domain', routerOf.keys())) return;
      const router = routerOf.get(member.ad)!;
      if (linked.get(member.name)?.has(router) !== true || linked.get(member.name)!.size !== 1)
        add('not-connected', `${group}[${i}]`, `${member.name} needs one link, to ${router}`);
    });
  }
  scenario.ads.forEach(({ rendezvous, router }, i) => {
    if (rendezvous !== undefined && linked.get(rendezvous)?.has(router) !== true)
      add('not-connected', `ads[${i}].rendezvous`, `${rendezvous} needs a link to ${router}`);
  });
  const lonely = [...nodes.keys()].filter((name) => !reachable(linked, scenario.ads[0]!.router).has(name));
  if (lonely.length > 0) add('not-connected', 'links', `no links lead to ${lonely.slice(0, 8).join(', ')}`);

  scenario.machines.forEach(({ host, homeRendezvous }, i) => {
    know(host, `machines[${i}].host`, 'host', hosts);
    if (homeRendezvous !== undefined)
      know(homeRendezvous, `machines[${i}].homeRendezvous`, 'rendezvous', ofKind('rendezvous'));
  });
  if (scenario.operator !== undefined) {
    know(scenario.operator, 'operator', 'correspondent', ofKind('correspondent'));
    if (scenario.adaptation === 'original')
      add('not-possible', 'operator', 'nobody can be asked in the original design');
  }
  scenario.traffic.forEach((flow, i) => {
    const path = `traffic[${i}]`;
    know(flow.from, `${path}.from`, 'machine or peer', peers);
    know(flow.to, `${path}.to`, 'machine or peer', peers);
    if (flow.from === flow.to) add('not-possible', path, 'a flow has two different ends');
    if (scenario.adaptation === 'original') {
      const isMeant = flow.kind === 'requests' && !machines.includes(flow.from) && machines.includes(flow.to);
      if (!isMeant)
        add('not-possible', path, 'in the original design a correspondent sends a machine requests');
    }
    if (flow.kind === 'requests' && (flow.endMs ?? scenario.durationMs) <= flow.startMs)
      add('not-possible', `${path}.endMs`, 'it ends before it starts');
  });
  scenario.schedule.forEach((step, i) => {
    const path = `schedule[${i}]`;
    if (step.at > scenario.durationMs) add('out-of-range', `${path}.at`, 'it comes after the end');
    if (step.do === 'move') {
      know(step.machine, `${path}.machine`, 'machine', machines);
      know(step.to, `${path}.to`, 'host', hosts);
    } else if (step.do === 'cancel') {
      know(step.machine, `${path}.machine`, 'machine', machines);
      if (scenario.operator === undefined)
        add('not-possible', path, 'nobody is there to cancel: give the scenario "operator"');
    } else if (step.do === 'link') {
      const [a = '', b = ''] = step.between;
      if (linked.get(a)?.has(b) !== true)
        add('unknown-name', `${path}.between`, `there is no link between ${a} and ${b}`);
    } else if (step.do === 'partition') {
      step.nodes.forEach((name, n) => know(name, `${path}.nodes[${n}]`, 'node', nodes.keys()));
    } else {
      know(step.party, `${path}.party`, 'party', ofKind('host', 'access-router', 'rendezvous'));
    }
  });
  if (scenario.adaptation === 'original' && ipRouters.size > 0)
    add('not-possible', 'ads', 'the original design knows no IP networks');
  scenario.expect.forEach(({ least, most }, i) => {
    if (least === undefined && most === undefined)
      add('missing-field', `expect[${i}]`, 'least, most or both must be there');
  });
  return problems;
}

function reachable(linked: ReadonlyMap<string, ReadonlySet<string>>, from: string): ReadonlySet<string> {
  const seen = new Set([from]);
  for (const name of seen) for (const next of linked.get(name) ?? []) seen.add(next);
  return seen;
}
