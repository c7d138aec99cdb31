/**
 * Verdicts, and what a failure holds. A verdict is never a bare "no": it says what would have been right,
 * what came instead, and which clause decides.
 */
import type { RequirementId } from '../spec/registry/requirements.ts';

/** What a case found, worst first. */
export const verdicts = ['fail', 'error', 'inconclusive', 'skipped', 'pass'] as const;

/**
 * `pass`, `fail`; `inconclusive`: the situation could not be created; `skipped`: not claimed by the manifest;
 * `error`: the implementation or the kit broke.
 */
export type Verdict = (typeof verdicts)[number];

/** What would have been right, and what came. */
export interface Mismatch {
  /** Everything that would have been accepted, each as a phrase. */
  readonly expectedOneOf: readonly string[];
  readonly actual: string;
  /** The clause that decides, when it is not simply the clauses of the case. */
  readonly requirement?: RequirementId;
}

/** An expectation that did not hold. */
export class ExpectationError extends Error {
  readonly code = 'EXPECTATION';
  readonly mismatch: Mismatch;

  constructor(mismatch: Mismatch) {
    super(`expected ${mismatch.expectedOneOf.join(', or ')}; got ${mismatch.actual}`);
    this.mismatch = mismatch;
  }
}

/** The situation that a case is about could not be created, so that it says nothing about its requirements. */
export class GroundError extends Error {
  readonly code = 'GROUND';
  /** What was being established. */
  readonly step: string;
  /** The ground of the graph that it was, if it is one of these. */
  readonly ground: string | undefined;

  constructor(step: string, cause: unknown, ground?: string) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.step = step;
    this.ground = ground;
  }
}

/** The worse of two verdicts. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return verdicts.indexOf(a) <= verdicts.indexOf(b) ? a : b;
}
