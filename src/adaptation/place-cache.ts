/**
 * Places that a rendezvous remembers of registers that it shares with others, so that packets need no question each:
 * a place that was read long ago is read again, beside the packets or before them.
 */
import { timers } from '../../spec/registry/timers.ts';
import type { Binding } from '../machines/rendezvous-events.ts';
import type { Clock } from '../ports/clock.ts';

/** How old a place gets, in milliseconds, before a packet that uses it lets it be read again. */
export const refreshMs = 1_000;

/** How many packets for one machine wait for its place; others that come meanwhile are dropped. */
export const waitingPackets = 64;

/** How many places are read at the same time; packets for further machines go by what is known. */
export const mostReads = 256;

/** While the router at an old place forwards, packets go there rather than wait. */
const usableMs = timers.FORWARD_LIFE.standard;

/** What a register holds, as far as that can be told. */
export type ReadPlace = { readonly is: 'read'; readonly binding: Binding | null } | { readonly is: 'failed' };

/** What remembering places needs. */
export interface PlaceCacheOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** How many machines are remembered; the one that was used longest ago goes first. */
  readonly most: number;
  /** Reads the register of a machine; `done` is called once, maybe at once. */
  read(machine: string, done: (found: ReadPlace) => void): void;
  /** A machine is at another place than was known. */
  onPlace(binding: Binding): void;
  /** A machine is remembered no longer. */
  onForget(machine: string): void;
}

/** Places that are remembered. Machines are named by the id of their HID in hexadecimal. */
export interface PlaceCache {
  /** Takes note of what a register held just now. What is older than what is known already changes nothing. */
  note(binding: Binding): void;
  /** Calls `go` when a packet for the machine may go by what is known: at once, after a read, or never. */
  whenKnown(machine: string, go: () => void): void;
  /** Machines whose place is known. */
  machines(): readonly string[];
}

interface Entry {
  binding: Binding | null;
  /** When the register was read last, and when that was tried last. */
  readAt: number;
  triedAt: number;
  isReading: boolean;
  waiting: (() => void)[];
}

/** Remembers nothing yet. */
export function placeCache(options: PlaceCacheOptions): PlaceCache {
  const { clock, most } = options;
  /** The one that was used last stands last. */
  const entries = new Map<string, Entry>();
  let reads = 0;

  const entryOf = (machine: string): Entry => {
    const known = entries.get(machine);
    if (known !== undefined) entries.delete(machine);
    else if (entries.size >= most) {
      const [oldest] = entries.keys();
      entries.delete(oldest!);
      options.onForget(oldest!);
    }
    const entry = known ?? {
      binding: null,
      readAt: -Infinity,
      triedAt: -Infinity,
      isReading: false,
      waiting: [],
    };
    entries.set(machine, entry);
    return entry;
  };
  const bind = (entry: Entry, binding: Binding): void => {
    entry.readAt = clock.now();
    entry.triedAt = entry.readAt;
    // A read may be overtaken by a registration that is served here. What was bound is never taken back.
    if (entry.binding !== null && !isLater(binding, entry.binding)) return;
    entry.binding = binding;
    options.onPlace(binding);
  };
  const read = (machine: string, entry: Entry): void => {
    entry.isReading = true;
    reads += 1;
    options.read(machine, (found) => {
      reads -= 1;
      entry.isReading = false;
      entry.triedAt = clock.now();
      if (found.is === 'read') entry.readAt = entry.triedAt;
      if (entries.get(machine) !== entry) return;
      if (found.is === 'read' && found.binding !== null) bind(entry, found.binding);
      for (const go of entry.waiting.splice(0)) go();
    });
  };
  return {
    note: (binding) => bind(entryOf(binding.attachment.machine), binding),
    whenKnown(machine, go) {
      const entry = entryOf(machine);
      const now = clock.now();
      if (!entry.isReading && now - entry.triedAt >= refreshMs && reads < mostReads) read(machine, entry);
      const isUsable = entry.binding !== null && now - entry.readAt < usableMs;
      if (!entry.isReading || isUsable) go();
      else if (entry.waiting.length < waitingPackets) entry.waiting.push(go);
    },
    machines: () => [...entries].filter(([, { binding }]) => binding !== null).map(([machine]) => machine),
  };
}

function isLater(binding: Binding, than: Binding): boolean {
  const { epoch } = binding.attachment;
  return (
    epoch > than.attachment.epoch || (epoch === than.attachment.epoch && binding.sequence > than.sequence)
  );
}
