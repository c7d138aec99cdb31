/** Builds the package before the first test that runs what is built, and tells such tests how to start it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  /** What tests are given by `inject`. */
  interface ProvidedContext {
    /** The words that start the command that is built. */
    readonly xlmp: readonly string[];
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Builds the package, and provides `xlmp`. @throws Error by rejection, with what the compiler says */
export async function setup({ provide }: TestProject): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root }).catch(
    ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => {
      throw new Error(`the package cannot be built:\n${stdout}${stderr}`);
    },
  );
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly bin: { readonly xlmp: string };
  };
  provide('xlmp', [process.execPath, join(root, bin.xlmp)]);
}
