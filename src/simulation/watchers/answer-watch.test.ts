import { expect, it } from 'vitest';
import { cancelObjection, statusObjection, watchFates } from './answer-watch.ts';

const stayed = { hasMoved: false, hasReturned: false };
const moved = { hasMoved: true, hasReturned: false };
const returned = { hasMoved: false, hasReturned: true };
const elsewhere = { runsHere: false, hasOnlyThis: true };
const here = { runsHere: true, hasOnlyThis: true };

it('takes from hypervisors what became of a migration', () => {
  const fates = watchFates();
  const about = { machine: '11', migration: '22' };
  fates.performed({ ...about, operation: 'thaw', epoch: 1 });
  expect(fates.of('22', 2)).toEqual(stayed);
  fates.performed({ ...about, operation: 'thaw', epoch: 3 });
  expect(fates.of('22', 2)).toEqual(returned);
  fates.performed({ ...about, migration: '33', operation: 'start', epoch: 2 });
  expect(fates.of('33', 2)).toEqual(moved);
});

it('convicts a cancel that is not answered, or answered against what happened', () => {
  expect(cancelObjection(undefined, stayed)).toBe('was never answered');
  expect(cancelObjection({ outcome: 'done' }, moved)).toContain('"done"');
  expect(cancelObjection({ outcome: 'done' }, returned)).toContain('"done"');
  expect(cancelObjection({ outcome: 'too-late' }, stayed)).toContain('"too late"');
  expect(cancelObjection({ outcome: 'done' }, stayed)).toBeUndefined();
  expect(cancelObjection({ outcome: 'too-late' }, moved)).toBeUndefined();
  expect(cancelObjection({ outcome: 'too-late' }, returned)).toBeUndefined();
  for (const fate of [stayed, moved, returned])
    expect(cancelObjection({ outcome: 'unknown' }, fate)).toBeUndefined();
});

it('convicts a status that is not answered, or answered against what happened', () => {
  const unknown = 'unknown' as const;
  expect(statusObjection(undefined, stayed, elsewhere)).toBe('was never answered');
  for (const outcome of ['active', 'aborted'] as const) {
    expect(statusObjection({ outcome, runsHere: unknown }, stayed, elsewhere)).toBeUndefined();
    expect(statusObjection({ outcome, runsHere: unknown }, moved, elsewhere)).toContain('committed');
  }
  for (const outcome of ['committed', 'done', 'given-back'] as const)
    expect(statusObjection({ outcome, runsHere: unknown }, stayed, elsewhere)).toContain(outcome);
  expect(statusObjection({ outcome: 'done', runsHere: 'no' }, moved, elsewhere)).toBeUndefined();
  expect(statusObjection({ outcome: 'given-back', runsHere: 'yes' }, returned, here)).toBeUndefined();
  expect(statusObjection({ outcome: unknown, runsHere: unknown }, moved, here)).toBeUndefined();
});

it('convicts a wrong "yes", and a "no" that no later migration explains', () => {
  expect(statusObjection({ outcome: 'done', runsHere: 'yes' }, moved, elsewhere)).toContain('wrong');
  expect(statusObjection({ outcome: 'aborted', runsHere: 'no' }, stayed, here)).toContain('wrong');
  const later = { runsHere: true, hasOnlyThis: false };
  expect(statusObjection({ outcome: 'done', runsHere: 'no' }, moved, later)).toBeUndefined();
});
