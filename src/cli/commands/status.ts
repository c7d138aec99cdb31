/** The command line of `xlmp status`. */
import type { Command } from 'commander';
import type { StatusOptions } from '../actions/status.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { addOperatorOptions } from '../operator-options.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp status`. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  addOperatorOptions(
    program
      .command('status')
      .summary('ask a host what became of a migration, or a witness who owns a machine')
      .description('Asks an agent what it knows. "unknown" means that it does not know, and never "no".')
      .requiredOption('--at <file>', 'the contact file of the agent')
      .requiredOption('--machine <hid>', 'the machine')
      .option('--migration <hex>', 'the migration, 32 digits; without it the highest epoch is asked for')
      .option('--witness', 'the agent is a witness: read its register'),
  )
    .addHelpText(
      'after',
      `${exitCodeHelp}\n\nThe outcomes unknown, aborted and given-back end with exit code 1.`,
    )
    .action(async (options: StatusOptions, command: Command) => {
      const { status } = await import('../actions/status.ts');
      await runAction(terminal, command, () => status(terminal, options));
    });
}
