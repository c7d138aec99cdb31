/** Finds the shared libraries of programs among unpacked Debian packages, fetching packages until all are there. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../command.ts';
import { LabError } from '../lab-error.ts';
import type { DebianPackages } from './debian-packages.ts';

/** Where libraries lie in packages of this architecture. */
const libraryFolders = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'];
/** The program that starts all others: named by them as their interpreter, at this path. */
const interpreter = { path: 'lib64/ld-linux-x86-64.so.2', file: 'ld-linux-x86-64.so.2' };

/** A library: what programs call it, and its file. */
export interface SharedLibrary {
  /** Its path in a guest, with no slash in front. */
  readonly path: string;
  readonly file: string;
}

/**
 * All libraries that programs need, and the interpreter that starts them.
 * @param programs files of packages that have been fetched
 * @param packages names of these packages: what they depend on is fetched when a library is missing
 * @throws LabError by rejection: MACHINE_LACKS when a library is in no package that they depend on
 */
export async function sharedLibraries(
  debian: DebianPackages,
  packages: readonly string[],
  programs: readonly string[],
): Promise<readonly SharedLibrary[]> {
  let level = packages;
  for (;;) {
    const { found, missing } = await closure(debian.root, programs);
    const starter = findLibrary(debian.root, interpreter.file);
    if (missing.length === 0 && starter !== undefined) {
      return [{ path: interpreter.path, file: starter }, ...found];
    }
    const below = new Set((await Promise.all(level.map((name) => debian.dependencies(name)))).flat());
    level = [...below].filter((name) => /^(lib|zlib)/.test(name));
    if (level.length === 0) {
      throw new LabError(
        'MACHINE_LACKS',
        `${missing.join(', ')}: in no package that ${packages.join(', ')} need`,
      );
    }
    await debian.fetch(level);
  }
}

/** The libraries that programs need, and those that their libraries need. */
async function closure(
  root: string,
  programs: readonly string[],
): Promise<{ found: SharedLibrary[]; missing: string[] }> {
  const found = new Map<string, SharedLibrary>();
  const missing = new Set<string>();
  const files = [...programs];
  for (let file = files.pop(); file !== undefined; file = files.pop()) {
    for (const name of await namesNeeded(file)) {
      if (found.has(name) || missing.has(name) || name === interpreter.file) continue;
      const library = findLibrary(root, name);
      if (library === undefined) missing.add(name);
      else {
        found.set(name, { path: `lib/x86_64-linux-gnu/${name}`, file: library });
        files.push(library);
      }
    }
  }
  return { found: [...found.values()], missing: [...missing] };
}

async function namesNeeded(file: string): Promise<readonly string[]> {
  const headers = await mustRun(['objdump', '-p', file]);
  return [...headers.matchAll(/^ +NEEDED +(\S+)$/gm)].map(([, name = '']) => name);
}

function findLibrary(root: string, name: string): string | undefined {
  return libraryFolders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder) && readdirSync(folder).includes(name))
    .map((folder) => join(folder, name))
    .find((path) => statSync(path).isFile());
}
