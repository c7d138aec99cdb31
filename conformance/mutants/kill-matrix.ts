/** Which case catches which mutant: found by running cases over every mutant. */
import type { Case } from '../case.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { greet } from '../iut/hello.ts';
import type { Implementation } from '../../src/agent/index.ts';
import { type Manifest, readManifest } from '../manifest.ts';
import { type CaseRun, runCase } from '../run-case.ts';
import { notClaimed } from '../selection.ts';
import type { Mutant } from './mutant.ts';

/** What became of one mutant. */
export interface MutantRow {
  readonly mutant: Mutant;
  /** Ids of the cases that failed. */
  readonly killedBy: readonly string[];
  /** Ids of cases that should have failed and did not, each with its verdict. */
  readonly missed: readonly string[];
  /** Requirements that the mutant breaks and that a case which failed covers. */
  readonly shown: readonly string[];
}

/** What became of all of them. */
export interface KillMatrix {
  readonly rows: readonly MutantRow[];
  /** Verdicts of the reference that are no pass; empty when all is well. */
  readonly referenceTrouble: readonly string[];
  /** Ids of the cases that were run against the reference. */
  readonly caseIds: readonly string[];
}

/**
 * Which cases a mutant meets: `concerned`, those that cover what it breaks and those that it names; `area`, those and
 * all of the part that it is wrong about; `all` of the catalogue.
 */
export type Reach = 'concerned' | 'area' | 'all';

/** Runs the reference over all cases that any of the mutants meets, and each mutant over those that it meets. */
export async function killMatrix(
  reference: Implementation,
  mutants: readonly Mutant[],
  catalogue: readonly Case[],
  reach: Reach,
  onMutant: (row: MutantRow) => void = () => undefined,
): Promise<KillMatrix> {
  const manifest = await manifestOf(reference);
  const applicable = catalogue.filter((one) => notClaimed(one, manifest) === undefined);
  const tried =
    mutants.length === 1 ? applicable.filter((one) => meets(mutants[0]!, one, reach)) : applicable;
  const good = await verdictsOf(reference, tried, manifest);
  const rows: MutantRow[] = [];
  for (const mutant of mutants) {
    const cases = applicable.filter((one) => meets(mutant, one, reach));
    const row = judge(mutant, await verdictsOf(mutant.make(reference), cases, manifest), cases);
    rows.push(row);
    onMutant(row);
  }
  const trouble = [...good]
    .filter(([, found]) => found.verdict !== 'pass')
    .map(([id, found]) => `${id}: ${said(found)}`);
  return { rows, referenceTrouble: trouble, caseIds: tried.map(({ id }) => id) };
}

function meets(mutant: Mutant, one: Case, reach: Reach): boolean {
  if (reach === 'all' || mutant.caughtBy.includes(one.id)) return true;
  if (reach === 'area' && one.role === mutant.of) return true;
  return one.role === mutant.of && mutant.breaks.some((id) => one.covers.includes(id));
}

async function manifestOf(implementation: Implementation): Promise<Manifest> {
  const iut = inProcessIut(implementation);
  await iut.start();
  const manifest = readManifest((await greet(iut)).manifest);
  if ('length' in manifest)
    throw new RangeError(`the manifest of the reference is wrong: ${manifest.join('; ')}`);
  return manifest;
}

async function verdictsOf(
  implementation: Implementation,
  cases: readonly Case[],
  manifest: Manifest,
): Promise<ReadonlyMap<string, CaseRun>> {
  const iut = inProcessIut(implementation);
  await iut.start();
  const found = new Map<string, CaseRun>();
  for (const one of cases) found.set(one.id, await runCase(one, iut, manifest));
  await iut.stop();
  return found;
}

function judge(mutant: Mutant, found: ReadonlyMap<string, CaseRun>, cases: readonly Case[]): MutantRow {
  const killedBy = [...found].filter(([, run]) => run.verdict === 'fail').map(([id]) => id);
  const missed = mutant.caughtBy
    .filter((id) => !killedBy.includes(id))
    .map(
      (id) =>
        `${id} (${found.has(id) ? said(found.get(id)!) : 'there is no such case, or it is not claimed'})`,
    );
  const covered = new Set<string>(
    cases.filter((one) => killedBy.includes(one.id)).flatMap((one) => one.covers),
  );
  return { mutant, killedBy, missed, shown: mutant.breaks.filter((id) => covered.has(id)) };
}

function said(found: CaseRun): string {
  const why =
    found.mismatch === undefined
      ? found.reason
      : `expected ${found.mismatch.expectedOneOf.join(', or ')}; got ${found.mismatch.actual}`;
  return why === undefined ? found.verdict : `${found.verdict}: ${why.split('\n')[0]}`;
}
