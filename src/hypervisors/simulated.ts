/**
 * A hypervisor without machines: memory comes from the dirty-page model, operations take the time they are told,
 * and what runs where is kept so that tests can see it.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type {
  Chunk,
  Hypervisor,
  HypervisorOperation,
  HypervisorOperationName,
  HypervisorResult,
  MachineDescription,
} from '../ports/hypervisor.ts';
import { type DirtyMemory, dirtyMemory, type MemoryProfile } from './dirty-pages.ts';

/** What a copy of a machine does at a host. */
export type CopyState = 'running' | 'frozen' | 'reserved' | 'gone';

/** A copy of a machine, for tests and for the status command. */
export interface CopyView {
  readonly state: CopyState;
  readonly epoch: number;
  /** The state image; not to be changed. */
  readonly image: Uint8Array;
}

/** What goes wrong. */
export interface SimulatedFaults {
  /** Operations that fail for certain, with the reason. */
  readonly fail?: Partial<Record<HypervisorOperationName, string>>;
  /** Milliseconds that operations take; by default none. */
  readonly slow?: Partial<Record<HypervisorOperationName, number>>;
  /** What operations wait for before they end. */
  readonly held?: Partial<Record<HypervisorOperationName, Promise<unknown>>>;
  /** Parts that vote no. */
  readonly voteNo?: readonly ('memory' | 'disk' | 'device' | 'network')[];
}

/** A simulated hypervisor. */
export interface SimulatedHypervisor extends Hypervisor {
  /** Puts a machine here that runs under an epoch. */
  boot(machine: string, epoch: number, profile: MemoryProfile, disks?: MachineDescription['disks']): void;
  /** What goes wrong from now on. */
  setFaults(faults: SimulatedFaults): void;
  /** The copy of a machine; undefined when there never was one. */
  copyOf(machine: string): CopyView | undefined;
  /** Called when a copy begins or ceases to run. */
  onChange?: (machine: string, copy: CopyView) => void;
}

interface Copy {
  state: CopyState;
  epoch: number;
  image: Uint8Array;
  description: MachineDescription | undefined;
  memory: DirtyMemory | undefined;
  /** When the memory last moved on, in milliseconds. */
  ranUntil: number;
}

/** How a machine that was moved here goes on; the model of its first host does not travel with it. */
const movedProfile = { pageSize: 4096, writeRate: 50, workingSet: 0.1, zeroPages: 0, seed: 1 } as const;

/** Makes a hypervisor with no machine on it. */
export function simulatedHypervisor(clock: Clock): SimulatedHypervisor {
  const copies = new Map<string, Copy>();
  const answers = new Map<string, HypervisorResult>();
  const waiting = new Map<string, ((result: HypervisorResult) => void)[]>();
  let faults: SimulatedFaults = {};

  const hypervisor: SimulatedHypervisor = {
    describe: (machine) => copies.get(machine)?.description,
    perform(operation, done) {
      const key = keyOf(operation);
      const known = answers.get(key);
      if (known !== undefined) return done(known);
      const others = waiting.get(key);
      if (others !== undefined) {
        others.push(done);
        return;
      }
      waiting.set(key, [done]);
      const finish = (): void => {
        const result = carryOut(operation);
        if (isRemembered(operation, result)) answers.set(key, result);
        const receivers = waiting.get(key) ?? [];
        waiting.delete(key);
        for (const receiver of receivers) receiver(result);
      };
      const delay = faults.slow?.[operation.operation] ?? 0;
      const held = faults.held?.[operation.operation];
      if (held !== undefined) void held.then(finish);
      else if (delay === 0) finish();
      else clock.schedule(delay, finish);
    },
    boot(machine, epoch, profile, disks = []) {
      const memory = dirtyMemory(profile);
      const description = describe(memory, disks);
      const copy: Copy = {
        state: 'running',
        epoch,
        image: memory.octets,
        description,
        memory,
        ranUntil: clock.now(),
      };
      copies.set(machine, copy);
      hypervisor.onChange?.(machine, copy);
    },
    setFaults(next) {
      faults = next;
    },
    copyOf(machine) {
      const copy = copies.get(machine);
      if (copy !== undefined) catchUp(copy);
      return copy;
    },
  };

  const catchUp = (copy: Copy): void => {
    if (copy.state === 'running') copy.memory?.run(copy.ranUntil, clock.now());
    copy.ranUntil = clock.now();
  };
  const change = (machine: string, copy: Copy, state: CopyState, epoch: number): HypervisorResult => {
    catchUp(copy);
    const changed = copy.state !== state || copy.epoch !== epoch;
    copy.state = state;
    copy.epoch = epoch;
    if (changed) hypervisor.onChange?.(machine, copy);
    return { is: 'done' };
  };
  const carryOut = (operation: HypervisorOperation): HypervisorResult => {
    const { machine, epoch } = operation;
    const reason = faults.fail?.[operation.operation];
    if (reason !== undefined) return { is: 'failed', reason };
    const copy = copies.get(machine);
    switch (operation.operation) {
      case 'reserve':
        return reserve(machine, operation.memory);
      case 'release':
        if (copy === undefined || copy.state !== 'reserved') return { is: 'done' };
        return change(machine, copy, 'gone', copy.epoch);
      case 'discard':
        // A late one must not touch a copy that came back under a higher epoch.
        if (copy === undefined || copy.state === 'gone' || copy.epoch >= epoch) return { is: 'done' };
        return change(machine, copy, 'gone', copy.epoch);
      default:
    }
    if (copy === undefined || copy.state === 'gone') return { is: 'failed', reason: 'hypervisor' };
    switch (operation.operation) {
      case 'copyRound': {
        catchUp(copy);
        const { memory } = copy;
        const rate = memory === undefined ? 0 : memory.profile.writeRate * memory.profile.pageSize;
        return { is: 'copied', chunks: takeChunks(copy, operation), dirtyRate: rate };
      }
      case 'freeze':
        change(machine, copy, 'frozen', copy.epoch);
        return {
          is: 'frozen',
          chunks: takeChunks(copy, operation),
          stateDigest: digestOf(copy.image),
        };
      case 'load':
        for (const chunk of operation.chunks) write(copy, chunk);
        return { is: 'loaded', stateDigest: digestOf(copy.image) };
      case 'start':
        copy.memory ??= dirtyMemory({ ...movedProfile, memory: copy.image.length }, copy.image);
        copy.description ??= describe(copy.memory, []);
        return change(machine, copy, 'running', epoch);
      case 'thaw':
        return change(machine, copy, 'running', epoch);
    }
  };
  const reserve = (machine: string, memory: number): HypervisorResult => {
    const vote = (part: 'memory' | 'disk' | 'device' | 'network') =>
      faults.voteNo?.includes(part) === true ? 'no' : 'yes';
    const copy = copies.get(machine);
    if (copy?.state === 'running' || copy?.state === 'frozen') return { is: 'failed', reason: 'busy' };
    if (copy?.state !== 'reserved') {
      const image = new Uint8Array(memory);
      const ranUntil = clock.now();
      copies.set(machine, {
        state: 'reserved',
        epoch: 0,
        image,
        description: undefined,
        memory: undefined,
        ranUntil,
      });
    }
    return {
      is: 'reserved',
      votes: { memory: vote('memory'), disk: vote('disk'), device: vote('device'), network: vote('network') },
      estimate: { memory: 20_000, device: 5_000, fence: 0, network: 2_000, rebind: 10_000, gap: 60_000 },
    };
  };
  return hypervisor;
}

/** Operations that change nothing when they come again answer as they did; `thaw` and `start` look at the copy. */
function isRemembered(operation: HypervisorOperation, result: HypervisorResult): boolean {
  return (
    result.is === 'copied' ||
    result.is === 'frozen' ||
    (operation.operation === 'start' && result.is === 'failed')
  );
}

function keyOf(operation: HypervisorOperation): string {
  const round = 'round' in operation ? operation.round : 0;
  return `${operation.operation} ${operation.machine} ${operation.migration} ${operation.epoch} ${round}`;
}

function describe(memory: DirtyMemory, disks: MachineDescription['disks']): MachineDescription {
  const { pageSize } = memory.profile;
  return {
    profile: { memory: memory.octets.length, pageSize, processors: 1, hypervisor: 'simulated' },
    disks,
  };
}

/** The chunks of what was written since the last round; neighbouring pages share a chunk up to its size. */
function takeChunks(
  copy: Copy,
  operation: { readonly round: number; readonly chunkSize: number },
): readonly Chunk[] {
  if (copy.memory === undefined) return chunksOf(copy.image, 0, copy.image.length, operation.chunkSize);
  const { pageSize } = copy.memory.profile;
  const chunks: Chunk[] = [];
  let start = 0;
  let end = 0;
  for (const page of copy.memory.takeDirty(operation.round === 1)) {
    if (page * pageSize !== end) {
      chunks.push(...chunksOf(copy.image, start, end, operation.chunkSize));
      start = page * pageSize;
    }
    end = (page + 1) * pageSize;
  }
  chunks.push(...chunksOf(copy.image, start, end, operation.chunkSize));
  return chunks;
}

function chunksOf(image: Uint8Array, start: number, end: number, chunkSize: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let place = start; place < end; place += chunkSize) {
    chunks.push({ place, octets: image.slice(place, Math.min(end, place + chunkSize)) });
  }
  return chunks;
}

function write(copy: Copy, chunk: Chunk): void {
  const end = chunk.place + chunk.octets.length;
  if (end > copy.image.length) {
    const longer = new Uint8Array(end);
    longer.set(copy.image);
    copy.image = longer;
  }
  copy.image.set(chunk.octets, chunk.place);
}

function digestOf(image: Uint8Array): string {
  return createHash('sha256').update(image).digest('hex');
}
