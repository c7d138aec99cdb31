/**
 * A hypervisor whose machines have an agent beside them: what the agent knows travels in the state image of the machine,
 * in a region of its own before that of the hypervisor below.
 */
import { createHash } from 'node:crypto';
import type {
  Chunk,
  DiskNeed,
  Hypervisor,
  HypervisorOperation,
  HypervisorResult,
} from '../ports/hypervisor.ts';

/** Octets of the state image that are kept for the agent beside the machine; the image of the hypervisor follows. */
export const companionOctets = 1_048_576;

/** The agents beside the machines of a host. All functions may be called again and do the thing once. */
export interface Companions {
  /**
   * The machine has stopped: gives what is to travel with it, at most {@link companionOctets}; empty for a machine without
   * an agent, the same each time while the machine stands still, and undefined when it cannot travel.
   */
  freeze(machine: string, done: (octets: Uint8Array | undefined) => void): void;
  /** This has come for a machine that is about to start here. */
  received(machine: string, octets: Uint8Array): void;
  /** The machine runs here under the epoch, and this has come with it; not called for a machine without an agent. */
  start(machine: string, octets: Uint8Array, epoch: number): void;
  /** The machine goes on here. */
  thaw(machine: string, epoch: number): void;
  /** What ran here, or was to run here, under a lower epoch than this one does so no more. */
  gone(machine: string, epoch: number): void;
}

/** Puts agents beside the machines of a hypervisor. Both ends of a migration have to do it. */
export function accompanied(inner: Hypervisor, companions: Companions): Hypervisor {
  /** What has come with machines that have not started yet. */
  const incoming = new Map<string, { readonly migration: string; readonly octets: Uint8Array }>();
  const come = ({ machine, migration }: HypervisorOperation): Uint8Array | undefined => {
    const known = incoming.get(machine);
    return known?.migration === migration ? known.octets : undefined;
  };

  const freeze = (
    operation: HypervisorOperation & { readonly operation: 'freeze' },
    frozen: HypervisorResult & { readonly is: 'frozen' },
    done: (result: HypervisorResult) => void,
  ): void =>
    companions.freeze(operation.machine, (octets) => {
      if (octets === undefined || octets.length > companionOctets)
        return done({ is: 'failed', reason: 'hypervisor' });
      const chunks = [...piecesOf(octets, operation.chunkSize), ...frozen.chunks.map(shifted)];
      done({ ...frozen, chunks, stateDigest: digestOf(frozen.stateDigest, octets) });
    });
  const load = (
    operation: HypervisorOperation & { readonly operation: 'load' },
    done: (result: HypervisorResult) => void,
  ): void => {
    const { machine, migration, chunks } = operation;
    const isOurs = ({ place }: Chunk): boolean => place < companionOctets;
    const ours = chunks.filter(isOurs);
    if (ours.some(({ place, octets }) => place + octets.length > companionOctets))
      return done({ is: 'failed', reason: 'hypervisor' });
    for (const chunk of ours) incoming.set(machine, { migration, octets: written(come(operation), chunk) });
    const others = chunks.filter((chunk) => !isOurs(chunk)).map(unshifted);
    inner.perform({ ...operation, chunks: others }, (result) => {
      const octets = come(operation) ?? nothing;
      if (result.is !== 'loaded') return done(result);
      if (ours.length > 0) companions.received(machine, octets);
      done({ ...result, stateDigest: digestOf(result.stateDigest, octets) });
    });
  };
  /** What the agents are told once the hypervisor below has done its part. */
  const follow = (operation: HypervisorOperation): void => {
    const { machine, epoch } = operation;
    switch (operation.operation) {
      case 'start': {
        const octets = come(operation);
        // Asked for again, it is there already.
        if (octets !== undefined) companions.start(machine, octets, epoch);
        incoming.delete(machine);
        return;
      }
      case 'thaw':
        return companions.thaw(machine, epoch);
      case 'discard':
        return companions.gone(machine, epoch);
      case 'release':
        incoming.delete(machine);
        return companions.gone(machine, epoch);
      default:
    }
  };

  return {
    describe: (machine) => inner.describe(machine),
    imageLimit: (memory, disks) => companionOctets + innerLimit(inner, memory, disks),
    perform(operation, done) {
      if (operation.operation === 'load') return load(operation, done);
      inner.perform(operation, (result) => {
        if (operation.operation === 'freeze' && result.is === 'frozen')
          return freeze(operation, result, done);
        if (result.is === 'copied') return done({ ...result, chunks: result.chunks.map(shifted) });
        if (result.is === 'done') follow(operation);
        done(result);
      });
    },
  };
}

const nothing = new Uint8Array(0);

function innerLimit(inner: Hypervisor, memory: number, disks: readonly DiskNeed[]): number {
  if (inner.imageLimit !== undefined) return inner.imageLimit(memory, disks);
  return disks.reduce((sum, { mode, size }) => sum + (mode === 'copied' ? size : 0), memory);
}

function shifted(chunk: Chunk): Chunk {
  return { ...chunk, place: chunk.place + companionOctets };
}

function unshifted(chunk: Chunk): Chunk {
  return { ...chunk, place: chunk.place - companionOctets };
}

function piecesOf(octets: Uint8Array, size: number): Chunk[] {
  const pieces: Chunk[] = [];
  for (let place = 0; place < octets.length; place += size)
    pieces.push({ place, octets: octets.slice(place, place + size) });
  return pieces;
}

function written(before: Uint8Array = nothing, { place, octets }: Chunk): Uint8Array {
  const image = new Uint8Array(Math.max(before.length, place + octets.length));
  image.set(before);
  image.set(octets, place);
  return image;
}

/** SHA-256 of the digest of the image below and of what is before it. @param below in hexadecimal. */
function digestOf(below: string, octets: Uint8Array): string {
  return createHash('sha256').update(Buffer.from(below, 'hex')).update(octets).digest('hex');
}
