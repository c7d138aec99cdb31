/** The case catalogue, and what covers each requirement, read out of the kit. */
import { requirements } from '../../spec/registry/requirements.ts';
import { type Case, loadCatalogue } from '../../conformance/index.ts';
import { readExcuses } from '../../conformance/mutants/closure.ts';
import { loadMutants } from '../../conformance/mutants/all.ts';
import type { Mutant } from '../../conformance/mutants/mutant.ts';
import { capabilities } from '../../conformance/manifest.ts';
import { markdownTable } from '../generate/figures/figure.ts';
import { type Page, relativePath, sectionPage } from './page.ts';
import { type Places, requirementLink } from './requirement-links.ts';

/** What the kit has. */
export interface Kit {
  readonly cases: readonly Case[];
  readonly mutants: readonly Mutant[];
}

/** Loads the catalogue and the mutants. */
export async function loadKit(): Promise<Kit> {
  const [cases, mutants] = await Promise.all([loadCatalogue(), loadMutants()]);
  return { cases, mutants };
}

const index = 'generated/catalogue.md';

/** One page for each role, with every case that decides about it. */
export function cataloguePages({ cases, mutants }: Kit, places: Places): Page {
  const roles = [...new Set(cases.map(({ role }) => role))].sort();
  const pages = roles.map((role) => {
    const path = cataloguePath(role);
    const own = cases.filter((one) => one.role === role);
    const text = own.map((one) => caseText(one, mutants, (id) => requirementLink(id, path, places)));
    return {
      path,
      title: `Cases: ${role.replace('-', ' ')}`,
      text: [`${own.length} cases.`, '', ...text].join('\n'),
    };
  });
  const says = `${cases.length} cases, and ${mutants.length} wrong readings of the specification that they must catch.`;
  return sectionPage(index, 'Case catalogue', says, pages);
}

function caseText(one: Case, mutants: readonly Mutant[], link: (id: string) => string): string {
  const caught = mutants.filter(({ caughtBy }) => caughtBy.includes(one.id));
  const facts = [
    `- decides about ${one.covers.map(link).join(', ')}`,
    ...one.needs.map((name) => `- needs \`${name}\`: ${capabilities[name]}`),
    ...(one.twin === undefined ? [] : [`- its valid twin: [${one.twin}](#${caseAnchor(one.twin)})`]),
    ...(one.timers === undefined ? [] : [`- timers that run out: ${one.timers.map(code).join(', ')}`]),
    ...caught.map(({ says }) => `- catches: ${says}`),
  ];
  return [
    `<a id="${caseAnchor(one.id)}"></a>`,
    '',
    `## ${one.id}`,
    '',
    `${one.title}.`,
    '',
    ...facts,
    '',
  ].join('\n');
}

/** Every requirement with its cases and its wrong readings. */
export function coveragePage({ cases, mutants }: Kit, places: Places): Page {
  const path = 'generated/coverage.md';
  const excuses = new Map(readExcuses().map(({ id, reason }) => [id, reason]));
  const chapters = [...new Set(requirements.map(({ chapter }) => chapter))];
  const caseLink = ({ id, role }: Case): string =>
    `[${id}](${relativePath(path, cataloguePath(role))}#${caseAnchor(id)})`;
  const covering = (id: string): readonly Case[] =>
    cases.filter(({ covers }) => (covers as readonly string[]).includes(id));
  const breaking = (id: string): readonly Mutant[] =>
    mutants.filter(({ breaks }) => (breaks as readonly string[]).includes(id));
  const sections = chapters.map((chapter) => {
    const rows = requirements.filter((row) => row.chapter === chapter);
    const table = markdownTable(
      ['requirement', 'level', 'what it says', 'cases', 'wrong readings'],
      rows.map(({ id, level, text }) => [
        requirementLink(id, path, places),
        level,
        text,
        covering(id).map(caseLink).join(', ') || excuses.get(id) || 'none',
        String(breaking(id).length),
      ]),
    );
    return `## ${chapter.replaceAll('-', ' ')}\n\n${table}\n`;
  });
  const binding = requirements.filter(({ level }) => level.startsWith('MUST'));
  const closed = binding.filter(({ id }) => covering(id).length > 0 && breaking(id).length > 0).length;
  return {
    path,
    title: 'Requirement coverage',
    text: [
      `${requirements.length} requirements, of which ${binding.length} bind. ${closed} of these have both a case that decides`,
      `about them and a wrong reading that is caught; ${excuses.size} cannot be seen from outside.`,
      '',
      ...sections,
    ].join('\n'),
  };
}

function cataloguePath(role: string): string {
  return `generated/catalogue/${role}.md`;
}

function caseAnchor(id: string): string {
  return `case-${id.replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
