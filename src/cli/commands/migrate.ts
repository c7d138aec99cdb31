/** `xlmp migrate` and `xlmp dry-run`: order a source host, and wait for what becomes of it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { MessageOf } from '../../protocol/index.ts';
import { CommandError, type ExitCode, exitCodeHelp, exitCodes } from '../exit-code.ts';
import type { Subject } from '../operator.ts';
import {
  addOperatorOptions,
  type Connection,
  type OperatorOptions,
  readMigration,
  takeRefusals,
  withOperator,
} from '../operator-options.ts';
import { findEpoch, type Order, type OrderFiles, readOrder } from '../order.ts';
import { runAction } from '../run-action.ts';
import { askStatus, isOver, statusLines, type StatusReport, statusReport } from '../status-report.ts';
import type { Terminal } from '../terminal.ts';

interface OrderOptions extends OperatorOptions, OrderFiles {
  readonly source: string;
  readonly epoch?: string;
  readonly migration?: string;
  /** Of `migrate` only; commander makes it of `--no-wait`. */
  readonly wait?: boolean;
}

/** How often a migration is asked after. Milliseconds. */
const pollDelay = 250;

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
      await runAction(terminal, command, () => order(terminal, 'migrate', options));
    });
  const dryRun = program
    .command('dry-run')
    .summary('find out whether a migration would work, and what it would cost')
    .description('Goes through a migration up to the votes of the destination, and prints what it expects.');
  addOrderOptions(dryRun)
    .addHelpText('after', `${exitCodeHelp}\n\nA dry run with a vote of no ends with exit code 1.`)
    .action(async (options: OrderOptions, command: Command) => {
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

async function order(
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
