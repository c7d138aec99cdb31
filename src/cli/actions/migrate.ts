/** `xlmp migrate` and `xlmp dry-run`: order a source host, and wait for what becomes of it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MessageOf } from '../../protocol/index.ts';
import { CommandError, type ExitCode, exitCodes } from '../exit-code.ts';
import type { Subject } from '../operator.ts';
import { type Connection, readMigration, takeRefusals, withOperator } from '../connection.ts';
import type { OperatorOptions } from '../operator-options.ts';
import { findEpoch, type Order, type OrderFiles, readOrder } from '../order.ts';
import { askStatus, isOver, statusLines, type StatusReport, statusReport } from '../status-report.ts';
import type { Terminal } from '../terminal.ts';

/** The options of both commands. */
export interface OrderOptions extends OperatorOptions, OrderFiles {
  readonly source: string;
  readonly epoch?: string;
  readonly migration?: string;
  /** Of `migrate` only; commander makes it of `--no-wait`. */
  readonly wait?: boolean;
}

/** How often a migration is asked after. Milliseconds. */
const pollDelay = 250;

/** Orders a migration, or tries one out. @throws CommandError */
export async function order(
  terminal: Terminal,
  purpose: 'migrate' | 'dry-run',
  options: OrderOptions,
): Promise<ExitCode> {
  const migration = readMigration(options.migration);
  return withOperator(terminal, options.source, options, async (connection) => {
    const { operator, agent, key } = connection;
    const made = await readOrder(terminal, purpose, options, agent, key);
    const { machine } = made;
    const epoch = await findEpoch(operator, { machine, migration }, options.epoch);
    const subject = { machine, migration, epoch };
    if (options.json !== true)
      terminal.out(`migration ${migration}, machine HID:${machine}, epoch ${epoch}\n`);
    return purpose === 'migrate'
      ? migrate(terminal, connection, made, subject, options)
      : dryRun(terminal, connection, made, subject, options);
  });
}

async function migrate(
  terminal: Terminal,
  connection: Connection,
  { request }: Order,
  subject: Subject,
  options: OrderOptions,
): Promise<ExitCode> {
  const { operator, agent } = connection;
  let report = await operator.ask(subject, request, (answer) => {
    const taken = takeRefusals(answer);
    return taken.type === 'OrderAnswer' ? statusReport(subject.migration, taken) : undefined;
  });
  if (options.wait !== false) report = await waitForEnd(terminal, connection, subject, report, options);
  if (options.json === true) terminal.out(`${JSON.stringify({ ...factsOf(subject), ...report }, null, 2)}\n`);
  else terminal.out(`${statusLines(report, `the source HID:${agent.hid}`).join('\n')}\n`);
  const isGood = options.wait === false ? report.outcome !== 'aborted' : report.outcome === 'done';
  return isGood ? exitCodes.ok : exitCodes.negative;
}

/** What is known of a migration before its status: the epoch of the status is the one that the machine has now. */
function factsOf({ machine, migration, epoch }: Subject): object {
  return { machine, migration, creates: epoch };
}

/** Asks until the migration is over; says each new phase to those who watch. */
async function waitForEnd(
  terminal: Terminal,
  { operator }: Connection,
  subject: Subject,
  first: StatusReport,
  options: OrderOptions,
): Promise<StatusReport> {
  let report = first;
  let phase = '';
  for (;;) {
    if (options.json !== true && report.phase !== phase) {
      phase = report.phase;
      terminal.err(`${phase} …\n`);
    }
    if (isOver(report)) return report;
    if (report.outcome === 'unknown') {
      throw new CommandError(
        exitCodes.environment,
        'the source host no longer knows the migration',
        'It may have lost its journal. Ask the destination and the witness with xlmp status before anything else.',
      );
    }
    await wait(pollDelay);
    report = await askStatus(operator, subject);
  }
}

async function dryRun(
  terminal: Terminal,
  { operator }: Connection,
  { request }: Order,
  subject: Subject,
  options: OrderOptions,
): Promise<ExitCode> {
  const answer = await operator.ask(subject, request, (message) => {
    const taken = takeRefusals(message);
    return taken.type === 'OrderAnswer' && isAnswered(taken) ? taken : undefined;
  });
  const { votes, estimate } = answer;
  const report = statusReport(subject.migration, answer);
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ ...factsOf(subject), ...report, votes, estimate }, null, 2)}\n`);
  } else {
    for (const [part, vote] of Object.entries(votes ?? {})) terminal.out(`vote of ${part}: ${vote}\n`);
    for (const [part, micros] of Object.entries(estimate ?? {}))
      terminal.out(`${part}: ${micros / 1000} ms\n`);
    if (votes === undefined) terminal.out(`${statusLines(report, 'the source').join('\n')}\n`);
  }
  const isGood = votes !== undefined && Object.values(votes).every((vote) => vote === 'yes');
  return isGood ? exitCodes.ok : exitCodes.negative;
}

/** The first answer to a dry run says that it began; the last one has votes, or says how it ended. */
function isAnswered(answer: MessageOf<'OrderAnswer'>): boolean {
  return answer.votes !== undefined || isOver(statusReport('', answer));
}
