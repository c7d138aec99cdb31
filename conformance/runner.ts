/**
 * Runs cases against one implementation: greets it, judges its manifest, runs what was selected and is claimed,
 * starts it again when it dies, and binds negative cases to their twins.
 */
import { type Budget, budgetSpent, withinBudget } from './budget.ts';
import type { Case } from './case.ts';
import { passRate, passRateText } from './pass-rate.ts';
import { inShard, type Shard } from './shard.ts';
import { depthsOf, groundsOf, showing } from './ground/graph.ts';
import { shuffled } from './shuffle.ts';
import { greet } from './iut/hello.ts';
import { type Iut, IutError } from './iut/port.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type CaseResult, clauseOf, type NotRun, type RunReport, type Subject } from './report.ts';
import { type CaseRun, runCase } from './run-case.ts';
import { isSelected, notClaimed, type Selection } from './selection.ts';
import { type Verdict, verdicts, worse } from './verdict.ts';

/** What to run, and how. */
export interface RunOptions {
  readonly iut: Iut;
  readonly catalogue: readonly Case[];
  readonly selection: Selection;
  /** How often each case runs; mixed verdicts are no pass. */
  readonly repeat: number;
  /** Orders the cases; without it those run first on which others stand, of these in the order of their ids. */
  readonly seed?: number;
  /** Runs only a part of what was selected. */
  readonly shard?: Shard;
  /** Runs the cases that are worth most until the budget is spent. */
  readonly budget?: Budget;
  readonly kit: string;
  /** The command that repeats a case. */
  repeatWith(id: string): string;
  /** Told after each run of a case, also of those that are in no report. */
  onRun?(one: Case, run: CaseRun): void;
  /** Told after each case. */
  onResult?(result: CaseResult, done: number, all: number): void;
}

/** Why a case is not in the report of a part of a run. */
export const otherShard = 'in another part of the run';

/** After so many deaths in a row without a verdict in between, the implementation is given up. */
const mostDeathsInARow = 3;

/** Runs the cases. @throws IutError when the implementation cannot be started, greeted, or its manifest is wrong */
export async function run(options: RunOptions): Promise<RunReport> {
  const { iut, catalogue, selection } = options;
  const began = performance.now();
  await iut.start();
  try {
    const subject = await meet(iut);
    const asked = catalogue.filter((one) => isSelected(one, selection));
    const selected = options.shard === undefined ? asked : inShard(asked, options.shard);
    const applicable = selected.filter((one) => notClaimed(one, subject.manifest) === undefined);
    const ordered = options.seed === undefined ? byDepth(applicable) : shuffled(applicable, options.seed);
    const twins = twinsOf(applicable, catalogue, subject.manifest);
    const queue =
      options.budget === undefined ? [...twins, ...ordered] : withinBudget(ordered, twins, options.budget);
    const found = await runAll(queue, new Set(twins), ordered.length, subject.manifest, options);
    const left = applicable.filter(({ id }) => !found.has(id));
    const skipped = selected.filter((one) => !applicable.includes(one));
    const results = [
      ...applicable
        .filter((one) => !left.includes(one))
        .map((one) => nameMissing(bindTwin(found.get(one.id)!, one, found), found)),
      ...skipped.map((one) => skippedResult(one, notClaimed(one, subject.manifest)!, options)),
    ].sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      kit: options.kit,
      subject,
      counts: {
        catalogue: catalogue.length,
        selected: selected.length,
        applicable: applicable.length,
        executed: results.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail').length,
        verdicts: countVerdicts(results),
      },
      notRun: notRun(catalogue, asked, selected, left, results),
      results,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.shard === undefined ? {} : { shard: options.shard }),
      repeat: options.repeat,
      durationMs: performance.now() - began,
      waitedMs: iut.waitedMs(),
    };
  } finally {
    await iut.stop();
  }
}

async function meet(iut: Iut): Promise<Subject> {
  const greeting = await greet(iut);
  const manifest = readManifest(greeting.manifest);
  if ('length' in manifest) {
    throw new IutError(
      'IUT_MANIFEST',
      `the manifest is wrong: ${manifest.join('; ')}; mend what "hello" answers`,
    );
  }
  if (manifest.time === 'real' && !iut.realTime) {
    throw new IutError(
      'IUT_MANIFEST',
      `the manifest says that time is real, which it cannot be over ${iut.adapter}; leave "time" out, or use UDP`,
    );
  }
  return { name: greeting.name, version: greeting.version, adapter: iut.adapter, manifest };
}

async function runAll(
  queue: Iterable<Case>,
  unseen: ReadonlySet<Case>,
  all: number,
  manifest: Manifest,
  options: RunOptions,
): Promise<Map<string, CaseResult>> {
  const found = new Map<string, CaseResult>();
  let [deaths, done] = [0, 0];
  let givenUp: string | undefined;
  for (const one of queue) {
    const runs: CaseRun[] = [];
    for (let i = 0; i < options.repeat && givenUp === undefined; i += 1) {
      const result = await runCase(one, options.iut, manifest);
      runs.push(result);
      options.onRun?.(one, result);
      if (!result.lost) {
        deaths = 0;
        continue;
      }
      deaths += 1;
      givenUp = deaths >= mostDeathsInARow ? `it died ${deaths} times in a row` : await restart(options.iut);
    }
    if (runs.length === 0) runs.push(notRunAnyMore(givenUp!));
    const result = resultOf(one, runs, options);
    found.set(one.id, result);
    if (unseen.has(one)) continue;
    done += 1;
    options.onResult?.(result, done, all);
  }
  return found;
}

/** Starts it again; why that failed, when it did. */
async function restart(iut: Iut): Promise<string | undefined> {
  try {
    await iut.start();
    await greet(iut);
    return undefined;
  } catch (error) {
    if (error instanceof IutError) return `it could not be started again: ${error.message}`;
    throw error;
  }
}

function notRunAnyMore(reason: string): CaseRun {
  const verdict = 'error';
  return {
    verdict,
    reason: `not run: ${reason}`,
    exchange: [],
    checks: [],
    durationMs: 0,
    waitedMs: 0,
    lost: true,
  };
}

/** What the runs of a case come to. */
export function resultOf(
  one: Case,
  runs: readonly CaseRun[],
  options: Pick<RunOptions, 'repeatWith'>,
): CaseResult {
  const verdict = runs.map((single) => single.verdict).reduce(worse);
  const decisive = runs.find((single) => single.verdict === verdict)!;
  const mixed = runs.some((single) => single.verdict !== verdict);
  const all = runs.map((single) => single.verdict);
  const rate = passRate(all);
  const counts = `mixed verdicts: ${all.join(', ')}; ${passRateText(rate)}`;
  const reason = mixed ? [counts, decisive.reason].filter(Boolean).join('; ') : decisive.reason;
  const { mismatch } = decisive;
  const deciding = mismatch?.requirement === undefined ? one.covers : [mismatch.requirement];
  return {
    ...identityOf(one, options),
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(decisive.missing === undefined ? {} : { missing: decisive.missing }),
    ...(mismatch === undefined
      ? {}
      : {
          failure: {
            expectedOneOf: mismatch.expectedOneOf,
            actual: mismatch.actual,
            clauses: deciding.map(clauseOf),
          },
        }),
    exchange: verdict === 'pass' ? [] : decisive.exchange,
    ...(runs.length > 1 ? { runs: all, passRate: rate } : {}),
    durationMs: runs.reduce((sum, single) => sum + single.durationMs, 0),
    waitedMs: runs.reduce((sum, single) => sum + single.waitedMs, 0),
  };
}

function identityOf(
  one: Case,
  options: Pick<RunOptions, 'repeatWith'>,
): Pick<CaseResult, 'id' | 'title' | 'role' | 'covers' | 'on' | 'repeatWith'> {
  const on = groundsOf(one.id);
  return {
    id: one.id,
    title: one.title,
    role: one.role,
    covers: one.covers,
    ...(on.length === 0 ? {} : { on }),
    repeatWith: options.repeatWith(one.id),
  };
}

function skippedResult(one: Case, reason: string, options: RunOptions): CaseResult {
  return {
    ...identityOf(one, options),
    verdict: 'skipped',
    reason,
    exchange: [],
    durationMs: 0,
    waitedMs: 0,
  };
}

/** Twins of selected cases that are not selected themselves: they run too, unseen, to give the negatives their worth. */
function twinsOf(
  applicable: readonly Case[],
  catalogue: readonly Case[],
  manifest: Manifest,
): readonly Case[] {
  const wanted = new Set(applicable.flatMap((one) => one.twin ?? []));
  return catalogue.filter(
    (one) => wanted.has(one.id) && !applicable.includes(one) && notClaimed(one, manifest) === undefined,
  );
}

/** A refusal proves nothing when the nearest right thing is refused too. */
export function bindTwin(result: CaseResult, one: Case, found: ReadonlyMap<string, CaseResult>): CaseResult {
  if (one.twin === undefined || result.verdict !== 'pass') return result;
  const twin = found.get(one.twin);
  if (twin?.verdict === 'pass') return result;
  const reason = `its valid twin ${one.twin} was not accepted (${twin?.verdict ?? 'not run'}), so a refusal proves nothing`;
  return { ...result, verdict: 'inconclusive', reason };
}

/** What stands on nothing first, then what stands on that: where ground is missing, the case about it has run before. */
function byDepth(cases: readonly Case[]): readonly Case[] {
  const depths = depthsOf(cases.map(({ id }) => id));
  return cases.toSorted((a, b) => depths.get(a.id)! - depths.get(b.id)!);
}

/** Says on a line of its own which cases are about the ground that is missing, and what became of them here. */
export function nameMissing(result: CaseResult, found: ReadonlyMap<string, CaseResult>): CaseResult {
  const { missing, reason } = result;
  if (result.verdict !== 'inconclusive' || missing === undefined) return result;
  const about = showing(missing).map((id) => `${id} (${found.get(id)?.verdict ?? 'not run'})`);
  const where = about.length === 0 ? 'no requirement asks for it' : `about it is ${about.join(', ')}`;
  return { ...result, reason: `${reason}\nthe ground ${missing} is missing, ${where}` };
}

function countVerdicts(results: readonly CaseResult[]): Readonly<Record<Verdict, number>> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}

function notRun(
  catalogue: readonly Case[],
  asked: readonly Case[],
  selected: readonly Case[],
  left: readonly Case[],
  results: readonly CaseResult[],
): readonly NotRun[] {
  const groups = new Map<string, string[]>();
  const put = (reason: string, id: string): void => {
    const ids = groups.get(reason);
    if (ids === undefined) groups.set(reason, [id]);
    else ids.push(id);
  };
  const [wanted, here] = [new Set(asked), new Set(selected)];
  for (const one of catalogue) if (!wanted.has(one)) put('not selected by the options', one.id);
  for (const one of asked) if (!here.has(one)) put(otherShard, one.id);
  for (const one of left) put(budgetSpent, one.id);
  for (const result of results) if (result.verdict === 'skipped') put(result.reason!, result.id);
  return [...groups].map(([reason, ids]) => ({ reason, ids }));
}
