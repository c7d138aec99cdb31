/** The command line of `xlmp faults`. */
import type { Command } from 'commander';
import type { FaultOptions } from '../actions/faults.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp faults`. */
export function addFaultsCommand(program: Command, terminal: Terminal): void {
  program
    .command('faults')
    .summary('run random schedules of faults in the simulator')
    .description(
      'Makes a network of each seed, with machines that move, streams and requests to them, and loss, duplication, ' +
        'reordering, partitions and crashes until all is mended, and an operator who cancels. Judged are P1 to P8: ' +
        'at most one copy of a machine runs at a time, and never an older one after a newer; at the end each machine ' +
        'runs; data of a session go elsewhere only after an announcement; a place that is not proved gets at most ' +
        'three times what came from it; every session has lived, and streams are whole; every cancel and every ' +
        'question for the status is answered, and rightly; a host does nothing that its journal does not cover. The ' +
        'same seed gives the same run.',
    )
    .option('--seed <number>', 'the first seed', '1')
    .option('--seeds <number>', 'how many, one after the other', '1')
    .option('--keep-going', 'go on after a seed that fails')
    .option('--scenario <file>', 'write the scenario of the seed, for xlmp simulate')
    .option('--shrink <file>', 'make the scenario of a failing seed as small as it goes, and write it')
    .addHelpText('after', exitCodeHelp)
    .action(async (options: FaultOptions, command: Command) => {
      const { runSchedules } = await import('../actions/faults.ts');
      await runAction(terminal, command, () => runSchedules(terminal, options));
    });
}
