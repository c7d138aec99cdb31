/** One mutant before the kit: it meets case after case until one notices it. */
import type { Case } from '../../conformance/case.ts';
import { greet } from '../../conformance/iut/hello.ts';
import type { Iut } from '../../conformance/iut/port.ts';
import type { Manifest } from '../../conformance/manifest.ts';
import { runCase } from '../../conformance/run-case.ts';
import { board } from './candidate.ts';
import type { Docket } from './docket.ts';
import type { Fate, Judgement, Mutant } from './mutant.ts';

/** A place that is met so many times as often as in the reference is in a loop without an end. */
const loopFactor = 100;
/** The least bound for hits of a place in one case. */
const leastBound = 10_000;
/** After a case that broke or could not decide, so many more are asked for a plain failure. */
const secondOpinions = 10;

/** What a trial needs. */
export interface Court {
  readonly docket: Docket;
  readonly manifest: Manifest;
  /** A mutant meets no more cases. */
  readonly mostCases: number;
  make(): Iut;
  /** Told before each case. */
  onCase(id: string): void;
}

/** Judges a mutant. */
export async function judge(mutant: Mutant, court: Court): Promise<Judgement> {
  const { docket, make } = court;
  const place = docket.place(mutant);
  if (place === undefined) return { fate: 'unreached', met: 0, left: 0 };
  const cases = docket.casesFor(mutant);
  board.active = mutant.id;
  board.mostHits = Math.max(leastBound, place.hits * loopFactor);
  board.hits = 0;
  court.onCase('start');
  try {
    const iut = make();
    await iut.start();
    await greet(iut);
    const judgement: Judgement =
      cases.length === 0 ? { fate: 'unreached', met: 0, left: 0 } : await meet(mutant, iut, cases, court);
    board.hits = 0;
    await iut.stop();
    return judgement;
  } catch {
    return { fate: 'broke', by: 'start', met: 0, left: cases.length };
  } finally {
    delete board.active;
  }
}

async function meet(mutant: Mutant, iut: Iut, cases: readonly Case[], court: Court): Promise<Judgement> {
  let first: Pick<Judgement, 'fate' | 'by'> = { fate: 'survived' };
  let noticed: Case | undefined;
  let [met, last] = [0, Math.min(cases.length, court.mostCases)];
  while (met < last) {
    const one = cases[met]!;
    met += 1;
    board.hits = 0;
    court.onCase(one.id);
    const { verdict, lost } = await runCase(one, iut, court.manifest);
    const fate = fateOf(verdict);
    if (fate === 'survived') continue;
    if (first.fate === 'survived') {
      first = { fate, by: one.id };
      last = Math.min(last, met + secondOpinions);
      noticed = one;
    }
    if (fate === 'killed') {
      court.docket.noticed(mutant, one);
      return { fate, by: one.id, met, left: cases.length - met };
    }
    if (lost) break;
  }
  if (noticed !== undefined) court.docket.noticed(mutant, noticed);
  return { ...first, met, left: cases.length - met };
}

function fateOf(verdict: string): Fate {
  if (verdict === 'fail') return 'killed';
  if (verdict === 'error') return 'broke';
  return verdict === 'pass' ? 'survived' : 'undecided';
}
