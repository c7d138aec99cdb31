/** The bindings of a rendezvous, as one that is a single process keeps them: in its journal (chapter 15). */
import type { Binding, RendezvousRecord } from '../machines/rendezvous-events.ts';
import type { RecordValues } from '../machines/records.ts';
import type { Recovered } from '../runtime/index.ts';
import type { Incoming } from '../runtime/role.ts';
import { rendezvousRole, type RendezvousRole } from './rendezvous-role.ts';
import type { Station } from './station.ts';

/** A machine that a rendezvous knows. */
export interface RendezvousMachineView {
  readonly machine: string;
  /** The state of the party, as a path. */
  readonly party: string;
}

/** What bindings are made with. */
export interface BindingsOptions {
  readonly station: Station;
  /** How many machines are known at the same time. */
  readonly most: number;
  /** Where a machine is from now on. */
  onPlace(binding: Binding): void;
}

/** The bindings of a rendezvous. */
export interface Bindings {
  /** Takes a message that is authentic. */
  take(incoming: Incoming): void;
  /** Calls `go` when a packet may go by what is known of where machines are: at once, later, or never. */
  admit(packet: Uint8Array, go: () => void): void;
  view(): readonly RendezvousMachineView[];
  /** Stops as a crash does. */
  stop(): void;
}

/** Goes on from what the journal held. */
export function journalBindings(options: BindingsOptions, recovered: readonly Recovered[]): Bindings {
  const { station, most, onPlace } = options;
  const roles = new Map<string, RendezvousRole>();

  const addRole = (machine: string, resume?: RendezvousRecord): RendezvousRole => {
    const role = rendezvousRole(station, { machine, ...(resume === undefined ? {} : { resume }), onPlace });
    roles.set(machine, role);
    role.start();
    return role;
  };
  for (const { machine, record } of recovered) {
    const resume = boundRecord(record);
    if (resume !== undefined) addRole(machine, resume);
  }
  return {
    take(incoming) {
      const { machine } = incoming.request.header;
      const known = roles.get(machine);
      if (known === undefined && roles.size >= most) {
        station.log('warn', `machine ${machine} is not heard: there are too many`);
        return;
      }
      const role = known ?? addRole(machine);
      role.receive(incoming);
      // Anybody may ask for any machine; what nobody has registered need not be kept.
      if (!role.isBlank()) return;
      role.stop();
      roles.delete(machine);
    },
    admit: (_, go) => go(),
    view: () => [...roles.values()].map((role) => ({ machine: role.machine, party: role.state() })),
    stop() {
      for (const role of roles.values()) role.stop();
    },
  };
}

/** What the party goes on from; undefined for what another role has left there. */
export function boundRecord(
  record: ({ readonly step: string } & RecordValues) | undefined,
): RendezvousRecord | undefined {
  const { step, attachment, place } = record ?? {};
  if (step !== 'bound' || attachment === undefined || place === undefined) return undefined;
  return { step, attachment, sequence: place.sequence };
}
