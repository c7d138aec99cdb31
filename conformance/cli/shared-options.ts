/** Options that several commands have in common. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isDay } from '../baseline/baseline.ts';
import { type ReportForm, reportFormNames } from '../reporters/form-names.ts';

/** What the command line says about a baseline. */
export interface BaselineOptions {
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly reason?: string;
  readonly link?: string;
  readonly expires?: string;
  readonly today?: string;
}

/** Adds the options about a baseline to a command. */
export function addBaselineOptions(command: Command): Command {
  return command
    .option('--baseline <file>', 'deviations that are known; an entry that fits no longer fails the run')
    .option('--update-baseline', 'make the baseline fit what this run finds')
    .option('--reason <text>', 'with --update-baseline: the reason of new entries')
    .option('--link <address>', 'with --update-baseline: where new entries are dealt with')
    .option('--expires <day>', 'with --update-baseline: the last day of new and expired entries', day)
    .option('--today <day>', 'the day for which entries are judged, by default that of the clock', day);
}

/** What the command line says about reports. */
export interface DeliveryOptions {
  readonly report: ReportForm;
  readonly output?: string;
  readonly verbose?: true;
  readonly html?: string;
}

/** Adds the options about reports to a command. */
export function addDeliveryOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--report <form>', 'form of the report').choices(reportFormNames).default('console'),
    )
    .option('--output <file>', 'write the report to a file')
    .option('--html <file>', 'also write the report as a page for browsers that needs nothing else')
    .option('--verbose', 'show octets in exchanges');
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It is a day such as 2027-03-01.');
  return text;
}
