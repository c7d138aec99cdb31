import { expect, it } from 'vitest';
import { watchCopies } from './copies.ts';

it('sees two copies that run, and a copy that runs after a later one', () => {
  const watch = watchCopies(() => 5);
  watch.changed('vm', 'A', true, 1);
  watch.changed('vm', 'A', false, 1);
  watch.changed('vm', 'B', true, 2);
  expect(watch.violations).toEqual([]);
  expect(watch.hostOf('vm')).toBe('B');
  watch.changed('vm', 'A', true, 1);
  expect(watch.violations).toEqual([
    'P1: vm runs at A and at B, at 5.0 ms',
    'P2: vm runs at A under epoch 1 after 2, at 5.0 ms',
  ]);
});
