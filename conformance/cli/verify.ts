/** `xlmp verify`: judges a recorded run again, without the implementation. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Terminal } from '../../src/cli/index.ts';
import { loadWholeCatalogue } from '../catalogue.ts';
import { type Bundle, readBundle } from '../evidence/bundle.ts';
import { verify, type Verification } from '../evidence/verify.ts';
import { exitCodes, type RunReport } from '../report.ts';
import { KitError } from './usage.ts';

const help = `
The bundle is what "xlmp check --evidence" wrote. Every case is played again against what was recorded; a verdict that
comes out otherwise is shown, and so is a file that was changed.

Exit codes:
  0  every verdict came out as the bundle says, and nothing was changed
  1  a verdict came out otherwise, or a file was changed
  2  the file cannot be read, or is no bundle
  3  some cases could not be judged again, because this kit does not have them

Example:
  xlmp verify evidence/bundle.tgz`;

/** Adds the command to the program. */
export function addVerifyCommand(program: Command, terminal: Terminal): void {
  program
    .command('verify')
    .description('judge a recorded run again, without the implementation')
    .argument('<bundle>', 'the file that "xlmp check --evidence" wrote')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, { json }: { readonly json?: true }) => {
      const bundle = await bundleIn(file);
      const found = await verify(bundle, await loadWholeCatalogue(true), (done, all) => {
        if (terminal.watched) terminal.err(`\r\u001b[K${done} of ${all}`);
      });
      if (terminal.watched) terminal.err('\r\u001b[K');
      terminal.out(json === true ? `${JSON.stringify(found, undefined, 2)}\n` : text(found, bundle.report));
      terminal.setExitCode(exitCodeOf(found));
    });
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
