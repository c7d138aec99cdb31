import { expect, test } from 'vitest';
import { killsOf, withinBudget } from './budget.ts';
import { type Case, type CaseRole, defineCase } from './case.ts';

function caseOf(id: string, twin?: string): Case {
  const role = id.split('/')[0] as CaseRole;
  const more = twin === undefined ? {} : { twin };
  return defineCase({
    id,
    title: id,
    covers: ['XIP-001'],
    role,
    needs: [],
    run: async () => undefined,
    ...more,
  });
}

/** The ids in the order in which they are given, when a case of each role takes so many milliseconds. */
function given(
  cases: readonly Case[],
  ms: number,
  kills: Readonly<Record<string, readonly string[]>>,
  cost: Readonly<Partial<Record<CaseRole, number>>> = {},
  twins: readonly Case[] = [],
): readonly string[] {
  let time = 0;
  const ids: string[] = [];
  const budget = { ms, kills: new Map(Object.entries(kills)), now: () => time };
  for (const one of withinBudget(cases, twins, budget)) {
    ids.push(one.id);
    time += cost[one.role] ?? 10;
  }
  return ids;
}

const [a, b, c] = [caseOf('witness/a'), caseOf('witness/b'), caseOf('witness/c')];

test('what catches the most that nothing else has caught comes first', () => {
  const kills = { 'witness/a': ['1'], 'witness/b': ['1', '2', '3'], 'witness/c': ['4', '5'] };
  expect(given([a, b, c], 1000, kills)).toEqual(['witness/b', 'witness/c', 'witness/a']);
});

test('it ends when the budget is spent', () => {
  expect(given([a, b, c], 15, {})).toEqual(['witness/a', 'witness/b']);
  expect(given([a, b, c], 0, {})).toEqual([]);
});

test('cases of a role that turns out dear stand back', () => {
  const [dear, dearer, cheap, cheaper] = ['witness/a', 'witness/b', 'codec/a', 'codec/b'].map((id) =>
    caseOf(id),
  ) as [Case, Case, Case, Case];
  const kills = {
    'witness/a': ['1', '2', '3', '4'],
    'witness/b': ['5', '6', '7'],
    'codec/a': ['8', '9'],
    'codec/b': ['10'],
  };
  const cost = { witness: 100, codec: 1 } as const;
  expect(given([dear, dearer, cheap, cheaper], 1000, kills, cost)).toEqual([
    'witness/a',
    'witness/b',
    'codec/a',
    'codec/b',
  ]);
  const more = { ...kills, 'witness/b': ['5', '6'], 'codec/a': ['8', '9', '10'] };
  expect(given([dear, dearer, cheap, cheaper], 1000, more, cost)).toEqual([
    'witness/a',
    'codec/a',
    'witness/b',
    'codec/b',
  ]);
});

test('a valid twin comes right before the case that needs it, once, also when it was not selected', () => {
  const twin = caseOf('witness/twin');
  const [first, second] = [caseOf('witness/d', 'witness/twin'), caseOf('witness/e', 'witness/twin')];
  const kills = { 'witness/d': ['1'], 'witness/e': ['2'] };
  expect(given([a, first, second], 1000, kills, {}, [twin])).toEqual([
    'witness/twin',
    'witness/d',
    'witness/e',
    'witness/a',
  ]);
});

test('kills are read from the mutants', () => {
  const mutants = [
    { id: 'm', caughtBy: ['witness/a', 'witness/b'] },
    { id: 'n', caughtBy: ['witness/a'] },
  ];
  expect([...killsOf(mutants)]).toEqual([
    ['witness/a', ['m', 'n']],
    ['witness/b', ['m']],
  ]);
});
