/**
 * What is true of the copies of the machine, whoever knows it: where one runs, how new it is, and what was promised to
 * those who asked to cancel. Versions count the stretches in which the machine ran: a copy that begins to run on top of
 * an older stretch than the newest is stale.
 */

/** One copy. */
export interface Copy {
  readonly is: 'none' | 'reserved' | 'loaded' | 'frozen' | 'running';
  /** The stretch of running that it holds; 0 when it holds none. */
  readonly version: number;
  /** The epoch under which it ran last; 0 when it never ran. */
  readonly epoch: number;
}

/** All that is true of the machine. */
export interface Copies {
  readonly source: Copy;
  readonly destination: Copy;
  /** The newest stretch of running. */
  readonly newest: number;
  /** Who ran a stale copy; empty when nobody did. */
  readonly stale: '' | 'source' | 'destination';
  /** What the operator was told of a cancel. */
  readonly promises: readonly ('done' | 'too-late')[];
}

/** Where a copy is. */
export type Place = 'source' | 'destination';

/** The machine runs at the source under an epoch, and nobody has asked for anything. */
export function firstCopies(epoch: number): Copies {
  return {
    source: { is: 'running', version: 1, epoch },
    destination: { is: 'none', version: 0, epoch: 0 },
    newest: 1,
    stale: '',
    promises: [],
  };
}

/** A copy is changed without running. */
export function changed(copies: Copies, place: Place, change: Partial<Copy>): Copies {
  return { ...copies, [place]: { ...copies[place], ...change } };
}

/** A copy begins to run; one that runs goes on. */
export function run(copies: Copies, place: Place, epoch: number): Copies {
  const copy = copies[place];
  if (copy.is === 'running') return copies;
  const newest = copies.newest + 1;
  return {
    ...copies,
    [place]: { is: 'running', version: newest, epoch },
    newest,
    stale: copies.stale === '' && copy.version < copies.newest ? place : copies.stale,
  };
}

/** The places where a copy runs. */
export function runningAt(copies: Copies): Place[] {
  return (['source', 'destination'] as const).filter((place) => copies[place].is === 'running');
}

/** Whether a copy runs, or one that may still run is as new as the newest. */
export function newestExists(copies: Copies): boolean {
  return [copies.source, copies.destination].some(
    ({ is, version }) => is !== 'none' && version === copies.newest,
  );
}

/** The copies in words. */
export function copiesText({ source, destination }: Copies): string {
  return `source ${source.is}, destination ${destination.is}`;
}
