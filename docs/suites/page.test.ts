import { expect, test } from 'vitest';
import type { NamedSuite } from '../../conformance/suites/suite-file.ts';
import { pageOf } from './page.ts';

/** Two states that only "ask" tells apart. */
function suiteOf(name: string): NamedSuite {
  const input = (called: string) => ({ name: called, sample: [], of: [] });
  return {
    name,
    file: {
      schema: '../schema/suite.schema.json',
      formatVersion: 1,
      about: 'A lamp.',
      party: 'witness',
      needs: [],
      bound: 2,
      inputs: [input('turn'), input('ask')],
      outputs: ['', 'dark', 'bright'],
      states: [
        {
          name: 'off',
          wait: 0,
          on: [
            [0, 1, ''],
            [1, 0, ''],
          ],
        },
        {
          name: 'on',
          wait: 0,
          on: [
            [0, 0, ''],
            [2, 1, ''],
          ],
        },
      ],
      tests: [[1, 0, 1, 1, 0, 1, 0, 0, 1]],
    },
  };
}

const none = new Map<string, never>();

test('a page has a section for each suite, in the order of their names', () => {
  const page = pageOf('', [suiteOf('witness'), suiteOf('rendezvous')], none);
  expect([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(['rendezvous', 'witness']);
  expect(page).toContain('| **this suite** | 1 | 9 | 100 % | 100 % | 100 % |');
});

test('sections about other suites stay, and those about suites that are no more go', () => {
  const both = pageOf('', [suiteOf('witness'), suiteOf('rendezvous')], none);
  const before = both.replace(/(## witness\n\n)A lamp/, '$1Another lamp');
  expect(before).not.toBe(both);
  const after = pageOf(`${before}\n## forgotten\n\nA text.\n`, [suiteOf('rendezvous')], none);
  expect(after).toBe(before);
});
