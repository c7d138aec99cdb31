/** A folder for the files of a test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes a folder that is taken away after the last test; call it outside of tests. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `xlmp-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
