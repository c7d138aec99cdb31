import { describe, expect, it } from 'vitest';
import { adaptationDesigns } from './adaptation-designs.ts';
import { exploreAdaptation } from './adaptation-explore.ts';
import { movements, type MovementName } from './adaptation-script.ts';

const limit = 100_000;
const none = { crash: 0, journalFailure: 0 };

describe('access routers as they are', () => {
  it.each(Object.keys(movements) as MovementName[])('lose no machine that moves %s', (name) => {
    const result = exploreAdaptation({ movement: movements[name], faults: none }, limit);
    expect(result.violations).toEqual([]);
    expect(result.verdict).toBe('holds');
    expect(result.worlds).toBeGreaterThan(500);
  });

  it('lose none when one of them crashes, and its journal fails', () => {
    const faults = { crash: 1, journalFailure: 1 };
    const result = exploreAdaptation({ movement: movements['aborted-first'], faults }, limit);
    expect(result).toMatchObject({ verdict: 'holds', violations: [] });
  });

  it('are called incomplete, not safe, when not every world could be kept', () => {
    const result = exploreAdaptation({ movement: movements['there-and-back'], faults: none }, 100);
    expect(result).toMatchObject({ verdict: 'incomplete', violations: [] });
  });
});

describe('unsafe designs of routers', () => {
  it.each(Object.entries(adaptationDesigns))('%s is convicted', (_, design) => {
    const result = exploreAdaptation({ ...design, movement: movements[design.movement] }, limit);
    expect(result.verdict).toBe('violated');
    expect(result.violations[0]?.requirement).toBe(design.breaks);
    expect(result.violations[0]?.ladder.length).toBeGreaterThan(3);
  });

  it('differ from what holds in nothing but the routers', () => {
    const settings = new Set(
      Object.values(adaptationDesigns).map(({ movement, faults }) => JSON.stringify([movement, faults])),
    );
    for (const setting of settings) {
      const [name, faults] = JSON.parse(setting) as [MovementName, typeof none];
      const result = exploreAdaptation({ movement: movements[name], faults }, limit);
      expect(result).toMatchObject({ verdict: 'holds', violations: [] });
    }
  });
});
