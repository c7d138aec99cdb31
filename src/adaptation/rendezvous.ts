/**
 * A rendezvous: a place that does not move, at which machines say where they are, and by which they are reached when
 * nothing else is known (chapter 15).
 */
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import type { MessageName } from '../../spec/registry/messages.ts';
import type { Binding } from '../machines/rendezvous-events.ts';
import type { Registers } from '../ports/registers.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import type { Identity } from '../runtime/index.ts';
import { equalXids, sinkOf } from '../xia/index.ts';
import { type Bindings, journalBindings, type RendezvousMachineView } from './bindings.ts';
import { packetSwitch } from './packet-switch.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { sharedBindings } from './shared-bindings.ts';
import { openStation, type StationOptions } from './station.ts';

/** What a rendezvous is made of. */
export interface RendezvousOptions extends StationOptions {
  /**
   * Where it keeps what is bound when several processes are one rendezvous; closed by the caller. Without it that is in
   * the journal.
   */
  readonly registers?: Registers;
  /** Takes a packet that leaves. */
  readonly send: (packet: Uint8Array) => void;
  /**
   * Machines that are known at the same time; others are not heard. With registers: machines whose place is remembered;
   * others are read again. By default {@link mostBindings}.
   */
  readonly machines?: number;
  /** Called when the place of a machine has changed. */
  readonly onPlace?: (attachment: AttachmentJson) => void;
}

/** A rendezvous that runs. */
export interface RendezvousPoint {
  readonly identity: Identity;
  /** Takes a packet, which becomes the own of the rendezvous and is changed in place. */
  receive(packet: Uint8Array): void;
  view(): readonly RendezvousMachineView[];
  /** Stops as a crash does. The store stays the caller's. */
  stop(): void;
}

/** How many machines a rendezvous knows unless it is told otherwise. */
export const mostBindings = 1_000_000;

const { data } = xipProfiles['xia-core-v2'].nextHeaders;
const hears: ReadonlySet<MessageName> = new Set<MessageName>(['Register', 'Lookup']);

/**
 * Starts a rendezvous: it goes on from its journal, or from the registers that it shares.
 *
 * @throws JournalError or StoreFailure when the journal cannot be used.
 */
export function startRendezvous(options: RendezvousOptions): RendezvousPoint {
  const { identity, functions } = options;
  const service = identity.address.nodes.at(-1)!.xid;
  let stopped = false;

  const send = (packet: Uint8Array): void => {
    if (!stopped) options.send(packet);
  };
  const ports = packetSwitch({
    identity,
    functions,
    send,
    local({ header, destination, source, payload }) {
      const isMessage = header.nextHeader === data && equalXids(sinkOf(destination), service);
      if (isMessage) open.receive(payload, source);
    },
  });
  const open = openStation(options, {
    hears,
    send: (to, payload) => send(ports.build(to, payload)),
    take: (incoming) => bindings.take(incoming),
  });
  const onPlace = ({ attachment }: Binding): void => {
    const place = dagOfNodes(attachment.nodes);
    if (place === undefined) return;
    ports.open(attachment.machine, (packet) => {
      const onward = functions.redirected(packet, place);
      if (onward !== undefined) send(onward);
    });
    options.onPlace?.(attachment);
  };
  const { registers, machines: most = mostBindings } = options;
  const { station } = open;
  const onForget = (machine: string): void => ports.close(machine);
  const bindings: Bindings =
    registers === undefined
      ? journalBindings({ station, most, onPlace }, open.recovered)
      : sharedBindings({ station, registers, functions, most, onPlace, onForget });
  return {
    identity,
    receive(packet) {
      if (!stopped) bindings.admit(packet, () => ports.receive(packet));
    },
    view: () => bindings.view(),
    stop() {
      stopped = true;
      open.stop();
      bindings.stop();
    },
  };
}
