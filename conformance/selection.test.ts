import { expect, test } from 'vitest';
import { defineCase } from './case.ts';
import { isSelected, notClaimed } from './selection.ts';
import { delaysFor, firingTime } from './timing.ts';

const one = defineCase({
  id: 'codec/malformed/offer.x',
  title: 'x',
  covers: ['MSG-001'],
  role: 'codec',
  needs: ['message.decode'],
  async run() {},
});

test.each([
  ['codec/*', false],
  ['codec/**', true],
  ['codec/*/*', true],
  ['**', true],
  ['codec/malformed/offer?x', false],
  ['codec/malformed/offer.x', true],
  ['odec/**', false],
])('the glob %s', (glob, selected) => {
  expect(isSelected(one, { filter: [glob], roles: [], requirements: [] })).toBe(selected);
});

test('role and requirement are both asked for', () => {
  expect(isSelected(one, { filter: [], roles: ['codec'], requirements: ['MSG-001'] })).toBe(true);
  expect(isSelected(one, { filter: [], roles: ['codec'], requirements: ['MSG-002'] })).toBe(false);
  expect(isSelected(one, { filter: [], roles: ['witness'], requirements: ['MSG-001'] })).toBe(false);
});

test('what is not claimed is named', () => {
  const manifest = { roles: [], capabilities: [], time: 'virtual', timers: {} } as const;
  expect(notClaimed(one, manifest)).toBe('the manifest does not claim message.decode');
});

test('a timer that backs off fires at the sums of its delays', () => {
  expect([1, 2, 3, 6].map((n) => firingTime('OFFER_RETRY', 250, n))).toEqual([250, 750, 1750, 11_750]);
});

test('in real time only the timers of the case are short', () => {
  const delays = delaysFor(true, ['OFFER_RETRY', 'OFFER_LEASE'], { OFFER_RETRY: 60 });
  expect(delays).toMatchObject({
    OFFER_RETRY: 60,
    OFFER_LEASE: 100,
    COMMIT_RETRY: 30_000,
    FREEZE_RETRY: 10_000,
  });
  expect(delaysFor(false, ['OFFER_RETRY']).OFFER_RETRY).toBe(250);
});
