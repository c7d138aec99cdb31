/** The registry for other languages fits its schema, and the schema is closed. */
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

async function parsed(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(new URL(`../../spec/${name}`, import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
}

describe('spec/registry.json', () => {
  it('fits its schema, which refuses what it does not name', async () => {
    const validate = new Ajv({ strict: true, allErrors: true }).compile(await parsed('registry.schema.json'));
    const registry = await parsed('registry.json');
    expect(validate(registry), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...registry, more: 1 })).toBe(false);
    const { limits: _, ...less } = registry;
    expect(validate(less)).toBe(false);
  });
});
