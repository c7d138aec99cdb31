/** The command line of `xlmp simulate`. */
import type { Command } from 'commander';
import type { SimulateOptions } from '../actions/simulate.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp simulate`. */
export function addSimulateCommand(program: Command, terminal: Terminal): void {
  program
    .command('simulate')
    .summary('simulate a network in which machines move')
    .description(
      'Runs a scenario in virtual time: a network, machines that move in it, and traffic to them. Prints what the ' +
        'peers saw: freeze, silence, what was lost. A scenario is one that is shipped (--list) or a JSON file. The ' +
        'same scenario and seed give the same result.',
    )
    .argument('[scenario]', 'the name of a shipped scenario, or a file')
    .option('--list', 'list the shipped scenarios')
    .option('--seed <number>', 'another seed than the one in the scenario')
    .option('--seeds <number>', 'run so many seeds, one after the other, and sum up')
    .option('--count <number>', 'another number of machines in each group')
    .option('--json <file>', 'write the result as JSON, - for standard output')
    .option('--html <file>', 'write the result as a page that needs nothing else')
    .option('--output <folder>', 'write result.json and result.html into a folder')
    .addHelpText('after', exitCodeHelp)
    .action(async (name: string | undefined, options: SimulateOptions, command: Command) => {
      const { runSimulation } = await import('../actions/simulate.ts');
      await runAction(terminal, command, () => runSimulation(terminal, name, options));
    });
}
