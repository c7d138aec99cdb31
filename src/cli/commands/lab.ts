/** The command lines of `xlmp lab`. */
import type { Command } from 'commander';
import { wayNames } from '../../lab/scenario.ts';
import type { LabRunOptions } from '../actions/lab.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp lab`. */
export function addLabCommand(program: Command, terminal: Terminal): void {
  const lab = program
    .command('lab')
    .summary('move real guests between namespaces of this machine')
    .description(
      'QEMU guests that XLMP moves between hosts, each of which is a network namespace of this machine.',
    )
    .addHelpText('after', exitCodeHelp);
  lab
    .command('check')
    .description('Says what this machine has and lacks for the lab, and the one line that installs the rest.')
    .option('--json', 'print JSON')
    .addHelpText('after', exitCodeHelp)
    .action(async (options: { readonly json?: boolean }, command: Command) => {
      const { checkLab } = await import('../actions/lab.ts');
      await runAction(terminal, command, () => checkLab(terminal, options.json === true));
    });
  lab
    .command('run')
    .description('Builds a network, boots a guest, moves it there and back, and takes everything away again.')
    .argument('<scenario>', 'the name of a scenario, or a file')
    .option('--way <way>', `another way than that of the scenario: ${wayNames.join(', ')}`)
    .option('--moves <number>', 'how many migrations, there, back, there …')
    .option('--guest <kind>', 'bare, linux or simulated')
    .option('--memory <mebibytes>', 'memory of the guest')
    .option('--baseline', 'after each move, let QEMU alone move a guest of the same kind over TCP')
    .option(
      '--output <folder>',
      'write result, page, tables and what was said around the first move into a folder',
    )
    .option('--json', 'print the result as JSON')
    .option('--keep', 'leave the logs of the run where they are')
    .addHelpText('after', exitCodeHelp)
    .action(async (name: string, options: LabRunOptions, command: Command) => {
      const { runScenario } = await import('../actions/lab.ts');
      await runAction(terminal, command, () => runScenario(terminal, name, options));
    });
  lab
    .command('list')
    .description('Lists the scenarios.')
    .action(async () => {
      const { listScenarios } = await import('../actions/lab.ts');
      listScenarios(terminal);
    });
  lab
    .command('clean')
    .description('Removes namespaces, processes and files of runs whose process was killed.')
    .action(async (_options: object, command: Command) => {
      const { cleanUp } = await import('../actions/lab.ts');
      await runAction(terminal, command, () => cleanUp(terminal));
    });
}
