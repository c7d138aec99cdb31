/** `xlmp merge`: one report of those of the parts of a run; of a single one, the same in another form. */
import { readFile } from 'node:fs/promises';
import type { Terminal } from '../../../src/cli/index.ts';
import { merged } from '../../merge.ts';
import { exitCodes } from '../../exit-codes.ts';
import { exitCodeOf, type RunReport } from '../../report.ts';
import { readReport } from '../../reporters/read-report.ts';
import { BaselineFile } from '../baseline.ts';
import { Delivery } from '../delivery.ts';
import type { BaselineOptions, DeliveryOptions } from '../shared-options.ts';
import { KitError } from '../usage.ts';

/** The options of the command. */
export interface MergeOptions extends DeliveryOptions, BaselineOptions {}

/** Joins the reports of files; gives the exit code of what comes of it. @throws KitError */
export async function merge(
  files: readonly string[],
  options: MergeOptions,
  terminal: Terminal,
): Promise<number> {
  const baseline = await BaselineFile.open(options, terminal);
  const found = merged(await Promise.all(files.map(reportIn)));
  if ('length' in found) throw new KitError(`cannot merge: ${found.join('; ')}`, exitCodes.incomplete);
  const delivery = await Delivery.prepare(options, terminal, 1);
  const report = (await baseline?.heldAgainst(found)) ?? found;
  await delivery.report(report);
  return exitCodeOf(report);
}

async function reportIn(file: string): Promise<RunReport> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new KitError(`cannot read "${file}": ${(error as Error).message}`);
  }
  const report = readReport(text);
  if (typeof report !== 'string') return report;
  throw new KitError(`"${file}" is no report of this kit: ${report}; write one with --report json`);
}
