/** The command line of `xlmp merge`. */
import type { Command } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { MergeOptions } from '../actions/merge.ts';
import { addBaselineOptions, addDeliveryOptions } from '../shared-options.ts';
import { exitCodeHelp } from '../usage.ts';

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
      const { merge } = await import('../actions/merge.ts');
      terminal.setExitCode(await merge(files, options, terminal));
    });
}
