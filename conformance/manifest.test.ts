import { expect, test } from 'vitest';
import { readManifest } from './manifest.ts';

test('a right manifest is taken as it is', () => {
  expect(
    readManifest({ roles: ['witness'], capabilities: ['keep-journal'], timers: { WITNESS_OPERATION: 100 } }),
  ).toEqual({
    roles: ['witness'],
    capabilities: ['keep-journal'],
    time: 'virtual',
    timers: { WITNESS_OPERATION: 100 },
  });
});

test.each([
  [{ roles: ['wittness'], capabilities: [] }, /unknown name "wittness" in "roles"/],
  [{ roles: ['witness', 'witness'], capabilities: [] }, /"witness" stands twice in "roles"/],
  [{ roles: ['witness'] }, /"capabilities" is not a list/],
  [
    { roles: ['witness'], capabilities: ['witness'] },
    /"witness" is claimed without a role that could have it/,
  ],
  [{ roles: [], capabilities: ['keep-journal'] }, /"keep-journal" is claimed without any role/],
  [{ roles: [], capabilities: [] }, /it claims no role and no capability/],
  [{ roles: ['witness'], capabilities: [], time: 'soon' }, /"time" is "soon"/],
  [{ roles: ['witness'], capabilities: [], timers: { NAP: 1 } }, /unknown timer "NAP"/],
  [{ roles: ['witness'], capabilities: [], timers: { WITNESS_OPERATION: 1 } }, /lies between 100 and 600000/],
  [{ roles: ['witness'], capabilities: [], colour: 'blue' }, /unknown member "colour"/],
])('%j is refused with a sentence', (raw, sentence) => {
  const problems = readManifest(raw);
  expect(Array.isArray(problems) && problems.join('; ')).toMatch(sentence);
});
