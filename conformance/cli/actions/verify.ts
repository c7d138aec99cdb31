/** `xlmp verify`: judges a recorded run again, without the implementation. */
import { readFile } from 'node:fs/promises';
import type { Terminal } from '../../../src/cli/index.ts';
import { loadWholeCatalogue } from '../../catalogue.ts';
import { type Bundle, readBundle } from '../../evidence/bundle.ts';
import { verify, type Verification } from '../../evidence/verify.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { RunReport } from '../../report.ts';
import { KitError } from '../usage.ts';

/** The options of the command. */
export interface VerifyOptions {
  readonly json?: true;
}

/** Judges the run of a bundle again; gives the exit code. @throws KitError */
export async function verifyCommand(
  file: string,
  { json }: VerifyOptions,
  terminal: Terminal,
): Promise<number> {
  const bundle = await bundleIn(file);
  const found = await verify(bundle, await loadWholeCatalogue(true), (done, all) => {
    if (terminal.watched) terminal.err(`\r\u001b[K${done} of ${all}`);
  });
  if (terminal.watched) terminal.err('\r\u001b[K');
  terminal.out(json === true ? `${JSON.stringify(found, undefined, 2)}\n` : text(found, bundle.report));
  return exitCodeOf(found);
}

function text({ runs, differences, unknown }: Verification, { subject, kit }: RunReport): string {
  const lines = [
    `${subject.name} ${subject.version} over ${subject.adapter}, judged by kit ${kit}`,
    ...differences,
    ...unknown.map((id) => `${id}: this kit has no such case`),
    differences.length === 0
      ? `${runs} runs judged again: the same verdicts`
      : `${runs} runs judged again: ${differences.length} differences`,
  ];
  return `${lines.join('\n')}\n`;
}

function exitCodeOf({ differences, unknown }: Verification): number {
  if (differences.length > 0) return exitCodes.notConformant;
  return unknown.length > 0 ? exitCodes.incomplete : exitCodes.conformant;
}

/** Reads the bundle of a file. @throws KitError when there is none */
export async function bundleIn(file: string): Promise<Bundle> {
  const bundle = readBundle(await octetsOf(file));
  if (typeof bundle === 'string')
    throw new KitError(`"${file}" is no bundle: ${bundle}; write one with "xlmp check --evidence"`);
  return bundle;
}

async function octetsOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new KitError(`cannot read "${file}": ${(error as Error).message}`);
  }
}
