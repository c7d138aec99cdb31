/** `xlmp cancel`: asks the source host to end a migration. */
import type { Command } from 'commander';
import { codeTables } from '../../../spec/registry/codes.ts';
import { type ExitCode, exitCodeHelp, exitCodes } from '../exit-code.ts';
import { addOperatorOptions, type OperatorOptions, takeRefusals, withOperator } from '../operator-options.ts';
import { readHid, readOctetsOption } from '../option-values.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

interface CancelOptions extends OperatorOptions {
  readonly source: string;
  readonly machine: string;
  readonly migration: string;
  readonly reason?: string;
}

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
      await runAction(terminal, command, () => cancel(terminal, options));
    });
}

async function cancel(terminal: Terminal, options: CancelOptions): Promise<ExitCode> {
  const subject = {
    machine: readHid(options.machine, '--machine'),
    migration: readOctetsOption(options.migration, 16, '--migration'),
    epoch: 1,
  };
  const outcome = await withOperator(terminal, options.source, options, ({ operator }) =>
    operator.ask(
      subject,
      {
        type: 'Cancel',
        ...(options.reason === undefined
          ? {}
          : { reason: { reason: 'cancelled' as const, detail: options.reason.slice(0, 128) } }),
      },
      (answer) => {
        const taken = takeRefusals(answer);
        return taken.type === 'CancelAnswer' ? taken.cancelResult.outcome : undefined;
      },
    ),
  );
  if (options.json === true) terminal.out(`${JSON.stringify({ ...subject, outcome }, null, 2)}\n`);
  else terminal.out(`${outcome}: ${codeTables.cancelOutcome[outcome].doc}\n`);
  return outcome === 'done' ? exitCodes.ok : exitCodes.negative;
}
