/** `xlmp cancel`: asks the source host to end a migration. */
import { codeTables } from '../../../spec/registry/codes.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { takeRefusals, withOperator } from '../connection.ts';
import type { OperatorOptions } from '../operator-options.ts';
import { readHid, readOctetsOption } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface CancelOptions extends OperatorOptions {
  readonly source: string;
  readonly machine: string;
  readonly migration: string;
  readonly reason?: string;
}

/** Asks for the end of a migration. @throws CommandError */
export async function cancel(terminal: Terminal, options: CancelOptions): Promise<ExitCode> {
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
