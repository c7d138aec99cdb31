/** Builds programs in C with the machine's compiler, once for each state of their sources. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, tryCommand } from '../command.ts';
import { LabError } from '../lab-error.ts';
import { labSource } from './sources.ts';

/** What a compiler and its libraries are called in Debian. */
export const compilerPackages = ['gcc', 'libc6-dev', 'binutils'] as const;

/** A program to be built. */
export interface Program {
  /** What it is called; the file is called so too, with a digest after it. */
  readonly name: string;
  /** Files for the compiler, relative to src/lab. */
  readonly sources: readonly string[];
  /** Folders, relative to src/lab, whose every file may be included. */
  readonly includes: readonly string[];
  /** Arguments of the compiler besides the sources and the output. */
  readonly flags: readonly string[];
}

/** How long a build may take. Milliseconds. */
const buildLimit = 120_000;

/**
 * Builds a program into a folder, unless the folder has it already.
 * @returns the absolute path of the program if `folder` is absolute
 * @throws LabError by rejection: MACHINE_LACKS without a compiler, COMMAND_FAILED when it refuses
 */
export async function compile(folder: string, program: Program): Promise<string> {
  const version = await tryCommand(['gcc', '--version']);
  if (version.code !== 0) {
    throw new LabError(
      'MACHINE_LACKS',
      `there is no C compiler: apt-get install -y --no-install-recommends ${compilerPackages.join(' ')}`,
    );
  }
  const result = join(folder, `${program.name}-${digestOf(program, version.out)}`);
  if (existsSync(result)) return result;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${result}.${process.pid}`;
  const sources = program.sources.map(labSource);
  await mustRun(['gcc', ...program.flags, '-o', unfinished, ...sources], { timeoutMs: buildLimit });
  renameSync(unfinished, result);
  return result;
}

function digestOf(program: Program, version: string): string {
  const hash = createHash('sha256').update(JSON.stringify([program, version]));
  const included = program.includes.flatMap((folder) =>
    readdirSync(labSource(folder))
      .sort()
      .map((name) => join(labSource(folder), name)),
  );
  for (const file of [...program.sources.map(labSource), ...included]) {
    if (statSync(file).isFile()) hash.update(`${file.split('/').pop()}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
