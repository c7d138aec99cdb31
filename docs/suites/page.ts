/** The page that says how strong the generated suites are, beside other ways to choose tests. */
import { alphabets } from '../../conformance/suites/alphabets/all.ts';
import { type Kills, killsAmong, killsOf } from '../../conformance/suites/faults.ts';
import type { Mealy, Word } from '../../conformance/suites/mealy.ts';
import { methods, stateCover, transitionCover, withoutPrefixes } from '../../conformance/suites/methods.ts';
import { reduced } from '../../conformance/suites/reduce.ts';
import { machineIn, type NamedSuite } from '../../conformance/suites/suite-file.ts';
import { declaredTransitions, randomWalks } from '../../conformance/suites/walks.ts';

/** What decides the random walks, and how long one is at most. */
const [seed, longest] = [1, 60];

const head = `# Generated suites

Written by \`npm run suites\`. Each suite is made from the machine that documents a party. The machine is driven through
its endpoint with every stimulus of an alphabet in every state that can be reached; what comes out is made minimal; then
a walk takes every transition, and asks behind it what tells the right next state from each wrong one. Refused and
unexpected stimuli are stimuli like others. Silence is an answer: an implementation says when it has processed a
stimulus, so nothing is waited for.

What the endpoint keeps beside its parties is found by random walks: where the reference answers otherwise than the
machine, the end of the walk becomes a question, and states that answer it differently are two. A party whose machine
would be too large has several suites, each of which gives a part of the stimuli, or begins where another ends.

A fault is one transition with another output, or with another next state. W, Wp and H are complete for every
implementation with at most as many states as the machine has; the suites in \`vectors/suites\` are those of the row in
bold letters, and notice every single fault. States that no stimulus which can be given tells apart count as one.

The row of the cases written by hand takes what they give as stimuli of the suite: two are the same when they say the
same but for exchanges, digests, nonces and signatures, and a case counts up to the first thing that the suite does not
give. It counts as if each case looked at every answer, which is more than it does; on the other hand cases give much
that is no stimulus here, such as malformed messages and the borders of fields, and notice there what no suite sees.

A suite runs with \`xlmp check --suites --filter '*/suite/**' -- COMMAND\`.
`;

/**
 * Writes the page: sections about these suites, and those of before about others that there are.
 *
 * @param before the page as it was.
 * @param suites whose sections are made anew.
 */
export function pageOf(
  before: string,
  suites: readonly NamedSuite[],
  handWritten: ReadonlyMap<string, readonly Word[]>,
  onSuite: (name: string) => void = () => undefined,
): string {
  const sections = sectionsIn(before);
  for (const suite of suites) {
    onSuite(suite.name);
    sections.set(suite.name, sectionOf(suite, handWritten.get(suite.name) ?? []));
  }
  const known = alphabets.map(({ name }) => name);
  const names = [...sections.keys()].filter((name) => known.includes(name)).sort();
  return [head, ...names.map((name) => sections.get(name)!)].join('\n');
}

const mark = '## ';

/** The sections of a page by the names of their suites. */
function sectionsIn(page: string): Map<string, string> {
  const parts = page.split(`\n${mark}`).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), `${mark}${part}`]));
}

function sectionOf({ name, file }: NamedSuite, handWritten: readonly Word[]): string {
  const machine = machineIn(file);
  const steps = stepsOf(file.tests);
  const whole = killsOf(machine, file.tests);
  const rows: readonly (readonly [string, readonly Word[]])[] = [
    ['cases written by hand', withoutPrefixes(handWritten)],
    ['a shortest way to each state', withoutPrefixes(stateCover(machine))],
    ['each transition that says or changes something', declaredTransitions(machine)],
    ['each transition', withoutPrefixes(transitionCover(machine))],
    ...methodRows(machine),
    ['**this suite**', file.tests],
    ['random walks of as many steps', randomWalks(machine, steps, longest, seed)],
  ];
  return `${mark}${name}

${file.about} ${machine.states.length} states, ${machine.inputs.length} stimuli, ${machine.outputs.length} outputs.

| tests | words | steps | output faults | transfer faults | all |
| --- | --- | --- | --- | --- | --- |
${rows.map(([what, suite]) => rowOf(what, suite, killsAmong(machine, suite, whole))).join('\n')}
`;
}

/** Of larger machines only the method is shown whose suites grow slowest; the others would take minutes. */
const mostStatesForAll = 60;

function methodRows(machine: Mealy): readonly (readonly [string, readonly Word[]])[] {
  if (machine.states.length > mostStatesForAll) return [['Wp', methods.Wp(machine)]];
  const suites = Object.entries(methods).map(([name, method]) => [name, method(machine)] as const);
  const [name, smallest] = suites.reduce((a, b) => (stepsOf(b[1]) < stepsOf(a[1]) ? b : a));
  return [...suites, [`${name} without words that notice nothing new`, reduced(machine, smallest)]];
}

function rowOf(what: string, suite: readonly Word[], { output, transfer }: Kills): string {
  const all = share(output.killed + transfer.killed, output.all + transfer.all);
  const cells = [
    what,
    suite.length,
    stepsOf(suite),
    share(output.killed, output.all),
    share(transfer.killed, transfer.all),
    all,
  ];
  return `| ${cells.join(' | ')} |`;
}

function stepsOf(suite: readonly Word[]): number {
  return suite.reduce((sum, word) => sum + word.length, 0);
}

/** In percent; 100 only when nothing is missing. */
function share(part: number, whole: number): string {
  if (part === whole) return '100 %';
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}
