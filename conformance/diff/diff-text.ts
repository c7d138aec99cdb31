/** What two implementations do otherwise, for people: each thing once, with the exchange that shows it. */
import { ladder } from '../exchange.ts';
import { partedSteps } from './diff-steps.ts';
import type { CaseDiff, DiffReport, Outcome } from './diff.ts';
import type { Ambiguity } from './register.ts';
import type { Side } from './side.ts';

/** So many cases in which the same differs are named. */
const namedCases = 6;

/** The exchange of a case up to where the sides part, as lines; what they part in with its octets. */
export function exchangeLines(
  a: Side,
  b: Side,
  { id, first }: CaseDiff,
  withOctets = true,
): readonly string[] {
  if (first === undefined) return [];
  const parted = partedSteps(a.runs.get(id)!.dialogue, b.runs.get(id)!.dialogue, first.turn);
  const said = (name: string, own: typeof parted.a): readonly string[] => [
    `${name}:`,
    ...(own.length === 0 ? ['            silence'] : ladder(own, withOctets)),
  ];
  return [...ladder(parted.common), ...said('A', parted.a), ...said('B', parted.b)];
}

/** The report as text. */
export function diffText(report: DiffReport, a: Side, b: Side, register: readonly Ambiguity[]): string {
  const groups = new Map<string, CaseDiff[]>();
  for (const one of report.cases) {
    if (one.outcome === 'same' || one.outcome === 'known') continue;
    const key = one.outcome === 'silent' ? one.first!.subject : one.id;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lines = [
    `A: ${report.a}`,
    `B: ${report.b}`,
    '',
    ...[...groups.values()].flatMap((group) => [...partingLines(group, a, b), '']),
    ...knownLines(report, register),
    sumOf(report),
  ];
  return `${lines.join('\n')}\n`;
}

function partingLines(group: readonly CaseDiff[], a: Side, b: Side): readonly string[] {
  const one = group[0]!;
  const more = group.slice(1).map(({ id }) => id);
  return [
    headOf(one),
    ...one.refutations.flatMap(({ side, says, clauses }) => [
      `  ${side}: ${says}`,
      ...clauses.map(({ id, level, text }) => `    [${id}] ${level}: ${text}`),
    ]),
    ...(one.first === undefined
      ? []
      : [`  after ${one.first.stimulus}`, `    A  ${one.first.a}`, `    B  ${one.first.b}`]),
    ...(one.outcome === 'silent' && one.near.length > 0
      ? [
          '  these speak of it, and do not decide:',
          ...one.near.map(({ id, level, text }) => `    [${id}] ${level}: ${text}`),
        ]
      : []),
    ...exchangeLines(a, b, one).map((line) => `  ${line}`),
    ...(more.length === 0
      ? []
      : [
          `  also in ${more.length} more: ${more.slice(0, namedCases).join(', ')}${more.length > namedCases ? ', …' : ''}`,
        ]),
  ];
}

function headOf({ id, outcome, refutations, first, reason }: CaseDiff): string {
  if (outcome === 'refuted') {
    const sides = [...new Set(refutations.map(({ side }) => side))].join(' and ');
    const clauses = [...new Set(refutations.flatMap((each) => each.clauses.map((clause) => clause.id)))];
    return `${id}: ${clauses.join(', ')} ${clauses.length === 1 ? 'is' : 'are'} against ${sides}`;
  }
  if (outcome === 'silent') return `${id}: the specification is silent on ${first!.subject}`;
  return `${id}: not decided, ${reason}`;
}

function knownLines({ cases }: DiffReport, register: readonly Ambiguity[]): readonly string[] {
  const lines = register.flatMap(({ id, title, status, by }) => {
    const times = cases.filter(({ known }) => known.includes(id)).length;
    if (times === 0) return [];
    const why = by.length === 0 ? '' : ` by ${by.join(', ')}`;
    return [`known: ${id} (${status}${why}) in ${times}: ${title}`];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function sumOf({ cases, onlyOne }: DiffReport): string {
  const count = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  return [
    `${cases.length} cases compared: ${count('same')} the same`,
    `${count('known')} with known ambiguities only`,
    `${count('refuted')} decided by a clause`,
    `${count('silent')} on which the specification is silent`,
    `${count('undecided')} not decided`,
    `${onlyOne.length} of one side only`,
  ].join(', ');
}
