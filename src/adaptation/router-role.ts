/**
 * What an access router knows of one machine: joins the party of chapter 12 to messages, journal and the path of the
 * packets of the machine.
 */
import { toHex } from '../core/hex.ts';
import type {
  AccessRouterEffect,
  AccessRouterEvent,
  AccessRouterMessage,
  AccessRouterRecord,
  AttachedHost,
  AttachmentRow,
} from '../machines/access-router-events.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import type { MessageBody } from '../runtime/sealer.ts';
import { openRequests } from '../runtime/open-requests.ts';
import { runParty } from '../runtime/party-runner.ts';
import { type Incoming, pathOf } from '../runtime/role.ts';
import { routerOf, statedAttachment } from './attachment-place.ts';
import { isOwn, type RouterTrust } from './router-judgement.ts';
import type { RouterPlane } from './router-plane.ts';
import type { Station } from './station.ts';

/** What one machine at an access router is made with. */
export interface RouterRoleOptions {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  readonly plane: RouterPlane;
  readonly trust: RouterTrust;
  readonly resume?: AccessRouterRecord;
  /** Called for each row that is set. */
  readonly onRow: (row: AttachmentRow) => void;
}

/** What an access router knows of one machine. */
export interface RouterRole {
  readonly machine: string;
  state(): string;
  row(): AttachmentRow | undefined;
  /** Whether a host is attached, also while its packets are held. */
  isAttached(): boolean;
  /** Whether the machine was never here and nothing is under way. */
  isBlank(): boolean;
  receive(incoming: Incoming): void;
  /** The machine begins here, by no migration. */
  attach(attached: AttachedHost): void;
  marked(epoch: number): void;
  exhausted(): void;
  start(): void;
  stop(): void;
}

/** Makes the role; `start` sets it going. */
export function routerRole(station: Station, options: RouterRoleOptions): RouterRole {
  const { identity, mailer, log } = station;
  const { machine, plane } = options;
  const requests = openRequests();
  /** What is to be said when all else is done, so that what is said of the packets is so. */
  const answers: (() => void)[] = [];
  let row: AttachmentRow | undefined;

  const tell = (event: AccessRouterEvent): void => {
    runner.send(event);
    for (const answer of answers.splice(0)) answer();
  };
  const stated = (
    of: { host: string; epoch: number },
    standing: AttachmentJson['standing'],
  ): AttachmentJson => statedAttachment(identity, { machine, epoch: of.epoch, host: of.host, standing });
  const bodyOf = (message: AccessRouterMessage): MessageBody => {
    switch (message.type) {
      case 'Joined': {
        const attachment = stated(message.attachment, message.attachment.standing);
        const lease = message.lease === null ? {} : { lease: { milliseconds: message.lease } };
        return { type: 'Joined', attachment, ...lease };
      }
      case 'TransitAnswer': {
        const { held = 0, dropped = 0 } = plane.path(machine)?.counts() ?? {};
        return { type: 'TransitAnswer', transitState: { ...message.transitState, held, dropped } };
      }
      case 'Refused':
        return message;
    }
  };
  const write = (record: AccessRouterRecord): void => {
    const { step, migration, epoch, host, place } = record;
    const attachment = step === 'attached' ? stated(record, 'active') : step === 'forwarding' ? place : null;
    const values = { step, ...(attachment === null ? {} : { attachment }) };
    station.record({ machine, migration, epoch }, host, values, (written) =>
      tell({ type: written ? 'journal.written' : 'journal.failed', step }),
    );
  };
  const carryOut = (effect: AccessRouterEffect): void => {
    switch (effect.type) {
      case 'answer': {
        const { to, request, message } = effect.params;
        const open = requests.of(request).findLast(({ header }) => header.sender === to);
        if (open === undefined) return;
        requests.remove(open);
        answers.push(() => mailer.answer(open, bodyOf(message)));
        return;
      }
      case 'writeJournal':
        return write(effect.params.record);
      case 'setRow': {
        row = effect.params.row;
        plane.setRow(machine, row, row.place === null ? undefined : routerOf(row.place)?.host);
        return options.onRow(row);
      }
      case 'flush':
        return plane.path(machine)?.flush();
      case 'dropHeld':
        return plane.path(machine)?.dropHeld(effect.params.least, effect.params.most);
      case 'sendMark': {
        const { place } = effect.params;
        const router = routerOf(place);
        if (router === undefined) return;
        const mark = plane.path(machine)?.sentOn() ?? { packets: 0, octets: 0 };
        mailer.tell(
          { machine, migration: runner.state().context.attached.migration, epoch: place.epoch },
          { hid: toHex(router.hid), address: router.service },
          { type: 'EndMark', mark: { ...mark } },
        );
        return;
      }
      case 'report':
        log('warn', `machine ${machine}: ${effect.params.what}`);
    }
  };
  const { resume } = options;
  const runner = runParty(
    station.functions.accessRouter,
    { machine, timing: station.timing, ...(resume === undefined ? {} : { resume }) },
    station.clock,
    carryOut,
  );
  return {
    machine,
    state: () => pathOf(runner.state().value),
    row: () => row,
    isAttached() {
      const state = pathOf(runner.state().value);
      return state === 'holding' || state.startsWith('attached');
    },
    isBlank() {
      const { attached, next, pending } = runner.state().context;
      return attached.epoch === 0 && next === null && pending === null;
    },
    receive(incoming) {
      const event = eventOf(station, options.trust, incoming);
      if (event === undefined) return;
      requests.add(incoming.request);
      tell(event);
    },
    attach: (attached) => tell({ type: 'order.attach', ...attached }),
    marked: (epoch) => tell({ type: 'path.marked', epoch }),
    exhausted: () => tell({ type: 'path.exhausted' }),
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}

/** What a message means to the party, with the verdicts of the endpoint; undefined when it means nothing. */
function eventOf(station: Station, trust: RouterTrust, incoming: Incoming): AccessRouterEvent | undefined {
  const json = incoming.json();
  const { sender: from, machine, epoch, migration } = json.header;
  switch (json.type) {
    case 'Join': {
      const { joinVerdict, rightVerdict } = station.functions;
      const verdict = joinVerdict(station, trust, json);
      const right = verdict === 'valid' ? rightVerdict(station, trust, json) : 'none';
      return { type: 'received.Join', from, epoch, migration, verdict, right };
    }
    case 'Transit': {
      const { action } = json.transit;
      if (action !== 'forward') return { type: 'received.Transit', from, epoch, migration, action };
      const verdict = station.functions.forwardVerdict(station, json);
      const place = json.attachment === undefined || isOwn(station, json.attachment) ? null : json.attachment;
      return { type: 'received.Forward', from, epoch, migration, verdict, place };
    }
    case 'PlaceQuery':
      return from === machine ? { type: 'received.PlaceQuery', from } : undefined;
    default:
      return undefined;
  }
}
