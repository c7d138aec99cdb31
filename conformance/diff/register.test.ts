import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../catalogue.ts';
import { packageRoot } from '../package-root.ts';
import { isCited } from './cited.laws.ts';
import { nextId, readRegister, registerOfSpecification, specificationRegister } from './register.ts';

const text = readFileSync(registerOfSpecification(), 'utf8');
const { entries } = specificationRegister();

/** The register with its first entry changed. */
function changed(change: Readonly<Record<string, unknown>>): string {
  const value = JSON.parse(text) as { entries: Record<string, unknown>[] };
  Object.assign(value.entries[0]!, change);
  return JSON.stringify(value);
}

describe('the register of the specification', () => {
  test('has the published form', () => {
    const schema = readFileSync(new URL('spec/ambiguities.schema.json', packageRoot()), 'utf8');
    const validate = new Ajv({ strict: true }).compile(JSON.parse(schema) as object);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  test('names cases, requirements and sections that are there', async () => {
    const cases = new Set((await loadCatalogue()).map(({ id }) => id));
    for (const { seen, by } of entries) {
      expect(cases).toContain(seen.case);
      for (const what of by) expect(isCited(what), what).toBe(true);
    }
  });
});

describe('reading a register', () => {
  test('takes that of the specification', () => {
    expect(readRegister(text)).toMatchObject({ entries: [{ id: 'AMB-001' }, ...entries.slice(1)] });
  });

  test.each([
    ['no JSON', '{', /^not JSON/],
    ['something else', '[]', /^not an object with "about" and "entries"$/],
    ['an id of another form', changed({ id: 'AMB-1' }), /^entries\[0\]: "id" is AMB- and three digits$/],
    ['an id twice', changed({ id: 'AMB-002' }), /^AMB-002 stands twice$/],
    ['an unknown status', changed({ status: 'odd' }), /"status" is one of open, free, settled$/],
    [
      'what is settled by nothing',
      changed({ status: 'settled', by: [] }),
      /"by" is empty, but the status is settled$/,
    ],
    ['no trace', changed({ seen: { case: 'x' } }), /"seen" has no "case" or no "trace"$/],
    [
      'one behaviour',
      changed({ seen: { case: 'x', trace: [], behaviours: [{ by: 'x', does: 'y' }] } }),
      /list of two/,
    ],
    ['no subjects', changed({ subjects: [] }), /"subjects" is no list of texts$/],
  ])('refuses %s', (_, given, why) => {
    expect(readRegister(given)).toMatch(why);
  });

  test('numbers on', () => {
    expect(nextId({ about: '', entries: [] })).toBe('AMB-001');
    expect(nextId({ about: '', entries })).toBe(`AMB-${String(entries.length + 1).padStart(3, '0')}`);
  });
});
