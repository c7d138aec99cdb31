/**
 * The moves of one party: what it hears, timers, answers of journal, hypervisor and policy, and crashes. Each is
 * computed once for a cell and what it depends on besides, and remembered.
 *
 * Three reductions, each sound. Operations that are asked for again while an equal one is under way are one operation:
 * the ports say that they are idempotent. A timer that bounds the wait for an operation (its name ends in
 * `_OPERATION`) fires freely when nothing is under way and costs a `stall` while something is: a bound on faults, as
 * for crashes. After a crash, operations that were under way have happened or not, in order, before anything else: what
 * happens to a copy between the crash and the next operation is seen by nobody else but the copies themselves.
 */
import { applyStep, cellSpace, freshCell, timerNameOf, type Cell, type CellSpace } from './cell.ts';
import { remembered, type Interner } from './interner.ts';
import type { ExploredEvent, Fault, Parcel, Role } from './role.ts';

/** What is shared by all parties of an exploration. */
export interface Shared<Copies> {
  readonly copies: Interner<Copies>;
  readonly parcels: Interner<Parcel>;
  /** Sets of parcels, as ascending numbers. */
  readonly sets: Interner<readonly number[]>;
}

/** A move of one party. */
export interface Move {
  /** The cell afterwards. */
  readonly cell: number;
  /** The set of the parcels that are sent. */
  readonly sends: number;
  /** The copies afterwards; -1 when the move does not touch them. */
  readonly copies: number;
  readonly fault: Fault | null;
  /** What happens, for the ladder. */
  readonly text: string;
  /** The parcel that is heard; -1 when none is. */
  readonly hears: number;
  readonly objections: readonly string[];
}

/** The moves of a party. */
export interface LocalMoves {
  readonly space: CellSpace;
  /** The cell in which the party begins, and what it sends at once. */
  readonly begin: () => { readonly cell: number; readonly sends: number };
  /** Moves that wait for no message. */
  readonly byItself: (cell: number, copies: number) => readonly Move[];
  /** Moves on the parcels of a set; those that change nothing are left out. */
  readonly onParcels: (cell: number, set: number) => readonly Move[];
}

/** The moves of a role. */
export function localMoves<Copies>(role: Role<Copies>, shared: Shared<Copies>): LocalMoves {
  const space = cellSpace(role.keyOf);
  const { party } = role;
  const nothing = shared.sets.idOf([]);

  const setOf = (parcels: readonly Parcel[]): number =>
    shared.sets.idOf(
      [...new Set(parcels.map((parcel) => shared.parcels.idOf(parcel)))].sort((a, b) => a - b),
    );

  interface Change {
    readonly from: Cell;
    readonly event: ExploredEvent | null;
    readonly text: string;
    readonly copies?: number;
    readonly fault?: Fault | null;
    readonly hears?: number;
  }
  const move = ({ from, event, text, copies = -1, fault = null, hears = -1 }: Change): Move => {
    if (event === null) {
      return { cell: space.cells.idOf(from), sends: nothing, copies, fault, text, hears, objections: [] };
    }
    const step = party.step(space.states.valueOf(from.state), event);
    const { cell, parcels, objections } = applyStep(role, space, from, step);
    return { cell: space.cells.idOf(cell), sends: setOf(parcels), copies, fault, text, hears, objections };
  };

  const timers = (cell: Cell): Move[] =>
    cell.timers.map((timer) => {
      const name = timerNameOf(timer);
      const isPatience = name.endsWith('_OPERATION') && isPending(cell);
      return move({
        from: { ...cell, timers: cell.timers.filter((other) => other !== timer) },
        event: { type: timer },
        text: `${name} runs out`,
        fault: isPatience ? 'stall' : null,
      });
    });

  const durable = (cell: Cell, write: number): number => {
    const record = space.records.valueOf(write);
    return space.records.idOf(
      cell.journal < 0 ? record : Object.assign({}, space.records.valueOf(cell.journal), record),
    );
  };
  const journal = (cell: Cell): Move[] => {
    const [write, ...writes] = cell.writes;
    if (write === undefined) return [];
    const { step } = space.records.valueOf(write);
    const written = { ...cell, journal: durable(cell, write), writes };
    return [
      move({ from: written, event: event('journal.written', { step }), text: `journal has "${step}"` }),
      move({
        from: { ...cell, writes },
        event: event('journal.failed', { step }),
        text: `journal fails, "${step}" not in it`,
        fault: 'journalFailure',
      }),
      move({
        from: written,
        event: event('journal.failed', { step }),
        text: `journal fails, "${step}" in it`,
        fault: 'journalFailure',
      }),
    ];
  };

  const answers = (cell: Cell, copies: number, lane: 'operations' | 'questions'): Move[] => {
    const [asked, ...rest] = cell[lane];
    if (asked === undefined) return [];
    const from = { ...cell, [lane]: rest };
    const effect = space.effects.valueOf(asked);
    return role.outcomes(effect, shared.copies.valueOf(copies)).map((outcome) =>
      move({
        from,
        event: outcome.event,
        text: outcome.text,
        copies: shared.copies.idOf(outcome.copies),
        fault: outcome.fault,
      }),
    );
  };

  const restarts = new Map<number, Move>();
  /** The party as it begins from a record; the number of no record is -1. */
  const restart = (record: number): Move => {
    const known = restarts.get(record);
    if (known !== undefined) return known;
    const step = party.begin(record < 0 ? null : space.records.valueOf(record));
    const { cell, parcels, objections } = applyStep(role, space, freshCell(record), step);
    const made: Move = {
      cell: space.cells.idOf(cell),
      sends: setOf(parcels),
      copies: -1,
      fault: 'crash',
      text: 'restarts',
      hears: -1,
      objections,
    };
    restarts.set(record, made);
    return made;
  };
  const crashes = (cell: Cell, copies: number): Move[] => {
    const moves: Move[] = [];
    for (let written = 0; written <= cell.writes.length; written += 1) {
      const record = cell.writes
        .slice(0, written)
        .reduce((last, write) => durable({ ...cell, journal: last }, write), cell.journal);
      const begun = restart(record);
      for (let done = 0; done <= cell.operations.length; done += 1) {
        const after = cell.operations
          .slice(0, done)
          .reduce((last, asked) => carryOut(asked, last), shared.copies.valueOf(copies));
        for (const left of role.crash(after)) {
          moves.push({
            ...begun,
            copies: shared.copies.idOf(left),
            text: `crashes${written > 0 ? ` (${written} written)` : ''}${done > 0 ? ` (${done} done)` : ''}, restarts`,
          });
        }
      }
    }
    return moves;
  };
  const carryOut = (asked: number, copies: Copies): Copies => {
    const ways = role.outcomes(space.effects.valueOf(asked), copies);
    return ways.find(({ fault }) => fault === null)?.copies ?? copies;
  };

  const byItself = remembered((id: number, copies: number): readonly Move[] => {
    const cell = space.cells.valueOf(id);
    const moves = [
      ...timers(cell),
      ...journal(cell),
      ...answers(cell, copies, 'operations'),
      ...answers(cell, copies, 'questions'),
      ...crashes(cell, copies),
    ];
    return moves.filter((each) => !isIdle(each, id, copies));
  });

  const onParcel = remembered((id: number, parcel: number): Move | null => {
    const cell = space.cells.valueOf(id);
    const heard = shared.parcels.valueOf(parcel);
    const event = role.hear(heard);
    if (event === null) return null;
    const { type } = heard.message;
    const from =
      role.requests.includes(type) && !cell.open.includes(type)
        ? { ...cell, open: [...cell.open, type].sort() }
        : cell;
    const made = move({
      from,
      event,
      text: type,
      hears: parcel,
      fault: heard.from === 'operator' && type === 'Cancel' ? 'cancel' : null,
    });
    return isIdle(made, id, -1) ? null : made;
  });
  const onParcels = remembered((id: number, set: number): readonly Move[] =>
    shared.sets
      .valueOf(set)
      .filter((parcel) => shared.parcels.valueOf(parcel).to === role.name)
      .flatMap((parcel) => onParcel(id, parcel) ?? []),
  );
  const isIdle = (made: Move, id: number, copies: number): boolean =>
    made.cell === id &&
    made.sends === nothing &&
    (made.copies < 0 || made.copies === copies) &&
    made.objections.length === 0;

  return {
    space,
    begin: () => restart(-1),
    byItself,
    onParcels,
  };
}

function isPending({ writes, operations, questions }: Cell): boolean {
  return writes.length + operations.length + questions.length > 0;
}

function event(type: string, fields: object): ExploredEvent {
  return { type, ...fields };
}
