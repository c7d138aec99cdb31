/** Runs a scenario: builds the network and the design, starts traffic and schedule, lets time pass, collects. */
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import { toHex } from '../core/hex.ts';
import { type Implementation, referenceImplementation } from '../agent/implementation.ts';
import { adaptiveDesign } from './adaptive-design.ts';
import { collect, type Flow } from './collect.ts';
import type { Design, Writable } from './design.ts';
import { makeDirectory, membersOf } from './directory.ts';
import { rounded } from './flow-record.ts';
import { makeNetwork, type Network } from './network.ts';
import { makeObserver, type Observer } from './observer.ts';
import { originalDesign } from './original-design.ts';
import type { MoveResult, SimulationResult } from './result.ts';
import { ipNetworkNode, routerNode, type Surroundings } from './router-node.ts';
import type { Scenario, TrafficSpec } from './scenario.ts';
import { serve, startRequests, startStream } from './traffic.ts';

/** How a scenario is run. */
export interface SimulationOptions {
  /** By default that of the scenario. */
  readonly seed?: number;
  /** What the parties are built from; by default the reference. The watchers always judge by the reference. */
  readonly functions?: Implementation;
  /** Called now and then with the part that is done, from 0 to 1, and the simulated time. */
  readonly onProgress?: (part: number, nowMs: number) => void;
}

/** How often progress is told, and the state of routers looked at. */
const slices = 200;
/** How long before the end requests stop, so that all can be answered. */
const quietMs = 1000;
/** How long before the end the operator asks what became of the migrations. */
const askingMs = 3000;

/** Runs a scenario; equal scenarios and seeds give equal results. */
export function simulate(scenario: Scenario, options: SimulationOptions = {}): SimulationResult {
  const seed = options.seed ?? scenario.seed;
  const clock = virtualClock();
  const directory = makeDirectory(scenario, seed);
  const first = membersOf(scenario.machines[0]!)[0]!;
  const observer = makeObserver(
    () => clock.now(),
    (hid) => directory.nameOf(hid),
    () => toHex(directory.identity(first).hid),
  );
  const transit = [...scenario.ads.map(({ router }) => router), ...scenario.routers, ...scenario.ipNetworks];
  const network = makeNetwork(scenario.links, new Set(transit), clock, seed, observer);
  const surroundings: Surroundings = {
    network,
    directory,
    ipNetworks: new Set(scenario.ipNetworks),
    copied: (from, to) => observer.copied(from, to),
  };
  for (const name of scenario.ipNetworks) network.add(ipNetworkNode(surroundings, name));
  const design = buildDesign(scenario, surroundings, clock, observer, { ...options, seed });
  for (const name of scenario.routers) network.add(routerNode(surroundings, name));

  const flows = startTraffic(scenario, design, clock);
  const moves = schedule(scenario, design, network, clock);
  if (scenario.operator !== undefined)
    clock.schedule(Math.max(0, scenario.durationMs - askingMs), () => design.askAll());
  const kept = new Map(design.routers().map(({ name }) => [name, { rows: 0, held: 0 }]));
  for (let slice = 1; slice <= slices; slice += 1) {
    clock.advance((scenario.durationMs * slice) / slices - clock.now());
    for (const { name, rows, held } of design.routers()) {
      const most = kept.get(name)!;
      most.rows = Math.max(most.rows, rows);
      most.held = Math.max(most.held, held);
    }
    options.onProgress?.(slice / slices, clock.now());
  }
  return collect({ scenario, seed, design, flows, moves, network, observer, directory, kept });
}

function buildDesign(
  scenario: Scenario,
  surroundings: Surroundings,
  clock: VirtualClock,
  observer: Observer,
  { seed, functions = referenceImplementation }: SimulationOptions & { readonly seed: number },
): Design {
  return scenario.adaptation === 'original'
    ? originalDesign(scenario, surroundings, clock, observer)
    : adaptiveDesign(scenario, surroundings, clock, observer, seed, functions);
}

/** The ends of a flow, one pair for each member of a group. */
function pairsOf(scenario: Scenario, { from, to }: TrafficSpec): [string, string][] {
  const members = (name: string): string[] => {
    const machine = scenario.machines.find((candidate) => candidate.name === name);
    return machine === undefined ? [name] : membersOf(machine);
  };
  return members(from).flatMap((a) => members(to).map((b): [string, string] => [a, b]));
}

function startTraffic(scenario: Scenario, design: Design, clock: VirtualClock): readonly Flow[] {
  const flows: Flow[] = [];
  const byEnds = new Map<string, Flow>();
  const now = (): number => clock.now();
  const processing = new Map<string, number>();
  for (const { name, processingMs } of scenario.correspondents) processing.set(name, processingMs);
  for (const machine of scenario.machines)
    for (const name of membersOf(machine)) processing.set(name, machine.processingMs);
  for (const [name, processingMs] of processing) {
    serve(design.end(name), processingMs, now, (from, kind) => byEnds.get(`${kind} ${from} ${name}`) ?? {});
  }
  for (const spec of scenario.traffic) {
    const pairs = pairsOf(scenario, spec);
    pairs.forEach(([from, to], i) => {
      const [a, b] = [design.end(from), design.end(to)];
      const flow: Flow = { from, to };
      if (spec.kind === 'requests') {
        const endMs = spec.endMs ?? scenario.durationMs - quietMs;
        // Members of a group do not all speak in the same instant.
        const offset = (i / pairs.length) * (1000 / spec.perSecond);
        flow.requests = startRequests(a, b, spec, endMs, now, offset);
      } else flow.stream = startStream(a, b, spec);
      byEnds.set(`${spec.kind === 'stream' ? 'stream' : 'datagram'} ${from} ${to}`, flow);
      // The design of 2011 does not tell who asks.
      byEnds.set(`datagram  ${to}`, flow);
      flows.push(flow);
    });
  }
  return flows;
}

function schedule(scenario: Scenario, design: Design, network: Network, clock: VirtualClock): MoveResult[] {
  const moves: MoveResult[] = [];
  for (const step of scenario.schedule) {
    clock.schedule(step.at, () => {
      if (step.do === 'move') {
        const group = scenario.machines.find(({ name }) => name === step.machine)!;
        for (const machine of membersOf(group)) {
          const record: Writable<MoveResult> = {
            machine,
            from: design.mover(machine).host,
            to: step.to,
            orderedMs: rounded(clock.now()),
            frozenMs: null,
            runningMs: null,
            freezeMs: null,
            reason: null,
            outcome: 'unfinished',
          };
          moves.push(record);
          design.move(machine, step.to, record);
        }
      } else if (step.do === 'cancel') {
        const group = scenario.machines.find(({ name }) => name === step.machine)!;
        for (const machine of membersOf(group)) design.cancel(machine);
      } else if (step.do === 'link') network.change(step.between, step, step.up);
      else if (step.do === 'partition') {
        network.partition(step.nodes);
      } else design.crash(step.party, step.restartAfterMs);
    });
  }
  return moves;
}
