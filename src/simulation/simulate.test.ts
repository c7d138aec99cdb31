import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { resultPage, resultSchema, type Scenario, shippedNames, shippedScenario, simulate } from './index.ts';

const validate = new Ajv().compile(resultSchema);

describe('the shipped scenarios', () => {
  it.each(shippedNames())('%s gives what it expects, in a result that its schema allows', (name) => {
    const result = simulate(shippedScenario(name)!);
    expect(result.expectations.length).toBeGreaterThan(0);
    expect(result.expectations.filter(({ met }) => !met)).toEqual([]);
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  });
});

/** A scenario cut short: the first move comes after a second, and the end two seconds later. */
function short(name: string, change: Partial<Scenario['links'][number]> = {}): Scenario {
  const scenario = shippedScenario(name)!;
  const at = Math.min(...scenario.schedule.map((step) => step.at)) - 1000;
  return {
    ...scenario,
    durationMs: 3500,
    schedule: scenario.schedule.map((step) => ({ ...step, at: step.at - at })),
    traffic: scenario.traffic.map((flow) =>
      flow.kind === 'requests' ? { ...flow, endMs: undefined } : { ...flow, octets: 100_000 },
    ),
    links: scenario.links.map((link) => ({ ...link, ...change })),
    expect: [],
  };
}

describe('a seed', () => {
  it.each(['xia-experiment-original', 'inter-ad', 'way-rendezvous'])(
    'gives the same octets of the result of %s again, another one other octets',
    (name) => {
      const scenario = short(name, { loss: 0.02, jitterMs: 1, duplicate: 0.02 });
      const run = (seed: number): string => JSON.stringify(simulate(scenario, { seed }));
      const first = run(7);
      expect(run(7)).toBe(first);
      expect(run(8)).not.toBe(first);
    },
  );
});

describe('the figures', () => {
  it('of the design of 2011 show what it loses, and that it never repeats', () => {
    const { totals, signalling, requests } = simulate(short('xia-experiment-original'));
    expect(totals.lost).toBeGreaterThan(348);
    expect(totals.gapMs).toBeGreaterThan(totals.freezeMs + totals.roundTripMs);
    expect(signalling.find(({ message }) => message === 'UPDATE')?.count).toBe(2);
    expect(requests[0]!.stretch.after).toBe(1);
  });

  it('count each message once, and draw its way', () => {
    const { signalling, ladder, routers } = simulate(short('inter-ad'));
    const count = (name: string): number => signalling.find(({ message }) => message === name)?.count ?? 0;
    expect(['Offer', 'Join', 'Joined', 'EndMark'].map(count)).toEqual([1, 2, 2, 1]);
    expect(count('Rebind')).toBeGreaterThanOrEqual(2);
    const join = ladder.messages.find(({ message }) => message === 'Join');
    expect(join).toMatchObject({ from: 'B', to: 'R2' });
    expect(join!.arrivedMs! - join!.sentMs).toBeCloseTo(0.1, 1);
    expect(routers.find(({ name }) => name === 'R0')).toMatchObject({ rowsMost: 1, dropped: 0 });
    expect(routers.find(({ name }) => name === 'R0')!.tunnelled).toBeGreaterThan(0);
  });

  it('of a link that is cut, and of nodes that are cut off, are losses', () => {
    const scenario = short('inter-ad');
    const move = scenario.schedule.map((step) => ({ ...step, at: 3400 }));
    const quality = { loss: 0, duplicate: 0, reorder: 0, reorderMs: 0, corrupt: 0 };
    const cutLink = { do: 'link' as const, between: ['R1', 'C'], ...quality };
    const lost = (schedule: Scenario['schedule']): number =>
      simulate({ ...scenario, schedule: [...move, ...schedule] }).totals.lost;
    expect(lost([])).toBe(0);
    const forHalfASecond = 250;
    for (const cut of [
      [
        { ...cutLink, at: 1000, up: false },
        { ...cutLink, at: 1500, up: true },
      ],
      [
        { do: 'partition' as const, at: 1000, nodes: ['client', 'R1'] },
        { do: 'partition' as const, at: 1500, nodes: [] },
      ],
    ]) {
      expect(Math.abs(lost(cut) - forHalfASecond)).toBeLessThan(25);
    }
  });

  it('of a host and of an access router that crash and come back show that the machine arrives', () => {
    for (const party of ['B', 'R0', 'R2']) {
      const scenario = short('inter-ad');
      const crash = { do: 'crash' as const, at: 1100, party, restartAfterMs: 300 };
      const { totals } = simulate({ ...scenario, durationMs: 9000, schedule: [...scenario.schedule, crash] });
      expect(totals).toMatchObject({ streamErrors: 0, sessionsLost: 0 });
    }
  });
});

describe('the page', () => {
  it('needs nothing else, and shows plot, ladder and tables', () => {
    const page = resultPage({ ...simulate(short('inter-ad')), title: '<b>"quoted" & more</b>' });
    expect(page).not.toMatch(/https?:|src=|@import|<b>/);
    expect(page).toContain('&#60;b&#62;');
    for (const part of ['class="plot"', 'class="ladder"', 'Signalling', 'prefers-color-scheme', 'viewport'])
      expect(page).toContain(part);
    for (const svg of page.match(/<svg[^]*?<\/svg>/g)!) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is made of a run in which nothing was sent, too', () => {
    const scenario = { ...short('inter-ad'), traffic: [], schedule: [], durationMs: 10 };
    expect(resultPage(simulate(scenario))).toContain('</html>');
  });
});
