import { describe, expect, it } from 'vitest';
import { type AnnouncedPlaces, isUsedUp, patienceMs } from './announced-places.ts';
import { excessOf } from './amplification-watch.ts';
import { type PlaceJudgement, watchPlaces } from './place-watch.ts';

const session = '5e'.repeat(16);
const settledAtA: AnnouncedPlaces = {
  peer: '11'.repeat(20),
  latest: { epoch: 1, sequence: 1 },
  good: { key: 'A', epoch: 1 },
  earlier: undefined,
  trial: undefined,
};
const trial = {
  key: 'B',
  epoch: 2,
  sinceMs: 1000,
  nonce: '',
  received: 100,
  sent: 300,
  isDoubtful: false,
};
const testsB: AnnouncedPlaces = { ...settledAtA, latest: { epoch: 2, sequence: 1 }, trial };

/** Sends in turn, each time with what is known then. */
function judgements(...sends: readonly (readonly [string, AnnouncedPlaces, number])[]): PlaceJudgement[] {
  const watch = watchPlaces();
  return sends.map(([to, known, nowMs]) => watch.sends(session, to, known, nowMs));
}

describe('the watch over places', () => {
  it('allows what was announced, and the last good place when the test has failed', () => {
    expect(
      judgements(
        ['A', settledAtA, 0],
        ['A', settledAtA, 1],
        ['B', testsB, 1000],
        ['A', testsB, 1000 + patienceMs],
      ),
    ).toEqual(['announced', 'as-before', 'announced', 'fell-back']);
  });

  it('knows the end of a test by the delays one after the other, whose sum is rounded', () => {
    const sinceMs = 2000.4;
    const endMs = [100, 200, 400, 800, 1600].reduce((at, delay) => at + delay, sinceMs);
    expect(endMs - sinceMs).toBeLessThan(patienceMs);
    expect(isUsedUp({ ...trial, sinceMs }, endMs)).toBe(true);
    expect(isUsedUp({ ...trial, sinceMs }, endMs - 0.001)).toBe(false);
  });

  it('convicts a place that nobody announced, a return before its time, and a place that has failed', () => {
    expect(judgements(['A', settledAtA, 0], ['B', settledAtA, 1]).at(-1)).toBe('unfounded');
    expect(judgements(['B', testsB, 1000], ['A', testsB, 999 + patienceMs]).at(-1)).toBe('unfounded');
    const fellBack = { ...testsB, trial: undefined };
    expect(
      judgements(['B', testsB, 1000], ['A', testsB, 1000 + patienceMs], ['B', fellBack, 9000]).at(-1),
    ).toBe('unfounded');
    expect(watchPlaces().sends(session, 'A', undefined, 0)).toBe('unfounded');
  });
});

describe('the watch over octets', () => {
  it('convicts the first octet above three times what came', () => {
    expect(excessOf(testsB)).toBeUndefined();
    expect(excessOf(settledAtA)).toBeUndefined();
    expect(excessOf({ ...testsB, trial: { ...trial, sent: 301 } })).toBe(
      '301 octets went to a place that is not proved, and 100 came from it',
    );
  });
});
