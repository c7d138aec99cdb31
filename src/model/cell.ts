/**
 * A party with all that is its own: its state, the timers that run, its journal, and what it asked for and was not
 * answered yet. Cells are interned; what a step does to a cell is computed once and then looked up.
 */
import type { PartyState, TimerCommand } from '../machines/index.ts';
import { interner, type Interner } from './interner.ts';
import type { ExploredEffect, ExploredStep, JournalRecord, Parcel, Role } from './role.ts';

/** A cell; numbers are those of the interners of the party. */
export interface Cell {
  readonly state: number;
  /** The ids of the timers that run, in order. */
  readonly timers: readonly string[];
  /** The merged record of what is durable; -1 when nothing is. */
  readonly journal: number;
  /** Records that were asked to be written and of which nothing was heard, oldest first. */
  readonly writes: readonly number[];
  /** Operations of the hypervisor under way, oldest first. */
  readonly operations: readonly number[];
  /** Questions to the policy. */
  readonly questions: readonly number[];
  /** Types of requests that were heard and not answered. */
  readonly open: readonly string[];
}

/** The interners of one party. */
export interface CellSpace {
  readonly cells: Interner<Cell>;
  readonly states: Interner<PartyState<unknown>>;
  readonly records: Interner<JournalRecord>;
  readonly effects: Interner<ExploredEffect>;
}

/** What a step did. */
export interface Applied {
  readonly cell: Cell;
  readonly parcels: readonly Parcel[];
  /** Effects that the journal did not cover. */
  readonly objections: readonly string[];
}

/** Makes the interners of a party. @param keyOf what makes two states one. */
export function cellSpace(keyOf: (state: PartyState<unknown>) => string): CellSpace {
  return {
    cells: interner<Cell>(
      ({ state, timers, journal, writes, operations, questions, open }) =>
        `${state}|${timers.join()}|${journal}|${writes.join()}|${operations.join()}|${questions.join()}|${open.join()}`,
    ),
    states: interner<PartyState<unknown>>(keyOf),
    records: interner<JournalRecord>(),
    effects: interner<ExploredEffect>(),
  };
}

/** A cell without a past: only its journal is left. */
export function freshCell(journal: number): Cell {
  return { state: -1, timers: [], journal, writes: [], operations: [], questions: [], open: [] };
}

/** Takes a step into a cell: its new state, and what it asks of its surroundings. */
export function applyStep<Copies>(
  role: Role<Copies>,
  space: CellSpace,
  before: Cell,
  step: ExploredStep,
): Applied {
  const timers = new Set(before.timers);
  const writes = [...before.writes];
  const operations = [...before.operations];
  const questions = [...before.questions];
  let open = before.open;
  const parcels: Parcel[] = [];
  const objections: string[] = [];
  const journal = before.journal < 0 ? null : space.records.valueOf(before.journal);
  for (const output of step.outputs) {
    if (isTimerCommand(output)) {
      if (output.type === 'arm') timers.add(output.timer);
      else timers.delete(output.timer);
      continue;
    }
    const objection = role.objection(output, journal);
    if (objection !== null) objections.push(objection);
    const request = role.request(output);
    switch (request.kind) {
      case 'send':
        parcels.push({ from: role.name, to: request.to, message: request.message });
        break;
      case 'answer':
        if (open.includes(request.request)) {
          parcels.push({ from: role.name, to: request.to, message: request.message });
          open = open.filter((type) => type !== request.request);
        }
        break;
      case 'write':
        writes.push(space.records.idOf(request.record));
        break;
      case 'operate':
        addOnce(operations, space.effects.idOf(output));
        break;
      case 'ask':
        addOnce(questions, space.effects.idOf(output));
        break;
      case 'none':
    }
  }
  const isActive = step.state.status === 'active';
  return {
    cell: {
      state: space.states.idOf(step.state),
      timers: isActive ? [...timers].sort() : [],
      journal: before.journal,
      writes,
      operations,
      questions,
      open,
    },
    parcels,
    objections,
  };
}

/** `xstate.after.OFFER_RETRY.sourceHost.offering` is a timer `OFFER_RETRY`. */
export function timerNameOf(timer: string): string {
  return timer.split('.')[2] ?? timer;
}

function addOnce(list: number[], id: number): void {
  if (!list.includes(id)) list.push(id);
}

function isTimerCommand(output: ExploredEffect | TimerCommand): output is TimerCommand {
  return output.type === 'arm' || output.type === 'disarm';
}
