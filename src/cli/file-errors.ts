/** What the file system says, in words for people. */
import { readFile, writeFile } from 'node:fs/promises';
import { type CommandError, environmentError } from './exit-code.ts';

const sentences: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOENT: ['there is no such file', 'Check the name; it is taken relative to the current folder.'],
  EACCES: ['permission denied', 'Check who may read and write the file.'],
  EPERM: ['permission denied', 'Check who may read and write the file.'],
  EISDIR: ['it is a folder', 'Name a file in it.'],
  ENOTDIR: ['a part of its path is no folder', 'Check the path.'],
  EEXIST: ['it exists already', 'Choose another name, or remove it first.'],
  ENOSPC: ['the disk is full', 'Make room and try again.'],
};

/** Turns an error of the file system into one that says what to do. */
export function fileError(verb: string, file: string, error: unknown): CommandError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [what, hint] = sentences[code] ?? [error instanceof Error ? error.message : String(error), undefined];
  return environmentError(`cannot ${verb} ${file}: ${what}`, hint, error);
}

/** Reads a whole file. @throws CommandError */
export async function readWholeFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileError('read', file, error);
  }
}

/** Writes a new file; never over an old one. @throws CommandError */
export async function writeNewFile(file: string, text: string, mode = 0o644): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode });
  } catch (error) {
    throw fileError('write', file, error);
  }
}
