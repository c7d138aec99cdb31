/** `xlmp status`: what an agent knows of a migration; or what the witness holds for a machine. */
import type { Command } from 'commander';
import { toHex } from '../../core/hex.ts';
import { noMigration, signedRecordToJson, verifyStatement } from '../../protocol/index.ts';
import { type ExitCode, exitCodeHelp, exitCodes } from '../exit-code.ts';
import {
  addOperatorOptions,
  type Connection,
  type OperatorOptions,
  takeRefusals,
  withOperator,
} from '../operator-options.ts';
import { readHid, readOctetsOption } from '../option-values.ts';
import { runAction } from '../run-action.ts';
import { askStatus, statusLines } from '../status-report.ts';
import type { Terminal } from '../terminal.ts';

interface StatusOptions extends OperatorOptions {
  readonly at: string;
  readonly machine: string;
  readonly migration?: string;
  readonly witness?: boolean;
}

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
      await runAction(terminal, command, () =>
        withOperator(terminal, options.at, options, (connection) =>
          options.witness === true
            ? readRegister(terminal, connection, options)
            : showStatus(terminal, connection, options),
        ),
      );
    });
}

async function showStatus(
  terminal: Terminal,
  { operator, agent }: Connection,
  options: StatusOptions,
): Promise<ExitCode> {
  const report = await askStatus(operator, subjectOf(options));
  if (options.json === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  else terminal.out(`${statusLines(report, `HID:${agent.hid}`).join('\n')}\n`);
  const isYes = report.outcome === 'active' || report.outcome === 'committed' || report.outcome === 'done';
  return isYes ? exitCodes.ok : exitCodes.negative;
}

async function readRegister(
  terminal: Terminal,
  { operator, agent }: Connection,
  options: StatusOptions,
): Promise<ExitCode> {
  const statement = await operator.ask(subjectOf(options), { type: 'WitnessRead' }, (answer) => {
    const taken = takeRefusals(answer);
    if (taken.type !== 'WitnessAnswer') return undefined;
    const { statement } = taken;
    const isOurs = toHex(statement.machine) === subjectOf(options).machine;
    return isOurs && verifyStatement(statement, taken.header.sender).ok ? statement : undefined;
  });
  const json = signedRecordToJson('statement', statement);
  if (options.json === true) terminal.out(`${JSON.stringify(json, null, 2)}\n`);
  else if (json.known !== 'yes') terminal.out(`HID:${agent.hid} has no register for the machine\n`);
  else {
    terminal.out(`epoch ${json.epoch}, owner HID:${json.owner}\n`);
    terminal.out(`set by migration ${json.migration}; state digest ${json.digest}\n`);
  }
  return json.known === 'yes' ? exitCodes.ok : exitCodes.negative;
}

function subjectOf(options: StatusOptions): { machine: string; migration: string; epoch: number } {
  return {
    machine: readHid(options.machine, '--machine'),
    migration:
      options.migration === undefined ? noMigration : readOctetsOption(options.migration, 16, '--migration'),
    epoch: 1,
  };
}
