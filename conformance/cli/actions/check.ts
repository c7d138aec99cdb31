/** `xlmp check`: judges an implementation. */
import type { Terminal } from '../../../src/cli/index.ts';
import { type Budget, killsOf } from '../../budget.ts';
import { loadWholeCatalogue } from '../../catalogue.ts';
import type { CaseResult, RunReport } from '../../report.ts';
import { exitCodes } from '../../exit-codes.ts';
import { differences, exitCodeOf } from '../../report.ts';
import { readRevision } from '../../revision.ts';
import { kitVersion } from '../../package-root.ts';
import { run } from '../../runner.ts';
import { isSelected, type Selection } from '../../selection.ts';
import type { Shard } from '../../shard.ts';
import { BaselineFile } from '../baseline.ts';
import { type Candidate, candidatesFor, type SubjectOptions } from '../candidate.ts';
import { Delivery } from '../delivery.ts';
import { evidenceOf } from '../evidence.ts';
import type { BaselineOptions, DeliveryOptions } from '../shared-options.ts';
import { KitError } from '../usage.ts';
import { listing } from './list.ts';

/** The options of the command. */
export interface CheckOptions extends SubjectOptions, DeliveryOptions, BaselineOptions {
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

/** Judges an implementation; gives the exit code. @throws KitError */
export async function check(
  command: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<number> {
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
  const candidates = await candidatesFor(command, options);
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
  const { loadMutants } = await import('../../mutants/all.ts');
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
