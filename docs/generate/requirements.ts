/** The generator of `spec/registry/requirements.ts` from the chapters. */
import { readChapters } from './chapters.ts';
import { formatted, generatedLine } from './format.ts';
import type { Generator } from './generator.ts';
import { requirementRows } from './requirement-lines.ts';

/** Derives the table of requirements and the union of their ids. */
export const requirementsGenerator: Generator = {
  name: 'requirements',
  async files() {
    const rows = requirementRows(await readChapters());
    const path = 'spec/registry/requirements.ts';
    const text = [
      generatedLine('spec/*.md'),
      '/** The requirements of the specification. Data only. */\n',
      '/** Every requirement: id, level, chapter, section and text. */',
      `export const requirements = ${JSON.stringify(rows)} as const;\n`,
      '/** The id of a requirement. */',
      rows.length === 0
        ? 'export type RequirementId = string;\n'
        : `export type RequirementId = (typeof requirements)[number]['id'];\n`,
    ].join('\n');
    return new Map([[path, await formatted(path, text)]]);
  },
};
