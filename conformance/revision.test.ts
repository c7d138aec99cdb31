import { expect, test } from 'vitest';
import { requirements } from '../spec/registry/requirements.ts';
import { readRevision, revisionNames } from './revision.ts';

test('every revision is a list of ids, in order, none twice', () => {
  for (const name of revisionNames()) {
    const ids = [...readRevision(name).requirements];
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const id of ids) expect(id).toMatch(/^[A-Z]{3}-\d{3}$/);
  }
});

test('a requirement of the specification that no revision has is newer than all of them', () => {
  const known = new Set(revisionNames().flatMap((name) => [...readRevision(name).requirements]));
  const inForce = requirements.filter(({ id }) => known.has(id));
  expect(inForce.length).toBeGreaterThan(200);
});
