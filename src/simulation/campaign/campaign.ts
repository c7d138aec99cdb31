/** Runs the fault schedules of many seeds and judges each. */
import type { Scenario } from '../scenario.ts';
import { simulate } from '../simulate.ts';
import { faultScenario } from './fault-scenario.ts';
import { shrinkScenario } from './shrink.ts';
import { type Violation, violationsOf } from './verdict.ts';

/** A seed whose run broke something. */
export interface FailedSeed {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

/** Runs one seed. */
export function runFaults(seed: number): readonly Violation[] {
  return violationsOf(simulate(faultScenario(seed)));
}

/**
 * Runs seeds one after the other.
 *
 * @param onSeed called after each; false ends the campaign.
 */
export function runCampaign(
  first: number,
  count: number,
  onSeed: (seed: number, violations: readonly Violation[]) => boolean,
): readonly FailedSeed[] {
  const failed: FailedSeed[] = [];
  for (let n = 0; n < count; n += 1) {
    const seed = (first + n) >>> 0;
    const violations = runFaults(seed);
    if (violations.length > 0) failed.push({ seed, violations });
    if (!onSeed(seed, violations)) break;
  }
  return failed;
}

/** The smallest scenario that breaks what a failing seed breaks; undefined when the seed does not fail. */
export function shrinkSeed(seed: number): Scenario | undefined {
  const scenario = faultScenario(seed);
  const kinds = (candidate: Scenario): ReadonlySet<string> =>
    new Set(violationsOf(simulate(candidate)).map((violation) => violation.split(':')[0]!));
  const wanted = kinds(scenario);
  if (wanted.size === 0) return undefined;
  return shrinkScenario(scenario, (smaller) => {
    const found = kinds(smaller);
    return [...wanted].every((kind) => found.has(kind));
  });
}
