/** The command lines of `xlmp migrate` and `xlmp dry-run`. */
import type { Command } from 'commander';
import type { OrderOptions } from '../actions/migrate.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { addOperatorOptions } from '../operator-options.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp migrate` and `xlmp dry-run`. */
export function addOrderCommands(program: Command, terminal: Terminal): void {
  const migrate = program
    .command('migrate')
    .summary('order a source host to migrate a machine')
    .description('Orders a source host to migrate a machine, and waits until the migration is over.');
  addOrderOptions(migrate)
    .option('--no-wait', 'return as soon as the order is taken')
    .addHelpText(
      'after',
      `${exitCodeHelp}\n\nA migration that is refused, aborted or given back ends with exit code 1.`,
    )
    .action(async (options: OrderOptions, command: Command) => {
      const { order } = await import('../actions/migrate.ts');
      await runAction(terminal, command, () => order(terminal, 'migrate', options));
    });
  const dryRun = program
    .command('dry-run')
    .summary('find out whether a migration would work, and what it would cost')
    .description('Goes through a migration up to the votes of the destination, and prints what it expects.');
  addOrderOptions(dryRun)
    .addHelpText('after', `${exitCodeHelp}\n\nA dry run with a vote of no ends with exit code 1.`)
    .action(async (options: OrderOptions, command: Command) => {
      const { order } = await import('../actions/migrate.ts');
      await runAction(terminal, command, () => order(terminal, 'dry-run', options));
    });
}

function addOrderOptions(command: Command): Command {
  command
    .requiredOption('--source <file>', 'the contact file of the source host')
    .requiredOption('--to <file>', 'the contact file of the destination host')
    .requiredOption('--ticket <file>', 'the ticket')
    .option('--witness <file>', 'the contact file of the witness')
    .option('--epoch <number>', 'the epoch to create; by default one more than the source knows')
    .option('--migration <hex>', 'the id of the migration, 32 digits; by default random')
    .option('--budget <parts>', 'what parts of the freeze may take in ms, such as memory=300,device=50', '');
  return addOperatorOptions(command);
}
