import { describe, expect, it } from 'vitest';
import { mustRunAt } from './placement.ts';

describe('where a guest must run after an agent was killed', () => {
  it.each([
    [undefined, [], 'destination'],
    ['ordered', ['ordered', 'source-aborted'], 'source'],
    ['accepted', ['ordered', 'source-aborted'], 'source'],
    ['prepared', ['ordered', 'source-aborted'], 'source'],
    ['committed', ['ordered', 'frozen', 'committed'], 'destination'],
    ['permitted', ['ordered', 'frozen', 'committed', 'source-done'], 'destination'],
  ] as const)('after %s', (killAfter, steps, side) => expect(mustRunAt(killAfter, steps)).toBe(side));

  it.each(['frozen', 'complete'] as const)('after %s as the journal of the source says', (killAfter) => {
    expect(mustRunAt(killAfter, ['ordered', 'frozen'])).toBe('source');
    expect(mustRunAt(killAfter, ['ordered', 'frozen', 'source-aborted'])).toBe('source');
    expect(mustRunAt(killAfter, ['ordered', 'frozen', 'committed', 'swapped'])).toBe('destination');
    expect(mustRunAt(killAfter, ['ordered', 'frozen', 'committed', 'source-done'])).toBe('destination');
    expect(mustRunAt(killAfter, ['ordered', 'frozen', 'committed', 'regained'])).toBe('source');
  });

  it('by the last migration, and by records of sources only', () => {
    const before = ['ordered', 'frozen', 'committed', 'source-done', 'accepted', 'running'];
    expect(mustRunAt('frozen', [...before, 'ordered', 'frozen', 'prepared'])).toBe('source');
    expect(mustRunAt('frozen', [])).toBe('source');
  });
});
