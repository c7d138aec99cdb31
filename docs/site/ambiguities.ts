/** The register of ambiguities as a page. */
import { specificationRegister } from '../../conformance/diff/register.ts';
import type { Page } from './page.ts';
import { type Places, requirementLink } from './requirement-links.ts';

const path = 'generated/ambiguities.md';

/** The page. */
export function ambiguitiesPage(places: Places): Page {
  const { about, entries } = specificationRegister();
  const parts = entries.map(({ id, title, role, status, by, seen, remark }) => {
    const because = by.map((one) => reference(one, places));
    return [
      `## ${id}: ${title}`,
      '',
      `A ${role.replaceAll('-', ' ')}; ${status}${because.length === 0 ? '' : `, by ${because.join(', ')}`}. ${remark}`,
      '',
      ...seen.behaviours.map(({ by: who, does }) => `- ${who}: \`${does}\``),
      '',
      `Seen in \`${seen.case}\`:`,
      '',
      '```text',
      ...seen.trace,
      '```',
      '',
    ].join('\n');
  });
  return { path, title: 'Ambiguities', text: [about, '', ...parts].join('\n') };
}

/** A requirement as a link; a section as one to its chapter. */
function reference(what: string, places: Places): string {
  return what.startsWith('spec/')
    ? `[${what.replace('.md#', ', ')}](../${what})`
    : requirementLink(what, path, places);
}
