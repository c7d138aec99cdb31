/** The command line of `xlmp cancel`. */
import type { Command } from 'commander';
import type { CancelOptions } from '../actions/cancel.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { addOperatorOptions } from '../operator-options.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp cancel`. */
export function addCancelCommand(program: Command, terminal: Terminal): void {
  addOperatorOptions(
    program
      .command('cancel')
      .summary('end a migration before its commit')
      .description('Asks the source host to end a migration: done, too-late or unknown.')
      .requiredOption('--source <file>', 'the contact file of the source host')
      .requiredOption('--machine <hid>', 'the machine')
      .requiredOption('--migration <hex>', 'the migration, 32 digits')
      .option('--reason <text>', 'why, for people'),
  )
    .addHelpText('after', `${exitCodeHelp}\n\nToo-late and unknown end with exit code 1.`)
    .action(async (options: CancelOptions, command: Command) => {
      const { cancel } = await import('../actions/cancel.ts');
      await runAction(terminal, command, () => cancel(terminal, options));
    });
}
