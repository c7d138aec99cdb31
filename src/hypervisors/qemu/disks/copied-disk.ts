/**
 * The disks that are carried with the memory, and where they lie in the state image of a machine:
 * one behind the other from place 0, each as long as the guest sees it.
 */
import { DiskError } from './disk-error.ts';

/** A disk that is carried with the memory. */
export interface CopiedDisk {
  /** As in the description of the machine. */
  readonly name: string;
  /** The name of QEMU's block node that holds what the guest sees. */
  readonly node: string;
  /** Octets that the guest sees. */
  readonly size: number;
}

/** Part of one disk. */
export interface DiskPart {
  /** Which disk, counted from 0. */
  readonly disk: number;
  /** Octets from the start of the disk. */
  readonly offset: number;
  readonly octets: Uint8Array;
}

/** The disks of a machine in its state image. */
export interface DiskPlaces {
  /** Octets of all disks together; what else is in the state image begins here. */
  readonly octets: number;
  /** Where an octet of a disk lies in the state image. */
  place(disk: number, offset: number): number;
  /**
   * Cuts octets of the state image at the borders of disks; the parts share memory with what came in.
   *
   * @throws DiskError `PLACE_OUTSIDE` when some of them lie outside every disk.
   */
  split(place: number, octets: Uint8Array): DiskPart[];
}

/** Says where disks lie in a state image. */
export function diskPlaces(disks: readonly { readonly size: number }[]): DiskPlaces {
  const starts: number[] = [];
  let end = 0;
  for (const { size } of disks) {
    starts.push(end);
    end += size;
  }
  const endOf = (disk: number): number => starts[disk + 1] ?? end;
  return {
    octets: end,
    place: (disk, offset) => (starts[disk] ?? end) + offset,
    split(place, octets) {
      if (!Number.isSafeInteger(place) || place < 0 || place + octets.length > end) {
        throw new DiskError('PLACE_OUTSIDE', `Octets ${place} to ${place + octets.length} are on no disk.`);
      }
      const parts: DiskPart[] = [];
      let at = place;
      for (let disk = 0; disk < starts.length && at < place + octets.length; disk += 1) {
        if (at >= endOf(disk)) continue;
        const until = Math.min(endOf(disk), place + octets.length);
        parts.push({
          disk,
          offset: at - (starts[disk] ?? 0),
          octets: octets.subarray(at - place, until - place),
        });
        at = until;
      }
      return parts;
    },
  };
}
