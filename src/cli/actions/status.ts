/** `xlmp status`: what an agent knows of a migration; or what the witness holds for a machine. */
import { toHex } from '../../core/hex.ts';
import { noMigration, signedRecordToJson, verifyStatement } from '../../protocol/index.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type Connection, takeRefusals, withOperator } from '../connection.ts';
import type { OperatorOptions } from '../operator-options.ts';
import { readHid, readOctetsOption } from '../option-values.ts';
import { askStatus, statusLines } from '../status-report.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface StatusOptions extends OperatorOptions {
  readonly at: string;
  readonly machine: string;
  readonly migration?: string;
  readonly witness?: boolean;
}

/** Asks an agent for a status, or a witness for its register. @throws CommandError */
export function status(terminal: Terminal, options: StatusOptions): Promise<ExitCode> {
  return withOperator(terminal, options.at, options, (connection) =>
    options.witness === true
      ? readRegister(terminal, connection, options)
      : showStatus(terminal, connection, options),
  );
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
