/** The page about mutants of the text of the reference, written from the result that is kept. */
import { passRate } from '../../conformance/pass-rate.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import { filesLeftOut } from './left-out.ts';
import { type Fate, fates, isCaught } from './mutant.ts';
import { reasonFor } from './reasons/find.ts';
import type { FileResult, Missed, Result } from './result.ts';

const meanings: Readonly<Record<Fate, string>> = {
  killed: 'a case fails',
  broke: 'the reference throws, dies or never ends; the case says "error"',
  undecided: 'a case cannot decide, so the run is incomplete; none of the next ones fails',
  survived: 'every case that comes to the place passes',
  unreached: 'no case comes to the place',
};

/** Writes the page. */
export function mutationPage(result: Result): string {
  const files = result.files.filter(({ used, mutants }) => used && mutants > 0);
  return [head(result), summary(result, files), table(files), leftOut(result), missedOf(files)].join('\n');
}

function head({ seed }: Result): string {
  return `# Mutants of the reference

Written by \`npm run generate\` from \`docs/mutation/result.json\`, which \`npm run mutation\` keeps.

Stryker changes one place of the text of \`src/protocol\`, \`src/machines\` or \`src/xia\`; the kit alone judges what comes of
it: the cases, with the vectors that are cases, and then the tests of the generated suites, as \`xlmp check --suites\` runs
them, against the reference in process. The tests beside the sources have no say. A mutant meets the cases that come to
its place, or to the state of a machine that the place is part of, until one notices it. What else is met when modules
are loaded concerns, in a file of machines, the cases that come to that file or to one that uses it, and in other files
every case. Mutants are judged in an order that seed ${seed} decides; whole files may have been judged beside it.
\`npm run mutation -- --help\` says how to judge more, again, or those of one file.
`;
}

function summary({ sample }: Result, files: readonly FileResult[]): string {
  const all = sum(files.map(({ mutants }) => mutants));
  const judged = sum(files.map(judgedIn));
  const rows = fates.map((fate) => [fate, meanings[fate], countOf(files, fate)] as const);
  const caught = sum(files.map(caughtIn));
  const missed = files.flatMap((file) => file.missed).filter(({ fate }) => fate === 'survived');
  const cut = missed.filter(({ left }) => left > 0).length;
  const unseen = missed.filter(({ suites }) => !suites).length;
  const withReason = files
    .flatMap((file) => file.missed.map((one) => whyMissed(file.path, one)))
    .filter((why) => why !== undefined).length;
  const bySuites = sum(files.map((file) => file.bySuites));
  return `## Score

**${percent(caught, judged)} of ${judged} mutants are caught**, of ${all} that there are.${interval(sample, all)} By a failed case alone: ${percent(countOf(files, 'killed'), judged)}.
Of those at places that a case comes to: ${percent(caught, judged - countOf(files, 'unreached'))}. Without the ${withReason} of which no case can tell: ${percent(caught, judged - withReason)}. Tests of the generated suites alone have noticed ${bySuites}.

| fate | meaning | mutants |
| --- | --- | --- |
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
${cut === 0 ? '' : `\n${cut} of those that survived met only the first of the cases that come to their places; the others may catch them.\n`}${unseen === 0 ? '' : `\n${unseen} of those that survived were shown to the cases, and not yet to the generated suites.\n`}`;
}

/** A smaller sample says too little. */
const leastSample = 100;

function interval({ judged, caught }: Result['sample'], all: number): string {
  if (judged < leastSample || judged === all) return '';
  const marks = Array.from({ length: judged }, (_, i): Verdict => (i < caught ? 'pass' : 'fail'));
  const { least, most } = passRate(marks);
  const bounds = `${(least * 100).toFixed(1)} to ${(most * 100).toFixed(1)} %`;
  return ` Of the first ${judged} in the order of the seed ${caught} are caught, so of all ${bounds} (95 % confidence).`;
}

function table(files: readonly FileResult[]): string {
  const rows = files.map((file) => {
    const { path, mutants } = file;
    const cells = fates.map((fate) => file.fates[fate] ?? 0);
    return `| \`${path}\` | ${mutants} | ${judgedIn(file)} | ${cells.join(' | ')} | ${percent(caughtIn(file), judgedIn(file))} |`;
  });
  return `## By file

| file | mutants | judged | ${fates.join(' | ')} | caught |
| --- | --- | --- | ${fates.map(() => '---').join(' | ')} | --- |
${rows.join('\n')}
`;
}

function leftOut({ files }: Result): string {
  const unused = files.filter(({ used }) => !used).map(({ path }) => `\`${path}\``);
  const places = new Map<string, number>();
  for (const { used, left } of files)
    for (const [because, count] of used ? Object.entries(left) : [])
      places.set(because, (places.get(because) ?? 0) + count);
  return `## Not mutated

${filesLeftOut.map(({ path, because }) => `- files like \`${path.source}\`: ${because}`).join('\n')}
${[...places].map(([because, count]) => `- ${count} places: ${because}`).join('\n')}
- ${unused.length} files that no party which the kit can meet uses: ${unused.join(', ')}
`;
}

function missedOf(files: readonly FileResult[]): string {
  const all = files.flatMap(({ path, missed }) =>
    missed.map((one) => ({ path, one, why: whyMissed(path, one) })),
  );
  const without = all.filter(({ why }) => why === undefined).length;
  const reasons = [...new Set(all.flatMap(({ why }) => why ?? []))].sort();
  const sections = reasons.map((because) => [because, all.filter(({ why }) => why === because)] as const);
  const open = all.filter(({ why }) => why === undefined);
  return `## Not caught

${all.length} mutants; for ${all.length - without} of them there is a reason why no case can tell.

${[
  ...sections,
  ...(open.length === 0 ? [] : ([['No reason is known: the kit may have a hole here', open]] as const)),
]
  .map(
    ([title, members]) => `### ${title}\n\n${members.map(({ path, one }) => lineOf(path, one)).join('\n')}\n`,
  )
  .join('\n')}`;
}

function whyMissed(file: string, one: Missed): string | undefined {
  return reasonFor({ file, ...one });
}

function lineOf(
  path: string,
  { line, column, mutator, original, replacement, fate, met, left }: Missed,
): string {
  const after = left > 0 ? ` (${met} of ${met + left} cases)` : '';
  return `- \`${path}:${line}:${column}\` ${fate}${after}, ${mutator}: ${code(original)} → ${code(replacement)}`;
}

/** More of a text is not shown. */
const mostShown = 90;

/** Text as code, whatever is in it. */
function code(whole: string): string {
  const text = whole.length > mostShown ? `${whole.slice(0, mostShown)}…` : whole;
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return text === '' ? 'nothing' : longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

function judgedIn(file: FileResult): number {
  return sum(Object.values(file.fates));
}

function caughtIn({ fates: counts }: FileResult): number {
  return sum(fates.filter(isCaught).map((fate) => counts[fate] ?? 0));
}

function countOf(files: readonly FileResult[], fate: Fate): number {
  return sum(files.map(({ fates: counts }) => counts[fate] ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function percent(part: number, of: number): string {
  return of === 0 ? '–' : `${((part / of) * 100).toFixed(1)} %`;
}
