/** Worlds as those who judge them see them, made of the numbers that the explorer keeps. */
import type { Cell } from './cell.ts';
import type { FaultBudget, PartyView, WorldView } from './exploration.ts';
import { remembered } from './interner.ts';
import type { LocalMoves } from './local-moves.ts';
import type { Role } from './role.ts';
import type { WorldStore } from './world-store.ts';

/** How a world is seen. The columns of the store are the parties, what was sent, the copies and the faults. */
export function views<Copies>(
  roles: readonly Role<Copies>[],
  parties: readonly LocalMoves[],
  store: WorldStore,
  copiesOf: (id: number) => Copies,
  faultsOf: (id: number) => FaultBudget,
): (world: number) => WorldView<Copies> {
  const partyViews = roles.map((role, party) => {
    const { space } = parties[party] as LocalMoves;
    return remembered((id: number) => partyView(role, space.cells.valueOf(id), space));
  });
  return (world) => ({
    parties: partyViews.map((viewOf, party) => viewOf(store.at(world, party), 0)),
    copies: copiesOf(store.at(world, roles.length + 1)),
    faults: faultsOf(store.at(world, roles.length + 2)),
  });
}

function partyView<Copies>(role: Role<Copies>, cell: Cell, space: LocalMoves['space']): PartyView {
  const state = space.states.valueOf(cell.state);
  const { rests, ended } = role.standing(state);
  return {
    name: role.name,
    state: pathOf(state.value),
    rests,
    ended,
    waitsForSomething:
      cell.timers.length + cell.writes.length + cell.operations.length + cell.questions.length > 0,
    journal: cell.journal < 0 ? '' : space.records.valueOf(cell.journal).step,
    open: cell.open,
  };
}

/** The path of a state, as `copying.reading`. */
export function pathOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as Readonly<Record<string, unknown>>)
    .map(([outer, inner]) => `${outer}.${pathOf(inner)}`)
    .join('+');
}
