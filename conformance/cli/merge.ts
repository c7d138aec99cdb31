/** `xlmp merge`: one report of those of the parts of a run; of a single one, the same in another form. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Terminal } from '../../src/cli/index.ts';
import { merged } from '../merge.ts';
import { exitCodeOf, exitCodes, type RunReport } from '../report.ts';
import { readReport } from '../reporters/read-report.ts';
import { addBaselineOptions, BaselineFile, type BaselineOptions } from './baseline.ts';
import { addDeliveryOptions, Delivery, type DeliveryOptions } from './delivery.ts';
import { exitCodeHelp, KitError } from './usage.ts';

interface MergeOptions extends DeliveryOptions, BaselineOptions {}

const examples = `
Examples:
  xlmp check --shard 1/2 --report json --output 1.json -- ./my-agent
  xlmp check --shard 2/2 --report json --output 2.json -- ./my-agent
  xlmp merge 1.json 2.json                    the report of both
  xlmp merge 1.json 2.json --report junit     the same in another form`;

/** Adds the command to the program. */
export function addMergeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('merge')
    .description('join the JSON reports of the parts of a run, or write a JSON report in another form')
    .argument('<file...>', 'reports that --report json wrote');
  addBaselineOptions(addDeliveryOptions(command))
    .addHelpText('after', `${examples}\n${exitCodeHelp}`)
    .action(async (files: readonly string[], options: MergeOptions) => {
      terminal.setExitCode(await merge(files, options, terminal));
    });
}

async function merge(files: readonly string[], options: MergeOptions, terminal: Terminal): Promise<number> {
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
