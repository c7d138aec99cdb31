/** Explains cases, requirements and mutants: the clause, the exchange, what catches what. */
import type { Implementation } from '../../src/agent/index.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { requirements } from '../../spec/registry/requirements.ts';
import type { Case } from '../case.ts';
import { chainOf, groundsOf, sayingOf, showing } from '../ground/graph.ts';
import { grounds } from '../ground/grounds.ts';
import { capabilities } from '../manifest.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { clauseLine } from './clause-line.ts';
import { explainCode } from './codes.ts';
import { exchangeLines, playOnce } from './exchange-of.ts';

/** What is explained with. */
export interface Knowledge {
  readonly catalogue: readonly Case[];
  readonly mutants: readonly Mutant[];
  readonly reference: Implementation;
}

/** Explains what an id names; undefined when it names nothing. */
export async function explain(id: string, knowledge: Knowledge): Promise<string | undefined> {
  const one = knowledge.catalogue.find((member) => member.id === id);
  const mutant = knowledge.mutants.find((member) => member.id === id);
  const requirement = requirements.find((row) => row.id === id);
  const parts = [
    ...(one === undefined ? [] : [await explainCase(one, knowledge)]),
    ...(mutant === undefined ? [] : [await explainMutant(mutant, knowledge)]),
    ...(requirement === undefined ? [] : [explainRequirement(requirement, knowledge)]),
    explainCode(id) ?? '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join('\n');
}

async function explainCase(one: Case, { mutants, reference }: Knowledge): Promise<string> {
  const lines = [
    one.id,
    `  ${one.title}`,
    '',
    'Decides about',
    ...one.covers.map((id) => `  ${clauseLine(id)}`),
  ];
  for (const name of one.needs) lines.push(`Needs ${name}: ${capabilities[name]}`);
  lines.push(...listed('Stands on', chainOf(groundsOf(one.id)).map(groundLine)));
  const shown = Object.keys(grounds).filter((id) => showing(id).includes(one.id));
  lines.push(...listed('Is about the ground', shown.map(groundLine)));
  if (one.twin !== undefined) lines.push(`Its valid twin, which must be accepted: ${one.twin}`);
  if (one.timers !== undefined) lines.push(`Timers that run out: ${one.timers.join(', ')}`);
  lines.push(...listed('Catches', mutants.filter((mutant) => mutant.caughtBy.includes(one.id)).map(saying)));
  lines.push(...exchangeLines('Exchange with the reference', await playOnce(one, reference)));
  lines.push(`Run it alone: xlmp check --filter '${one.id}' -- COMMAND`);
  return `${lines.join('\n')}\n`;
}

async function explainMutant(mutant: Mutant, { catalogue, reference }: Knowledge): Promise<string> {
  const lines = [
    mutant.id,
    `  ${mutant.says}`,
    '',
    'Breaks',
    ...mutant.breaks.map((id) => `  ${clauseLine(id)}`),
  ];
  const catching = catalogue.filter((one) => mutant.caughtBy.includes(one.id));
  lines.push(...listed('Caught by', catching.map(titled)));
  const [first] = catching;
  if (first !== undefined) {
    const run = await playOnce(first, mutant.make(reference));
    if (run.mismatch !== undefined) {
      lines.push(`Expected  ${run.mismatch.expectedOneOf.join(', or ')}`, `Actual    ${run.mismatch.actual}`);
    }
    lines.push(...exchangeLines(`Exchange of ${first.id} with it`, run));
  }
  lines.push(`Try it: xlmp selftest --mutant ${mutant.id}`);
  return `${lines.join('\n')}\n`;
}

function explainRequirement(
  {
    id,
    chapter,
    section,
  }: { readonly id: RequirementId; readonly chapter: string; readonly section: string },
  { catalogue, mutants }: Knowledge,
): string {
  const covering = catalogue.filter((one) => one.covers.includes(id)).map(titled);
  const breaking = mutants.filter((mutant) => mutant.breaks.includes(id)).map(saying);
  const lines = [
    clauseLine(id),
    `Chapter ${chapter.replaceAll('-', ' ')}, ${section}`,
    ...(covering.length === 0 ? ['No case decides about it.'] : listed('Decided by', covering)),
    ...listed('Wrong readings', breaking),
  ];
  return `${lines.join('\n')}\n`;
}

function listed(title: string, members: readonly string[]): readonly string[] {
  return members.length === 0 ? [] : [title, ...members.map((member) => `  ${member}`)];
}

/** A ground on one line. */
function groundLine(id: string): string {
  const about = showing(id);
  return `${id}: ${sayingOf(id)}${about.length === 0 ? '' : ` (about it: ${about.join(', ')})`}`;
}

function titled({ id, title }: Case): string {
  return `${id}: ${title}`;
}

function saying({ id, says }: Mutant): string {
  return `${id}: ${says}`;
}
