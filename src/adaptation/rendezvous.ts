/**
 * A rendezvous: a place that does not move, at which machines say where they are, and by which they are reached when
 * nothing else is known (chapter 15).
 */
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import type { MessageName } from '../../spec/registry/messages.ts';
import type { RendezvousRecord } from '../machines/rendezvous-events.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import type { Identity, Recovered } from '../runtime/index.ts';
import type { Incoming } from '../runtime/role.ts';
import { equalXids, sinkOf } from '../xia/index.ts';
import { packetSwitch } from './packet-switch.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { rendezvousRole, type RendezvousRole } from './rendezvous-role.ts';
import { openStation, type StationOptions } from './station.ts';

/** What a rendezvous is made of. */
export interface RendezvousOptions extends StationOptions {
  /** Takes a packet that leaves. */
  readonly send: (packet: Uint8Array) => void;
  /** Machines that are known at the same time; others are not heard. By default {@link mostBindings}. */
  readonly machines?: number;
  /** Called when the place of a machine has changed. */
  readonly onPlace?: (attachment: AttachmentJson) => void;
}

/** A machine that a rendezvous knows. */
export interface RendezvousMachineView {
  readonly machine: string;
  /** The state of the party, as a path. */
  readonly party: string;
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
 * Starts a rendezvous: it goes on from its journal.
 *
 * @throws JournalError or StoreFailure when the journal cannot be used.
 */
export function startRendezvous(options: RendezvousOptions): RendezvousPoint {
  const { identity, functions } = options;
  const service = identity.address.nodes.at(-1)!.xid;
  const roles = new Map<string, RendezvousRole>();
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
    take: (incoming) => take(incoming),
  });
  const route = (attachment: AttachmentJson): void => {
    const place = dagOfNodes(attachment.nodes);
    if (place === undefined) return;
    ports.open(attachment.machine, (packet) => {
      const onward = functions.redirected(packet, place);
      if (onward !== undefined) send(onward);
    });
    options.onPlace?.(attachment);
  };
  const addRole = (machine: string, resume?: RendezvousRecord): RendezvousRole => {
    const role = rendezvousRole(open.station, {
      machine,
      ...(resume === undefined ? {} : { resume }),
      onPlace: route,
    });
    roles.set(machine, role);
    role.start();
    return role;
  };
  const take = (incoming: Incoming): void => {
    const { machine } = incoming.request.header;
    const known = roles.get(machine);
    if (known === undefined && roles.size >= (options.machines ?? mostBindings)) {
      open.station.log('warn', `machine ${machine} is not heard: there are too many`);
      return;
    }
    const role = known ?? addRole(machine);
    role.receive(incoming);
    // Anybody may ask for any machine; what nobody has registered need not be kept.
    if (!role.isBlank()) return;
    role.stop();
    roles.delete(machine);
  };

  for (const recovered of open.recovered) {
    const resume = resumeOf(recovered);
    if (resume !== undefined) addRole(recovered.machine, resume);
  }
  return {
    identity,
    receive(packet) {
      if (!stopped) ports.receive(packet);
    },
    view: () => [...roles.values()].map((role) => ({ machine: role.machine, party: role.state() })),
    stop() {
      stopped = true;
      open.stop();
      for (const role of roles.values()) role.stop();
    },
  };
}

/** What the party goes on from; undefined for what another role has left in the journal. */
function resumeOf({ record }: Recovered): RendezvousRecord | undefined {
  const { step, attachment, place } = record;
  if (step !== 'bound' || attachment === undefined || place === undefined) return undefined;
  return { step, attachment, sequence: place.sequence };
}
