/** Holds two sides against each other, case by case, and says who is right where they part, if anything says so. */
import { type RequirementId, requirements } from '../../spec/registry/requirements.ts';
import { readCapture } from '../../src/capture/index.ts';
import { cast } from '../cast.ts';
import type { RunEvidence } from '../evidence/bundle.ts';
import { judge } from '../judge/judge.ts';
import { roles } from '../manifest.ts';
import { type CaseResult, clauseOf, type Clause } from '../report.ts';
import { memberOfRole } from '../session.ts';
import { type Comparison, compare, type Difference } from './compare.ts';
import type { Ambiguity } from './register.ts';
import type { Side } from './side.ts';

/**
 * What a case came to. `same`: both did the same; `known`: they differ only in what the register of ambiguities has;
 * `refuted`: a clause is against a side; `silent`: they differ, and no requirement says who is right;
 * `undecided`: one of them did not come so far that it could be said.
 */
export type Outcome = 'same' | 'known' | 'refuted' | 'silent' | 'undecided';

/** What a clause has against a side. */
export interface Refutation {
  readonly side: 'A' | 'B';
  readonly says: string;
  readonly clauses: readonly Clause[];
}

/** What became of one case. */
export interface CaseDiff {
  readonly id: string;
  readonly outcome: Outcome;
  readonly verdicts: { readonly a: string; readonly b: string };
  /** The first difference that the register does not have, or the first of all when it has them all. */
  readonly first?: Difference;
  readonly refutations: readonly Refutation[];
  /** Entries of the register that differences of this case are in. */
  readonly known: readonly string[];
  /** Subjects of all differences that the register does not have, each once. */
  readonly unknown: readonly string[];
  /** Requirements that speak of what differs, and do not decide. */
  readonly near: readonly Clause[];
  /** Why nothing can be said, when it cannot. */
  readonly reason?: string;
}

/** What both sides came to. */
export interface DiffReport {
  readonly a: string;
  readonly b: string;
  readonly cases: readonly CaseDiff[];
  /** Cases that only one of them claims or has a record of. */
  readonly onlyOne: readonly string[];
}

/** So many requirements that speak of a difference are named. */
const mostNear = 4;

/** Compares two sides. @param register what is known to be ambiguous */
export function diff(a: Side, b: Side, register: readonly Ambiguity[]): DiffReport {
  const ids = new Set([...a.runs.keys(), ...b.runs.keys()]);
  const both = [...ids].filter((id) => a.runs.has(id) && b.runs.has(id)).sort();
  return {
    a: nameOfSide(a),
    b: nameOfSide(b),
    cases: both.map((id) => caseDiff(id, a, b, register)),
    onlyOne: [...ids].filter((id) => !both.includes(id)).sort(),
  };
}

/** What a side is called, such as `xlmp reference 0.1.0 over stdio`. */
export function nameOfSide({ report: { subject } }: Side): string {
  return `${subject.name} ${subject.version} over ${subject.adapter}`;
}

function caseDiff(id: string, a: Side, b: Side, register: readonly Ambiguity[]): CaseDiff {
  const [left, right] = [a.runs.get(id)!, b.runs.get(id)!];
  const [one, other] = [resultIn(a, id), resultIn(b, id)];
  const role = id.split('/', 1)[0]!;
  const comparison = compare(left.dialogue, right.dialogue);
  const entryOf = ({ subject }: Difference): Ambiguity | undefined =>
    register.find((entry) => entry.role === role && entry.subjects.includes(subject));
  const { differences } = comparison;
  const strange = differences.filter((difference) => entryOf(difference) === undefined);
  const first = strange[0] ?? differences[0];
  const refutations = differences.length === 0 ? [] : refutationsOf(left, right, one, other, role);
  const reason = reasonOf(one, other, comparison, strange);
  return {
    id,
    outcome: outcomeOf(comparison, strange, refutations, reason),
    verdicts: { a: one.verdict, b: other.verdict },
    ...(first === undefined ? {} : { first }),
    refutations,
    known: [...new Set(differences.flatMap((difference) => entryOf(difference)?.id ?? []))].sort(),
    unknown: [...new Set(strange.map(({ subject }) => subject))],
    near: strange[0] === undefined ? [] : nearClauses(strange[0], one.covers),
    ...(reason === undefined ? {} : { reason }),
  };
}

function outcomeOf(
  { differences }: Comparison,
  strange: readonly Difference[],
  refutations: readonly Refutation[],
  reason: string | undefined,
): Outcome {
  if (refutations.length > 0) return 'refuted';
  if (reason !== undefined) return 'undecided';
  if (differences.length === 0) return 'same';
  return strange.length === 0 ? 'known' : 'silent';
}

/** A case that did not run to its end says nothing of what it did not come to. */
function reasonOf(
  one: CaseResult,
  other: CaseResult,
  { differences, isCut }: Comparison,
  strange: readonly Difference[],
): string | undefined {
  if (differences.length > 0 && strange.length === 0) return undefined;
  for (const [side, { verdict, reason }] of [
    ['A', one],
    ['B', other],
  ] as const)
    if (differences.length > 0 && (verdict === 'inconclusive' || verdict === 'error'))
      return `${side} is ${verdict}: ${reason ?? 'for no reason that was said'}`;
  if (differences.length === 0 && isCut)
    return 'the case went on otherwise without a difference that is compared';
  return undefined;
}

function resultIn({ report }: Side, id: string): CaseResult {
  return report.results.find((result) => result.id === id)!;
}

function refutationsOf(
  left: RunEvidence,
  right: RunEvidence,
  one: CaseResult,
  other: CaseResult,
  role: string,
): readonly Refutation[] {
  const found = [...byCase('A', one), ...byCase('B', other)];
  if (found.length > 0) return found;
  const [ofA, ofB] = [byRules('A', left, role), byRules('B', right, role)];
  const isNew = (refutation: Refutation, others: readonly Refutation[]): boolean =>
    !others.some(({ clauses }) => clauses[0]!.id === refutation.clauses[0]!.id);
  return [...ofA.filter((each) => isNew(each, ofB)), ...ofB.filter((each) => isNew(each, ofA))];
}

function byCase(side: 'A' | 'B', { failure }: CaseResult): readonly Refutation[] {
  if (failure === undefined) return [];
  const says = `expected ${failure.expectedOneOf.join(', or ')}; got ${failure.actual}`;
  return [{ side, says, clauses: failure.clauses }];
}

/** What the rules of passive judgement have against what the implementation sent. */
function byRules(side: 'A' | 'B', { capture }: RunEvidence, role: string): readonly Refutation[] {
  const party = roles.find((name) => name === role);
  const read = readCapture(capture);
  if (party === undefined || !read.ok) return [];
  const own = cast[memberOfRole[party]].hid;
  return judge(read.value)
    .findings.filter(({ by }) => by === own)
    .map(({ requirement, says }) => ({ side, says, clauses: [clauseOf(requirement)] }));
}

/** Requirements that name everything that differs: the message, and the part of it. Those of the case come first. */
function nearClauses({ subject }: Difference, covers: readonly RequirementId[]): readonly Clause[] {
  const names = subject.match(/\b[A-Z][A-Za-z]+\b/g) ?? [];
  const [part] = /(?<=\.)[A-Za-z]+$/.exec(subject.replace('[]', '')) ?? [];
  const words = part === undefined ? names : [...names, part];
  if (words.length < 2 || subject.includes(' packet.')) return [];
  const speaking = requirements.filter(({ text }) => words.every((word) => text.includes(word)));
  const own = speaking.filter(({ id }) => covers.includes(id));
  return [...own, ...speaking.filter((row) => !own.includes(row))]
    .slice(0, mostNear)
    .map(({ id }) => clauseOf(id));
}
