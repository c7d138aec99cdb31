/**
 * Access routers with packets, for tests: each does with a packet what its row says, and every packet that ever came is
 * somewhere: with a host, in a tunnel, waiting, or counted as dropped.
 */
import type { AttachmentJson } from '../protocol/generated/record-json.ts';
import type {
  AccessRouterContext,
  AccessRouterEffect,
  AccessRouterEvent,
  AccessRouterRecord,
  AttachmentRow,
} from './access-router-events.ts';
import { accessRouter } from './access-router.ts';
import { isAtRest, type PartyState, type TimerFired } from './party.ts';
import { pathOf } from './trace.ts';

/** The id of the machine that all is about. */
export const machine = 'a1'.repeat(20);

/** A packet: its number, and the epoch of the tunnel it came through, 0 for none. */
export interface Packet {
  readonly number: number;
  readonly tag: number;
}

/** Where a packet went. */
export type Way =
  | { readonly way: 'host'; readonly host: string }
  | { readonly way: 'tunnel'; readonly router: string; readonly epoch: number }
  | { readonly way: 'unreachable' }
  | { readonly way: 'dropped' };

/** The statement of attachment of a host in the AD of a router, which its address names. */
export function attachmentAt(router: string, host: string, epoch: number): AttachmentJson {
  return {
    machine,
    epoch,
    host,
    standing: 'prepared',
    nodes: router,
    algorithm: 'ed25519',
    hash: 'sha256-160',
    key: '0a'.repeat(32),
    signature: '0b'.repeat(64),
  };
}

/** How many packets may wait here. */
export const room = 4;

/** One access router with the packets of one machine. */
export class RouterWorld {
  readonly name: string;
  /** What is durable. */
  readonly durable: AccessRouterRecord[] = [];
  /** Every packet that came to an end here, and how, in order. */
  readonly gone: (Packet & Way)[] = [];
  /** Every row that was set, in order. */
  readonly rows: AttachmentRow[] = [];
  /** What was answered, in order: the type, and what matters of the rest. */
  readonly answers: string[] = [];
  /** End marks: the epoch, and how many packets they count. */
  readonly marks: { readonly epoch: number; readonly packets: number }[] = [];
  waiting: Packet[] = [];
  /** Packets that waited when the router crashed. */
  crashed = 0;
  readonly #isPatient: boolean;
  readonly #party: typeof accessRouter;
  #pending: AccessRouterRecord[] = [];
  #timers = new Set<string>();
  #state!: PartyState<AccessRouterContext>;
  #sent = 0;

  /**
   * @param isPatient whether records become durable only by `settle`.
   * @param party the router, or a wrong one.
   */
  constructor(name: string, isPatient = false, party: typeof accessRouter = accessRouter) {
    this.name = name;
    this.#isPatient = isPatient;
    this.#party = party;
    this.#take(party.begin({ machine }));
  }

  get state(): string {
    return pathOf(this.#state.value);
  }

  get context(): AccessRouterContext {
    return this.#state.context;
  }

  get isAtRest(): boolean {
    return isAtRest(this.#state);
  }

  get row(): AttachmentRow {
    return this.rows.at(-1)!;
  }

  /** The names of the timers that run. */
  get timers(): readonly string[] {
    return [...this.#timers].map((timer) => timer.split('.')[2]!);
  }

  give(event: AccessRouterEvent | TimerFired): void {
    this.#take(this.#party.step(this.#state, event));
  }

  /** The timer of this name fires, or the one at this place. */
  fire(which: string | number): void {
    const armed = [...this.#timers];
    const timer = armed.find((one, at) =>
      typeof which === 'number' ? at === which % armed.length : one.split('.')[2] === which,
    );
    if (timer === undefined) return;
    this.#timers.delete(timer);
    this.give({ type: timer as TimerFired['type'] });
  }

  /** The oldest record that is under way becomes durable and that is told, or it fails and is durable or not. */
  settle(isTold = true, isDurable = true): void {
    const record = this.#pending.shift();
    if (record === undefined) return;
    if (isTold || isDurable) this.durable.push(record);
    this.give({ type: isTold ? 'journal.written' : 'journal.failed', step: record.step });
  }

  /** The router crashes, and begins again with what is durable. */
  restart(): void {
    this.crashed += this.waiting.length;
    this.waiting = [];
    this.#pending = [];
    this.#timers.clear();
    const resume = this.durable.at(-1);
    this.#take(this.#party.begin({ machine, ...(resume === undefined ? {} : { resume }) }));
  }

  /** A packet comes, by its own address or through a tunnel. */
  arrive(packet: Packet): void {
    const { rule, epoch, expects } = this.row;
    if (packet.tag > 0 && (rule === 'forward' ? packet.tag >= epoch : packet.tag > epoch)) {
      if (packet.tag <= expects) this.#wait(packet);
      else this.gone.push({ ...packet, way: 'dropped' });
    } else if (rule === 'hold' || (rule === 'order' && packet.tag === 0)) this.#wait(packet);
    else this.#send(packet);
  }

  #wait(packet: Packet): void {
    if (this.waiting.length < room) this.waiting.push(packet);
    else this.gone.push({ ...packet, way: 'dropped' });
  }

  #send(packet: Packet): void {
    const { rule, host, place, epoch } = this.row;
    if (rule === 'none') {
      this.gone.push({ ...packet, way: packet.tag === 0 ? 'unreachable' : 'dropped' });
    } else if (rule === 'forward') {
      this.#sent += 1;
      this.gone.push({ ...packet, way: 'tunnel', router: place!.nodes, epoch });
    } else this.gone.push({ ...packet, way: 'host', host });
  }

  #flush(): void {
    const { rule, epoch } = this.row;
    const goes = ({ tag }: Packet): boolean =>
      rule === 'forward' ? tag < epoch : tag <= epoch && (rule !== 'order' || tag > 0);
    const all = this.waiting;
    this.waiting = all.filter((packet) => !goes(packet));
    for (const packet of all) if (goes(packet)) this.#send(packet);
  }

  #take({ state, outputs }: ReturnType<typeof accessRouter.step>): void {
    this.#state = state;
    for (const output of outputs) {
      if (output.type === 'arm') this.#timers.add(output.timer);
      else if (output.type === 'disarm') this.#timers.delete(output.timer);
      else this.#carryOut(output);
    }
    if (!this.#isPatient) this.settle();
  }

  #carryOut(effect: AccessRouterEffect): void {
    switch (effect.type) {
      case 'answer':
        this.answers.push(told(effect.params.message));
        return;
      case 'writeJournal':
        this.#pending.push(effect.params.record);
        return;
      case 'setRow':
        if (effect.params.row.rule === 'forward' && this.rows.at(-1)?.rule !== 'forward') this.#sent = 0;
        this.rows.push(effect.params.row);
        return;
      case 'flush':
        this.#flush();
        return;
      case 'dropHeld': {
        const { least, most } = effect.params;
        const goes = ({ tag }: Packet): boolean => tag >= least && tag <= most;
        for (const packet of this.waiting.filter(goes)) this.gone.push({ ...packet, way: 'dropped' });
        this.waiting = this.waiting.filter((packet) => !goes(packet));
        return;
      }
      case 'sendMark':
        this.marks.push({ epoch: effect.params.place.epoch, packets: this.#sent });
        return;
      case 'report':
    }
  }
}

function told(message: Extract<AccessRouterEffect, { type: 'answer' }>['params']['message']): string {
  switch (message.type) {
    case 'Joined':
      return `Joined ${message.attachment.standing} ${message.attachment.epoch}`;
    case 'TransitAnswer':
      return `TransitAnswer ${message.transitState.state} ${message.transitState.epoch}`;
    case 'Refused':
      return `Refused ${message.reason.reason}`;
  }
}
