/**
 * Every world that can be reached, breadth first. A world is one cell of each party, the parcels ever sent, the copies
 * of the machine and the faults that are left. Because parcels are never taken away, loss, repetition and reordering
 * need no moves of their own, and a move on one parcel is the same wherever it stands in the past.
 */
import type { Exploration, ExploreOptions, FaultBudget, FindingAt, Setting, Taken } from './exploration.ts';
import { interner, remembered } from './interner.ts';
import { localMoves, type LocalMoves, type Move, type Shared } from './local-moves.ts';
import { numberList } from './number-list.ts';
import { faultKinds, type Fault, type Parcel } from './role.ts';
import { views } from './views.ts';
import { worldStore } from './world-store.ts';

/** Explores. */
export function explore<Copies>(setting: Setting<Copies>, options: ExploreOptions): Exploration<Copies> {
  const shared: Shared<Copies> = {
    copies: interner<Copies>(),
    parcels: interner<Parcel>(),
    sets: interner<readonly number[]>((set) => set.join()),
  };
  const budgets = interner<FaultBudget>();
  const parties = setting.roles.map((role) => localMoves(role, shared));
  const count = parties.length;
  const [sentColumn, copiesColumn, faultsColumn] = [count, count + 1, count + 2];
  const store = worldStore(count + 3);
  const parents = numberList();
  const actors = numberList();
  const moves = numberList();
  const moveIds = new Map<Move, number>();
  const moveList: Move[] = [];
  const ordinary = { from: numberList(), to: numberList() };
  const findings: FindingAt[] = [];
  const found = new Set<string>();
  let isStopped = false;
  let edges = 0;
  const find = (finding: FindingAt): void => {
    const key = `${finding.property} ${finding.text}`;
    if (found.has(key)) return;
    found.add(key);
    findings.push(finding);
    if (options.stopAt.includes(finding.property)) isStopped = true;
  };

  const join = remembered((left: number, right: number) => {
    const all = new Set([...shared.sets.valueOf(left), ...shared.sets.valueOf(right)]);
    return shared.sets.idOf([...all].sort((a, b) => a - b));
  });
  // A cancel may be repeated at will once it was sent.
  const spend = (budget: number, fault: Fault | null): number =>
    fault === null ? budget : spent(budget, faultKinds.indexOf(fault));
  const spent = remembered((budget: number, kind: number) => {
    const fault = faultKinds[kind] as Fault;
    const faults = budgets.valueOf(budget);
    const left = faults[fault] ?? 0;
    if (left === 0) return fault === 'cancel' ? budget : -1;
    return budgets.idOf({ ...faults, [fault]: left - 1 });
  });
  const orders = shared.sets.idOf(
    setting.orders.map((parcel) => shared.parcels.idOf(parcel)).sort((a, b) => a - b),
  );
  const told = remembered((copies: number, set: number) =>
    shared.copies.idOf(
      shared.sets
        .valueOf(set)
        .map((parcel) => shared.parcels.valueOf(parcel))
        .filter(({ to }) => to === 'operator')
        .reduce((last, parcel) => setting.told(last, parcel), shared.copies.valueOf(copies)),
    ),
  );
  // Answers to the operator are final: nobody in the model hears them, so they are not kept among the parcels.
  const kept = remembered((set: number) =>
    shared.sets.idOf(
      shared.sets.valueOf(set).filter((parcel) => shared.parcels.valueOf(parcel).to !== 'operator'),
    ),
  );
  const view = views(setting.roles, parties, store, shared.copies.valueOf, budgets.valueOf);

  const row = new Int32Array(count + 3);
  const next = new Int32Array(count + 3);
  const reach = (from: number, actor: number, move: number, isOrdinary: boolean): void => {
    const added = store.add(next);
    const index = added < 0 ? -1 - added : added;
    if (index === from) return;
    edges += 1;
    if (isOrdinary) {
      ordinary.from.push(from);
      ordinary.to.push(index);
    }
    if (added >= 0) return;
    parents.push(from);
    actors.push(actor);
    moves.push(move);
    for (const finding of setting.judge(view(index))) find({ ...finding, world: index, move: null });
  };
  const idOfMove = (move: Move): number => {
    let id = moveIds.get(move);
    if (id === undefined) {
      id = moveList.length;
      moveIds.set(move, id);
      moveList.push(move);
    }
    return id;
  };
  const take = (from: number, actor: number, move: Move): void => {
    const faults = spend(row[faultsColumn] as number, move.fault);
    if (faults < 0) return;
    next.set(row);
    next[actor] = move.cell;
    if (move.copies >= 0) next[copiesColumn] = move.copies;
    next[copiesColumn] = told(next[copiesColumn] as number, move.sends);
    next[sentColumn] = join(row[sentColumn] as number, kept(move.sends, 0));
    next[faultsColumn] = faults;
    const id = idOfMove(move);
    for (const text of move.objections) find({ property: 'P8', text, world: from, move: id });
    reach(from, actor, id, move.fault === null);
  };

  const begun = parties.map((party) => party.begin());
  begun.forEach(({ cell }, party) => (next[party] = cell));
  next[sentColumn] = begun.reduce((last, { sends }) => join(last, sends), orders);
  next[copiesColumn] = shared.copies.idOf(setting.copies);
  next[faultsColumn] = budgets.idOf(setting.faults);
  reach(-1, -1, -1, false);
  edges = 0;

  let done = 0;
  for (; done < store.size() && store.size() < options.limit && !isStopped; done += 1) {
    store.read(done, row);
    for (let party = 0; party < count; party += 1) {
      const { byItself, onParcels } = parties[party] as LocalMoves;
      const cell = row[party] as number;
      for (const move of byItself(cell, row[copiesColumn] as number)) take(done, party, move);
      for (const move of onParcels(cell, row[sentColumn] as number)) take(done, party, move);
    }
    if (row[sentColumn] !== orders) {
      const faults = spend(row[faultsColumn] as number, 'loss');
      if (faults >= 0) {
        next.set(row);
        next[sentColumn] = orders;
        next[faultsColumn] = faults;
        reach(done, -1, -1, false);
      }
    }
  }

  const actorOf = (move: Move, world: number): number =>
    parties.findIndex(({ byItself, onParcels }, party) => {
      const cell = store.at(world, party);
      const moves = [
        ...byItself(cell, store.at(world, copiesColumn)),
        ...onParcels(cell, store.at(world, sentColumn)),
      ];
      return moves.includes(move);
    });
  const taken = (from: number, actor: number, move: Move | null, to: number): Taken<Copies> => ({
    actor: setting.roles[actor]?.name ?? '',
    text: move?.text ?? 'everything under way is lost',
    hears: move === null || move.hears < 0 ? null : shared.parcels.valueOf(move.hears),
    sends:
      move === null ? [] : shared.sets.valueOf(move.sends).map((parcel) => shared.parcels.valueOf(parcel)),
    before: view(from),
    after: view(to),
  });
  const way = ({ world, move }: FindingAt): Taken<Copies>[] => {
    const all: Taken<Copies>[] = [];
    if (move !== null)
      all.push(taken(world, actorOf(moveList[move] as Move, world), moveList[move] as Move, world));
    for (let index = world; index > 0; index = parents.at(index)) {
      const by = moves.at(index) < 0 ? null : (moveList[moves.at(index)] as Move);
      all.push(taken(parents.at(index), actors.at(index), by, index));
    }
    return all.reverse();
  };
  return {
    complete: done >= store.size(),
    worlds: store.size(),
    expanded: done,
    edges,
    cells: parties.reduce((sum, { space }) => sum + space.cells.size(), 0),
    findings,
    view,
    way,
    ordinary,
  };
}
