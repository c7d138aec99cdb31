import { describe, expect, it } from 'vitest';
import { checkRebind } from './rebind-check.ts';
import { safeRebind, unsafeRebinds } from './rebind-designs.ts';

const limit = 400_000;

describe('a rebind', () => {
  it.each([
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 2],
  ])('holds with %i losses of everything and %i tests that fail', (losses, giveUps) => {
    const { verdict, violation } = checkRebind(safeRebind, { losses, giveUps }, limit);
    expect(violation).toBeNull();
    expect(verdict).toBe('holds');
  });
});

describe('an unsafe rebind', () => {
  it.each(Object.entries(unsafeRebinds))('is convicted: %s', (_, { breaks, faults, machines }) => {
    const { violation } = checkRebind(machines, faults, limit);
    expect(violation?.property).toBe(breaks);
  });
});
