/**
 * Runs on a budget of time: the cases that catch the most mutants per millisecond come first. What a case catches is what
 * its mutants say, which every self-test verifies; what it costs is learnt from the cases of its role that ran before.
 */
import type { Case, CaseRole } from './case.ts';

/** A budget. */
export interface Budget {
  readonly ms: number;
  /** For each case the mutants that it must catch. */
  readonly kills: ReadonlyMap<string, readonly string[]>;
  /** Milliseconds since some moment. */
  now(): number;
}

/** Why a case was not run. */
export const budgetSpent = 'the budget was spent';

/** The mutants that each case must catch. */
export function killsOf(
  mutants: readonly { readonly id: string; readonly caughtBy: readonly string[] }[],
): ReadonlyMap<string, readonly string[]> {
  const kills = new Map<string, string[]>();
  for (const { id, caughtBy } of mutants) {
    for (const one of caughtBy) kills.set(one, [...(kills.get(one) ?? []), id]);
  }
  return kills;
}

/**
 * Gives one case after the other until the budget is spent, a valid twin right before the case that needs it.
 * It takes the time between two requests for the cost of the case that it gave.
 */
export function* withinBudget(
  cases: readonly Case[],
  twins: readonly Case[],
  budget: Budget,
): Generator<Case> {
  const { ms, kills, now } = budget;
  const began = now();
  const remaining = new Map([...cases].map((one) => [one.id, one]));
  const twinById = new Map([...twins, ...cases].map((one) => [one.id, one]));
  const given = new Set<string>();
  const caught = new Set<string>();
  const costs = new Costs();
  while (remaining.size > 0 && now() - began < ms) {
    const next = best([...remaining.values()], (one) => {
      const fresh = (kills.get(one.id) ?? []).filter((id) => !caught.has(id)).length;
      return fresh / costs.of(one.role);
    });
    const twin = next.twin === undefined ? undefined : twinById.get(next.twin);
    for (const one of twin === undefined ? [next] : [twin, next]) {
      remaining.delete(one.id);
      if (given.has(one.id)) continue;
      given.add(one.id);
      for (const id of kills.get(one.id) ?? []) caught.add(id);
      const start = now();
      yield one;
      costs.add(one.role, now() - start);
    }
  }
}

/** The member of the highest worth; of equals the first. */
function best(members: readonly Case[], worth: (one: Case) => number): Case {
  return members.reduce(
    (champion, one) => {
      const value = worth(one);
      return value > champion.value ? { one, value } : champion;
    },
    { one: members[0]!, value: -1 },
  ).one;
}

/** What cases cost on the average; at least a tenth of a millisecond, so that none is worth the world. */
class Costs {
  private readonly spent = new Map<CaseRole, readonly [ms: number, cases: number]>();

  add(role: CaseRole, ms: number): void {
    const [before, cases] = this.spent.get(role) ?? [0, 0];
    this.spent.set(role, [before + ms, cases + 1]);
  }

  /** The average of a role; of all roles for one that has not been tried. */
  of(role: CaseRole): number {
    const known = this.spent.get(role) ?? this.all();
    return Math.max(0.1, known[0] / Math.max(1, known[1]));
  }

  private all(): readonly [number, number] {
    const rows = [...this.spent.values()];
    return [rows.reduce((sum, [ms]) => sum + ms, 0), rows.reduce((sum, [, cases]) => sum + cases, 0)];
  }
}
