/**
 * The folder of a run: who runs it, which namespaces and processes belong to it. From these files alone a run that
 * was killed can be cleaned up.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOfProcess, isRunning, type ProcessIdentity } from './process-identity.ts';

/** A run of the lab, as its folder tells. */
export interface RunFolder {
  /** What its names begin with. */
  readonly id: string;
  /** Where its files are. */
  readonly path: string;
  /** Whose run it is. */
  readonly owner: ProcessIdentity;
}

/** What the names of all runs begin with. */
export const runPrefix = 'xl';

/** Where runs have their folders. */
export function labFolder(): string {
  return join(tmpdir(), 'xlmp-lab');
}

/** Makes the folder of a new run of this process. */
export function makeRunFolder(): RunFolder {
  const owner = identityOfProcess(process.pid)!;
  for (let n = 0; ;) {
    const id = `${runPrefix}${process.pid}${n === 0 ? '' : String.fromCharCode(0x60 + n)}`;
    const path = join(labFolder(), id);
    mkdirSync(labFolder(), { recursive: true });
    try {
      mkdirSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') n += 1;
      // The last run of another process has just taken the folder of all runs away.
      else if (code !== 'ENOENT') throw error;
      continue;
    }
    mkdirSync(join(path, 'processes'));
    writeFileSync(join(path, 'run.json'), JSON.stringify({ id, owner }));
    return { id, path, owner };
  }
}

/** All runs that have a folder; `alive` when the process that owns it still runs. */
export function knownRuns(): readonly (RunFolder & { readonly alive: boolean })[] {
  return namesIn(labFolder()).flatMap((id) => {
    const path = join(labFolder(), id);
    const owner = ownerOf(path);
    return [{ id, path, owner, alive: isRunning(owner) }];
  });
}

/** Takes note of a process of a run. */
export function noteProcess({ path }: RunFolder, name: string, identity: ProcessIdentity): void {
  writeFileSync(join(path, 'processes', `${name}.json`), JSON.stringify(identity));
}

/** The processes of a run that still run. */
export function processesOf({ path }: RunFolder): readonly ProcessIdentity[] {
  const folder = join(path, 'processes');
  return namesIn(folder)
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProcessIdentity];
      } catch {
        return [];
      }
    })
    .filter(isRunning);
}

/** Removes the folder of a run, and with the last one that of all runs. */
export function removeRunFolder({ path }: RunFolder): void {
  rmSync(path, { recursive: true, force: true });
  try {
    rmdirSync(labFolder());
  } catch {
    // Other runs have theirs there.
  }
}

function ownerOf(path: string): ProcessIdentity {
  try {
    return (JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { owner: ProcessIdentity }).owner;
  } catch {
    return { pid: 0, began: '' };
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
