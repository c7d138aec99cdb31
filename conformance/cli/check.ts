/** `xlmp check`: judges an implementation. */
import { type Command, Option } from 'commander';
import type { Terminal } from '../../src/cli/index.ts';
import { type Budget, killsOf } from '../budget.ts';
import { loadWholeCatalogue } from '../catalogue.ts';
import { loadMutants } from '../mutants/all.ts';
import type { CaseResult, RunReport } from '../report.ts';
import { differences, exitCodeOf, exitCodes } from '../report.ts';
import { readRevision, revisionNames } from '../revision.ts';
import { run } from '../runner.ts';
import { isSelected, type Selection } from '../selection.ts';
import type { Shard } from '../shard.ts';
import { addBaselineOptions, BaselineFile, type BaselineOptions } from './baseline.ts';
import { type Candidate, candidatesFor, type SubjectOptions } from './candidate.ts';
import { addDeliveryOptions, Delivery, type DeliveryOptions } from './delivery.ts';
import { evidenceOf } from './evidence.ts';
import { listing } from './list.ts';
import { kitVersion } from '../package-root.ts';
import {
  collect,
  collectRequirement,
  collectRole,
  duration,
  exitCodeHelp,
  KitError,
  positive,
  seedNumber,
  shardOf,
  socketAddress,
} from './usage.ts';

/** The options of the command. */
interface CheckOptions extends SubjectOptions, DeliveryOptions, BaselineOptions {
  readonly filter: readonly string[];
  readonly role: readonly string[];
  readonly requirement: readonly string[];
  readonly list?: true;
  readonly repeat: number;
  readonly seed?: number;
  readonly revision?: string;
  readonly budget?: number;
  readonly shard?: Shard;
  readonly suites?: true;
  readonly evidence?: string;
}

const examples = `
Examples:
  xlmp check -- ./my-agent --stdio            a child over standard input and output
  xlmp check --udp 127.0.0.1:13781 --control 127.0.0.1:13782
  xlmp check --filter 'witness/*' --report junit --output report.xml -- ./my-agent
  xlmp check --both-carriers                  the reference, as a child and through UDP`;

/** Adds the command to the program. */
export function addCheckCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description('judge an implementation')
    .argument(
      '[command...]',
      'after --: the command that speaks xlmp-adapter/1 over standard input and output',
    )
    .option('--udp <host:port>', 'judge what speaks XIP in UDP there; needs --control', socketAddress)
    .option('--control <host:port>', 'its control connection (TCP)', socketAddress)
    .option('--reference', 'judge the reference in this process')
    .option('--both-carriers', 'judge the reference in other processes: as a child, then through UDP')
    .option('--filter <glob>', 'cases whose id matches, such as "witness/*"; may be repeated', collect, [])
    .option('--role <name>', 'cases of a role; may be repeated', collectRole, [])
    .option('--requirement <id>', 'cases that cover a requirement; may be repeated', collectRequirement, [])
    .addOption(
      new Option(
        '--revision <name>',
        'cases about what this revision of the specification asked for',
      ).choices(revisionNames()),
    )
    .option('--list', 'show what would be run, and run nothing')
    .option('--repeat <n>', 'run each case so often; mixed verdicts are no pass', positive, 1)
    .option('--seed <n>', 'run the cases in an order that this number decides', seedNumber)
    .option('--suites', 'run the generated suites, too (docs/suites.md)')
    .option(
      '--budget <time>',
      'run what catches the most mutants per millisecond, such as 10s long',
      duration,
    )
    .option('--shard <n/of>', 'run one part, such as 3/8; "xlmp merge" joins their JSON reports', shardOf)
    .option('--evidence <folder>', 'keep a capture of each case, and a bundle for "xlmp verify"')
    .option('--timeout <ms>', 'how long the implementation may take for one step', positive, 5_000);
  addBaselineOptions(addDeliveryOptions(command))
    .addHelpText('after', `${examples}\n${exitCodeHelp}`)
    .action(async (words: readonly string[], options: CheckOptions) => {
      terminal.setExitCode(await check(words, options, terminal));
    });
}

async function check(command: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  const catalogue = await loadWholeCatalogue(options.suites === true);
  const selection: Selection = {
    filter: options.filter,
    roles: options.role,
    requirements: options.requirement,
    ...(options.revision === undefined ? {} : { revision: readRevision(options.revision) }),
  };
  const selected = catalogue.filter((one) => isSelected(one, selection));
  if (selected.length === 0) {
    throw new KitError(
      `no case matches; the catalogue has ${catalogue.length}, see "xlmp list"`,
      exitCodes.nothing,
    );
  }
  if (options.list === true) {
    terminal.out(listing(selected));
    return exitCodes.conformant;
  }
  const candidates = candidatesFor(command, options);
  const delivery = await Delivery.prepare(options, terminal, candidates.length);
  const baseline = await BaselineFile.open(options, terminal);
  if (candidates.length > 1 && options.updateBaseline === true)
    throw new KitError('--update-baseline takes one run; judge one implementation at a time with it');
  const reports: RunReport[] = [];
  for (const candidate of candidates) {
    const evidence = evidenceOf(options.evidence, candidate, candidates.length);
    const found = await run({
      iut: evidence?.iut ?? candidate.iut,
      catalogue,
      selection,
      repeat: options.repeat,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.shard === undefined ? {} : { shard: options.shard }),
      ...(options.budget === undefined ? {} : { budget: await budgetOf(options.budget) }),
      kit: kitVersion(),
      repeatWith: (id) => `xlmp check --filter '${id}' ${candidate.words}`,
      onRun: (one, single) => evidence?.keep(one, single),
      onResult: progressOf(candidate, terminal),
    });
    evidence?.close(found);
    if (terminal.watched) terminal.err('\r\u001b[K');
    const report = (await baseline?.heldAgainst(found)) ?? found;
    reports.push(report);
    await delivery.report(report);
  }
  if (reports.length > 1) await delivery.text(comparison(reports));
  return Math.max(...reports.map(gravity)) === 0
    ? 0
    : exitCodeOf(reports.toSorted((a, b) => gravity(b) - gravity(a))[0]!);
}

async function budgetOf(ms: number): Promise<Budget> {
  return { ms, kills: killsOf(await loadMutants()), now: () => performance.now() };
}

/** Whether several runs came to the same verdicts. */
function comparison(reports: readonly RunReport[]): string {
  const adapters = reports.map(({ subject }) => subject.adapter).join(' and ');
  const found = differences(reports);
  if (found.length === 0) return `the same verdicts over ${adapters}\n`;
  return found.map((line) => `different verdicts: ${line}\n`).join('');
}

/** Exit codes in order of gravity, so that the gravest of several runs decides. */
function gravity(report: RunReport): number {
  const order: readonly number[] = [
    exitCodes.conformant,
    exitCodes.nothing,
    exitCodes.incomplete,
    exitCodes.harness,
    exitCodes.notConformant,
  ];
  return order.indexOf(exitCodeOf(report));
}

function progressOf(
  candidate: Candidate,
  terminal: Terminal,
): (result: CaseResult, done: number, all: number) => void {
  if (!terminal.watched) return () => undefined;
  return (result, done, all) => {
    const head = result.verdict === 'pass' ? '' : `\r\u001b[K${result.verdict}: ${result.id}\n`;
    terminal.err(`${head}\r\u001b[K${candidate.iut.adapter}: ${done} of ${all}`);
  };
}
