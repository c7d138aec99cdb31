/**
 * Every world of access routers, a machine that moves among them, and one packet for it, breadth first. What was said is
 * never taken away: it may come late, again, after something later, or never. Any timer that runs may fire at any time.
 */
import type { AnyStateMachine } from 'xstate';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { accessRouterMachine } from '../machines/access-router.ts';
import { type Packet, type PacketHere, type Plane, rightPlane } from './adaptation-packet.ts';
import { type RouterCell, type RouterMove, routerMoves, routerText } from './adaptation-router.ts';
import type { Movement, Truth } from './adaptation-script.ts';
import { interner } from './interner.ts';
import { numberList } from './number-list.ts';
import { firstStuck } from './progress.ts';
import { worldStore } from './world-store.ts';

/** What is explored. */
export interface AdaptationSetting {
  readonly movement: Movement;
  /** How often routers crash, and journals fail. */
  readonly faults: { readonly crash: number; readonly journalFailure: number };
  /** Another machine than that of chapter 12. */
  readonly machine?: AnyStateMachine;
  readonly plane?: Plane;
}

/** A broken property, and how it came to that. */
export interface AdaptationViolation {
  readonly requirement: RequirementId;
  readonly text: string;
  readonly ladder: readonly string[];
}

/** What was found. */
export interface AdaptationResult {
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly worlds: number;
  readonly edges: number;
  readonly cells: number;
  readonly violations: readonly AdaptationViolation[];
}

interface World {
  readonly cells: readonly number[];
  /** How many steps of the script were made. */
  readonly made: number;
  readonly packet: Packet;
  readonly faults: AdaptationSetting['faults'];
}

const over: Packet = { at: 'end', how: 'dropped' };

/** Explores until something is broken, or to the end, or to the limit. */
export function exploreAdaptation(setting: AdaptationSetting, limit: number): AdaptationResult {
  const { movement, machine = accessRouterMachine, plane = rightPlane } = setting;
  const { routers, steps } = movement;
  const moves = routerMoves(machine, plane);
  const packets = interner<Packet>();
  const budgets = interner<AdaptationSetting['faults']>();
  const texts = interner<string>();
  const store = worldStore(routers.length + 3);
  const row = new Int32Array(routers.length + 3);
  const parents = numberList();
  const labels = numberList();
  const ordinary = { from: numberList(), to: numberList() };
  const violations: AdaptationViolation[] = [];
  const isGood = new Set<number>();
  const isEnded = new Set<number>();
  let edges = 0;

  const cellAt = ({ cells }: World, router: string): RouterCell =>
    moves.valueOf(cells[routers.indexOf(router)]!);
  const read = (index: number): World => {
    store.read(index, row);
    return {
      cells: [...row.subarray(0, routers.length)],
      made: row[routers.length]!,
      packet: packets.valueOf(row[routers.length + 1]!),
      faults: budgets.valueOf(row[routers.length + 2]!),
    };
  };
  const ladderTo = (world: number, last: string): readonly string[] => {
    const ladder = [last];
    for (let at = world; at > 0; at = parents.at(at)) ladder.unshift(texts.valueOf(labels.at(at)));
    return ladder;
  };
  const blame = (requirement: RequirementId, text: string, world: number, last: string): void => {
    violations.push({ requirement, text, ladder: ladderTo(world, last) });
  };
  const add = (world: World, from: number, label: string, isOrdinary: boolean): void => {
    row.set(world.cells);
    row[routers.length] = world.made;
    // A packet that has come to an end is none any more, wherever it ended.
    row[routers.length + 1] = packets.idOf(isOver(world.packet) ? over : world.packet);
    row[routers.length + 2] = budgets.idOf(world.faults);
    const known = store.add(row);
    const index = known < 0 ? -1 - known : known;
    edges += 1;
    if (isOrdinary && from >= 0) {
      ordinary.from.push(from);
      ordinary.to.push(index);
    }
    if (known >= 0) return;
    parents.push(from);
    labels.push(texts.idOf(label));
    const truth = truthOf(world.made);
    if (world.made === steps.length && isFound(world, truth)) isGood.add(index);
    if (world.packet.at === 'sender' || isOver(world.packet)) isEnded.add(index);
    if (world.packet.at === 'queue' && cellAt(world, world.packet.router).timers.length === 0) {
      blame('INV-003', `the packet waits at ${world.packet.router} without a timer`, index, '');
    }
  };
  const truthOf = (made: number): Truth => steps[Math.max(0, made - 1)]!.truth;

  /** The machine gets its packets at the last place, and no other place keeps them from it. */
  const isFound = (world: World, truth: Truth): boolean =>
    routers.every((router) => {
      const { row: now } = cellAt(world, router);
      if (router === truth.router) return isAt(now, truth) && now.rule === 'deliver';
      if (now.rule === 'none') return true;
      let at = now;
      while (at.rule === 'forward') at = cellAt(world, at.place!.nodes).row;
      return isAt(at, truth) && at.rule === 'deliver';
    });

  /** A packet was treated at a router: nothing may keep it from a machine that is there, and knows that it is. */
  const judge = (world: World, cell: RouterCell, router: string, before: PacketHere, after: Packet) => {
    if (after.at === 'way' && after.tag > 0 && after.tag <= before.passed) {
      return 'the packet goes through a tunnel of an epoch that it has passed';
    }
    const truth = truthOf(world.made);
    const { told } = cell;
    if (truth.router !== router || told.epoch !== truth.epoch || told.host !== truth.host) return null;
    if (before.tag > truth.epoch) return null;
    const isKept = after.at === 'queue' || (after.at === 'host' && after.host === truth.host);
    return isKept ? null : `the packet comes to ${router}, where the machine is, and does not get to it`;
  };

  const expand = (index: number): void => {
    const world = read(index);
    const { cells, made, packet, faults } = world;
    const go = (change: Partial<World>, label: string, isOrdinary = true): void => {
      add({ ...world, ...change }, index, label, isOrdinary);
    };
    if (made < steps.length) go({ made: made + 1 }, `-- ${steps[made]!.text}`);
    if (packet.at === 'sender') {
      for (const router of routers) {
        go({ packet: { at: 'way', router, tag: 0, passed: 0 } }, `a packet is sent to ${router}`);
      }
    }
    if (packet.at === 'way') {
      const after = moves.arrive(cells[routers.indexOf(packet.router)]!, packet);
      const label = `${packet.router}: the packet (${packet.tag}) ${packetText(after)}`;
      const wrong = judge(world, cellAt(world, packet.router), packet.router, packet, after);
      if (wrong !== null) blame('INV-006', wrong, index, label);
      else go({ packet: after }, label);
    }
    routers.forEach((router, at) => {
      const id = cells[at]!;
      const cell = moves.valueOf(id);
      const take = (move: RouterMove, what: string, change: Partial<World> = {}, isOrdinary = true): void => {
        const isHere = packet.at === 'queue' && packet.router === router;
        const after = isHere ? move.carry(packet) : packet;
        const isSame = move.cell === id && after === packet;
        if (isSame && isOrdinary) return;
        const now = moves.valueOf(move.cell);
        const carried = after === packet ? '' : `; the packet ${packetText(after)}`;
        const label = `${router}: ${what} => ${routerText(now)}${carried}`;
        if (move.wentBack) return blame('INV-006', `${router} goes back to an epoch of before`, index, label);
        if (isHere && after !== packet && isOrdinary) {
          const wrong = judge(world, now, router, packet, after);
          if (wrong !== null) return blame('INV-006', wrong, index, label);
        }
        go({ ...change, cells: cells.with(at, move.cell), packet: after }, label, isOrdinary);
      };
      for (const step of steps.slice(0, made)) {
        for (const said of step.says) if (said.to === router) take(moves.give(id, said), said.text);
      }
      cell.timers.forEach((timer, which) => take(moves.fire(id, which), timer.split('.')[2]!));
      if (cell.pending.length > 0) {
        const { step } = cell.pending[0]!;
        take(moves.settle(id, true, true), `${step} is durable`);
        if (faults.journalFailure > 0) {
          const left = { faults: { ...faults, journalFailure: faults.journalFailure - 1 } };
          for (const isDurable of [false, true]) {
            take(moves.settle(id, false, isDurable), `${step} fails`, left, false);
          }
        }
      }
      if (faults.crash === 0) return;
      const left = { faults: { ...faults, crash: faults.crash - 1 } };
      for (let written = 0; written <= cell.pending.length; written += 1) {
        take(moves.crash(id, written), 'crash', left, false);
      }
    });
  };

  const first = { cells: routers.map(() => moves.begin), made: 1, packet: { at: 'sender' as const } };
  add({ ...first, faults: setting.faults }, -1, '', true);
  let expanded = 0;
  while (expanded < store.size() && store.size() < limit && violations.length === 0) {
    expand(expanded);
    expanded += 1;
  }
  const worlds = store.size();
  if (violations.length === 0) {
    const graph = { worlds, expanded, ordinary };
    const lost = firstStuck(
      graph,
      () => true,
      (world) => isGood.has(world),
    );
    if (lost >= 0) blame('INV-006', 'the machine is not found any more', lost, '');
    const stuck = firstStuck(
      graph,
      () => true,
      (world) => isEnded.has(world),
    );
    if (stuck >= 0) blame('INV-003', 'the packet does not come to an end', stuck, '');
  }
  const cellCount = new Set<number>();
  for (let index = 0; index < worlds; index += 1) {
    routers.forEach((_, at) => cellCount.add(store.at(index, at)));
  }
  const verdict = violations.length > 0 ? 'violated' : expanded < worlds ? 'incomplete' : 'holds';
  return { verdict, worlds, edges, cells: cellCount.size, violations };
}

function isAt(row: RouterCell['row'], { host, epoch }: Truth): boolean {
  return row.host === host && row.epoch === epoch;
}

function isOver({ at }: Packet): boolean {
  return at === 'host' || at === 'end';
}

function packetText(packet: Packet): string {
  switch (packet.at) {
    case 'sender':
      return 'is not sent';
    case 'way':
      return packet.tag === 0
        ? `goes to ${packet.router}`
        : `goes through tunnel ${packet.tag} to ${packet.router}`;
    case 'queue':
      return 'waits';
    case 'host':
      return `gets to ${packet.host}`;
    case 'end':
      return `is ${packet.how}`;
  }
}
