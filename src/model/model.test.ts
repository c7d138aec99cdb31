import { describe, expect, it } from 'vitest';
import { checkConfiguration, checkDesign } from './check.ts';
import { unsafeDesigns } from './unsafe-designs.ts';

const limit = 300_000;

describe('the machines as they are', () => {
  it('keep the invariants with two hosts, a crash and anything that says no', () => {
    const result = checkConfiguration('direct-refusals', limit);
    expect(result.violations).toEqual([]);
    expect(result.verdict).toBe('holds');
    expect(result.worlds).toBeGreaterThan(1000);
  });

  it('keep the invariants with two hosts when a record or an operation fails', () => {
    expect(checkConfiguration('direct-slow', limit)).toMatchObject({ verdict: 'holds', violations: [] });
  });

  it('keep the invariants with a witness when everything under way is lost', () => {
    expect(checkConfiguration('witness-loss', limit)).toMatchObject({ verdict: 'holds', violations: [] });
  });

  it('are called incomplete, not safe, when not every world could be kept', () => {
    expect(checkConfiguration('direct', 500)).toMatchObject({ verdict: 'incomplete', violations: [] });
  });
});

describe('unsafe designs', () => {
  it.each(Object.entries(unsafeDesigns))('%s is convicted', (_, design) => {
    const result = checkDesign(design, limit);
    expect(result.verdict).toBe('violated');
    expect(result.violations[0]?.property).toBe(design.breaks);
    expect(result.violations[0]?.ladder.length).toBeGreaterThan(5);
  });

  it('differ from what holds in nothing but the machines', () => {
    const settings = new Map(
      Object.values(unsafeDesigns).map((design) => [JSON.stringify(design.configuration), design]),
    );
    for (const design of settings.values()) {
      expect(checkDesign({ ...design, machines: {} }, limit)).toMatchObject({
        verdict: 'holds',
        violations: [],
      });
    }
  });

  it('of libvirt lets two copies run after one lost answer', () => {
    const { violations } = checkDesign(unsafeDesigns['libvirt-v3']!, limit);
    expect(violations[0]).toMatchObject({ property: 'P1', requirement: 'INV-001', text: 'two copies run' });
    const ladder = violations[0]!.ladder.join('\n');
    expect(ladder).toContain('COMMIT_RETRY runs out');
    expect(ladder).toMatch(/\|-+ Commit -+>/);
    expect(ladder).toContain('==> the machine runs at the source and the destination');
  });
});
