import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { resultSchema, shippedNames, shippedScenario, simulate } from './index.ts';

/** Scenarios that run in less than a second or two; the others are run by `xlmp simulate`. */
const slow = new Set<string>([]);
const fast = shippedNames().filter((name) => !slow.has(name));

describe('the shipped scenarios', () => {
  it.each(fast)('%s gives what it expects, in a result that its schema allows', (name) => {
    const result = simulate(shippedScenario(name)!);
    expect(result.expectations.length).toBeGreaterThan(0);
    expect(result.expectations.filter(({ met }) => !met)).toEqual([]);
    const validate = new Ajv().compile(resultSchema);
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('the design of 2011', () => {
  it('gives the figures of the logs of the project within five percent', () => {
    const { totals, requests, signalling } = simulate(shippedScenario('xia-experiment-original')!);
    const within = (value: number, logged: number): void =>
      expect(Math.abs(value - logged) / logged).toBeLessThan(0.05);
    within(totals.gapMs, 366.8);
    within(totals.lost, 366);
    within(totals.roundTripMs, 25.56);
    expect(totals.freezeMs).toBe(340.7);
    expect(requests[0]!.alive).toBe(true);
    expect(signalling.find(({ message }) => message === 'UPDATE')?.count).toBe(2);
  });
});

describe('a seed', () => {
  it('gives the same octets of the result again, another one other octets', () => {
    const scenario = shippedScenario('xia-experiment-original')!;
    const noisy = {
      ...scenario,
      durationMs: 3000,
      schedule: scenario.schedule.map((step) => ({ ...step, at: 1000 })),
    };
    const links = noisy.links.map((link) => ({ ...link, loss: 0.05, jitterMs: 1 }));
    const run = (seed: number): string => JSON.stringify(simulate({ ...noisy, links }, { seed }));
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });
});
