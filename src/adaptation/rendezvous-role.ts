/** What a rendezvous knows of one machine: joins the party of chapter 15 to messages and journal. */
import type {
  Binding,
  RendezvousEffect,
  RendezvousEvent,
  RendezvousRecord,
} from '../machines/rendezvous-events.ts';
import { noHid, noMigration } from '../protocol/index.ts';
import { latestOnly } from '../runtime/latest-only.ts';
import { openRequests } from '../runtime/open-requests.ts';
import { runParty } from '../runtime/party-runner.ts';
import { type Incoming, pathOf } from '../runtime/role.ts';
import type { Station } from './station.ts';

/** What a rendezvous knows of one machine. */
export interface RendezvousRole {
  readonly machine: string;
  state(): string;
  /** Whether the machine never registered, and is not about to. */
  isBlank(): boolean;
  receive(incoming: Incoming): void;
  start(): void;
  stop(): void;
}

/** What one machine at a rendezvous is made with. */
export interface RendezvousRoleOptions {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  readonly resume?: RendezvousRecord;
  /** Called with each place that is durable. */
  readonly onPlace: (binding: Binding) => void;
}

/** Makes the role; `start` sets it going. */
export function rendezvousRole(station: Station, options: RendezvousRoleOptions): RendezvousRole {
  const { mailer } = station;
  const { machine, resume } = options;
  const requests = openRequests();
  const ofLatestWrite = latestOnly();
  let migration = noMigration;

  const carryOut = (effect: RendezvousEffect): void => {
    switch (effect.type) {
      case 'answer': {
        const { to, request, message } = effect.params;
        const open = requests.of(request).findLast(({ header }) => header.sender === to);
        if (open === undefined) return;
        requests.remove(open);
        mailer.answer(open, message);
        return;
      }
      case 'setRoute':
        return options.onPlace({
          attachment: effect.params.attachment,
          sequence: runner.state().context.binding?.sequence ?? 0,
        });
      case 'writeJournal': {
        const { step, attachment, sequence } = effect.params.record;
        const subject = { machine, migration, epoch: attachment.epoch };
        const told = ofLatestWrite((written: boolean) =>
          runner.send({ type: written ? 'journal.written' : 'journal.failed', step }),
        );
        station.record(subject, noHid, { step, attachment, place: { sequence } }, told);
      }
    }
  };
  const runner = runParty(
    station.functions.rendezvous,
    { machine, timing: station.timing, ...(resume === undefined ? {} : { resume }) },
    station.clock,
    carryOut,
  );
  return {
    machine,
    state: () => pathOf(runner.state().value),
    isBlank() {
      const { binding, pending } = runner.state().context;
      return binding === null && pending === null;
    },
    receive(incoming) {
      const event = eventOf(station, incoming);
      if (event === undefined) return;
      requests.add(incoming.request);
      if (event.type === 'received.Register') migration = incoming.request.header.migration;
      runner.send(event);
    },
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}

function eventOf(station: Station, incoming: Incoming): RendezvousEvent | undefined {
  const json = incoming.json();
  const { header } = json;
  const { sender: from } = header;
  if (json.type === 'Lookup') return { type: 'received.Lookup', from };
  if (json.type !== 'Register') return undefined;
  const { attachment, place, delegation } = json;
  const { machine, epoch } = header;
  const { attachmentVerdict, speakerVerdict } = station.functions;
  const speaker = speakerVerdict(station.functions, delegation, { machine, epoch, sender: from });
  const verdict =
    speaker === 'valid' ? attachmentVerdict(station.functions, attachment, { machine, epoch }) : speaker;
  return { type: 'received.Register', from, attachment, sequence: place.sequence, verdict };
}
