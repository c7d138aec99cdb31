/** One access router as the explorer has it: the party, its timers, its journal, and its row (chapter 12). */
import type { AnyStateMachine } from 'xstate';
import type {
  AccessRouterEffect,
  AccessRouterInput,
  AccessRouterRecord,
  AttachmentRow,
} from '../machines/index.ts';
import { party } from '../machines/party.ts';
import { pathOf } from '../machines/trace.ts';
import type { PartyState } from '../machines/index.ts';
import { arrive, flush, type Packet, type PacketHere, type Plane } from './adaptation-packet.ts';
import { interner } from './interner.ts';
import type { Said } from './adaptation-script.ts';
import type { ExploredEffect, ExploredStep } from './role.ts';

/** A router between two moves. */
export interface RouterCell {
  readonly state: PartyState<unknown>;
  /** The timers that run, by the events that they become. */
  readonly timers: readonly string[];
  readonly row: AttachmentRow;
  /** The last durable record. */
  readonly durable: AccessRouterRecord | null;
  /** Records that are being written, oldest first. */
  readonly pending: readonly AccessRouterRecord[];
  /** Whom it has told last that he is attached, and under which epoch. */
  readonly told: { readonly host: string; readonly epoch: number };
  /** The highest epoch of its rows. */
  readonly highest: number;
}

/** What a move of a router does. */
export interface RouterMove {
  readonly cell: number;
  /** What becomes of a packet that waits here. */
  readonly carry: (packet: PacketHere) => Packet;
  /** Whether a row was set that is older than one before. */
  readonly wentBack: boolean;
}

/** Routers as numbers. */
export interface RouterMoves {
  readonly begin: number;
  readonly valueOf: (cell: number) => RouterCell;
  readonly give: (cell: number, said: Said) => RouterMove;
  /** The timer at this place fires. */
  readonly fire: (cell: number, at: number) => RouterMove;
  /** The oldest record that is under way becomes durable or not, and the router is told that it did or failed. */
  readonly settle: (cell: number, isTold: boolean, isDurable: boolean) => RouterMove;
  /** The router begins again; so many of the records that were under way are durable. */
  readonly crash: (cell: number, written: number) => RouterMove;
  readonly arrive: (cell: number, packet: PacketHere) => Packet;
}

const input: AccessRouterInput = { machine: 'm' };

/** Makes the moves of routers that are such machines and treat packets so. */
export function routerMoves(machine: AnyStateMachine, plane: Plane): RouterMoves {
  const { begin, step } = party<AnyStateMachine, ExploredEffect>(machine);
  const cells = interner<RouterCell>(keyOf);
  const known = new Map<string, RouterMove>();

  const apply = (from: Omit<RouterCell, 'state'>, { state, outputs }: ExploredStep): RouterMove => {
    const timers = new Set(from.timers);
    const pending = [...from.pending];
    let { row, told, highest } = from;
    let wentBack = false;
    const carries: ((packet: PacketHere) => Packet)[] = [];
    for (const output of outputs as readonly (
      AccessRouterEffect | { type: 'arm' | 'disarm'; timer: string }
    )[]) {
      switch (output.type) {
        case 'arm':
          timers.add(output.timer);
          break;
        case 'disarm':
          timers.delete(output.timer);
          break;
        case 'setRow':
          ({ row } = output.params);
          if (row.rule !== 'none' && row.epoch < highest) wentBack = true;
          highest = Math.max(highest, row.epoch);
          break;
        case 'flush': {
          const now = row;
          carries.push((packet) => flush(plane, now, packet));
          break;
        }
        case 'dropHeld': {
          const { least, most } = output.params;
          carries.push((packet) =>
            packet.tag >= least && packet.tag <= most ? { at: 'end', how: 'dropped' } : packet,
          );
          break;
        }
        case 'writeJournal':
          pending.push(output.params.record);
          break;
        case 'answer': {
          const { message } = output.params;
          if (message.type === 'Joined' && message.attachment.standing === 'active')
            told = message.attachment;
          break;
        }
        default:
      }
    }
    const cell = cells.idOf({
      state,
      timers: [...timers],
      row,
      durable: from.durable,
      pending,
      told: { host: told.host, epoch: told.epoch },
      highest,
    });
    return { cell, wentBack, carry: carried(carries) };
  };
  const remember = (key: string, compute: () => RouterMove): RouterMove => {
    const move = known.get(key) ?? compute();
    known.set(key, move);
    return move;
  };
  const nothing: AttachmentRow = {
    rule: 'none',
    state: 'absent',
    host: '',
    epoch: 0,
    place: null,
    expects: 0,
  };
  const fresh = {
    timers: [],
    pending: [],
    durable: null,
    row: nothing,
    told: { host: '', epoch: 0 },
    highest: 0,
  };
  return {
    begin: apply(fresh, begin(input)).cell,
    valueOf: (cell) => cells.valueOf(cell),
    give: (id, { event, text }) =>
      remember(`${id} ${text}`, () => {
        const cell = cells.valueOf(id);
        return apply(cell, step(cell.state, event));
      }),
    fire: (id, at) =>
      remember(`${id} timer ${at}`, () => {
        const cell = cells.valueOf(id);
        const type = cell.timers[at]!;
        return apply(
          { ...cell, timers: cell.timers.filter((one) => one !== type) },
          step(cell.state, { type }),
        );
      }),
    settle: (id, isTold, isDurable) =>
      remember(`${id} journal ${isTold} ${isDurable}`, () => {
        const cell = cells.valueOf(id);
        const [record, ...pending] = cell.pending as [AccessRouterRecord, ...AccessRouterRecord[]];
        const event = { type: isTold ? 'journal.written' : 'journal.failed', step: record.step };
        const durable = isDurable ? record : cell.durable;
        return apply({ ...cell, pending, durable }, step(cell.state, event));
      }),
    crash: (id, written) =>
      remember(`${id} crash ${written}`, () => {
        const cell = cells.valueOf(id);
        const durable = written === 0 ? cell.durable : cell.pending[written - 1]!;
        const resumed = begin({ ...input, ...(durable === null ? {} : { resume: durable }) });
        const move = apply({ ...cell, timers: [], pending: [], durable }, resumed);
        return { ...move, carry: () => ({ at: 'end', how: 'dropped' }) };
      }),
    arrive: (id, packet) => arrive(plane, cells.valueOf(id).row, packet),
  };
}

/** What a router is called in ladders. */
export function routerText({ state }: RouterCell): string {
  return pathOf(state.value);
}

function carried(carries: readonly ((packet: PacketHere) => Packet)[]): (packet: PacketHere) => Packet {
  return (packet) => {
    let now: Packet = packet;
    for (const carry of carries) {
      if (now.at !== 'queue') break;
      now = carry(now);
    }
    return now;
  };
}

function keyOf({ state, timers, row, durable, pending, told, highest }: RouterCell): string {
  return JSON.stringify([
    state.value,
    state.context,
    [...timers].sort(),
    row,
    durable,
    pending,
    told,
    highest,
  ]);
}
