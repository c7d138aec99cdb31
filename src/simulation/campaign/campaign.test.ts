import { describe, expect, it } from 'vitest';
import { readScenario } from '../read-scenario.ts';
import type { Scenario, StepSpec } from '../scenario.ts';
import { simulate } from '../simulate.ts';
import { runCampaign } from './campaign.ts';
import { faultScenario } from './fault-scenario.ts';
import { shrinkScenario } from './shrink.ts';
import { violationsOf } from './verdict.ts';

const cut: StepSpec = { do: 'partition', at: 9_000, nodes: ['client'] };
const isCut = ({ schedule }: Scenario): boolean => schedule.some((step) => step === cut);

describe('fault schedules', () => {
  it('are the same for the same seed, and scenarios that a file can hold', () => {
    const scenario = faultScenario(7);
    expect(faultScenario(7)).toEqual(scenario);
    expect(faultScenario(8)).not.toEqual(scenario);
    expect(readScenario(JSON.stringify(scenario))).toMatchObject({ ok: true });
  });

  it('break nothing', () => {
    expect(runCampaign(1, 5, () => true)).toEqual([]);
  });

  it('show a session that is cut off for good', () => {
    const scenario = faultScenario(3);
    const broken = simulate({ ...scenario, schedule: [...scenario.schedule, cut] });
    expect(violationsOf(broken)).toContainEqual(expect.stringMatching(/^P6: requests client → vm/));
  });

  it('are made as small as what makes them fail', () => {
    const scenario = faultScenario(3);
    const smallest = shrinkScenario({ ...scenario, schedule: [...scenario.schedule, cut] }, isCut);
    expect(smallest.schedule).toEqual([cut]);
    expect(smallest.traffic).toHaveLength(1);
  });
});

describe('the verdict', () => {
  it('names copies that run twice, machines that run nowhere, and streams that are wrong', () => {
    const good = simulate({ ...faultScenario(1), schedule: [], durationMs: 12_000 });
    expect(violationsOf(good)).toEqual([]);
    const stream = { ...good.streams[0]!, errors: 3 };
    const wrong = {
      ...good,
      violations: ['P1: twice'],
      machines: [{ name: 'vm', host: null }],
      streams: [stream],
    };
    expect(violationsOf(wrong)).toEqual([
      'P1: twice',
      'P3: vm runs nowhere',
      'stream client → vm: 3 octets were not those that came next',
    ]);
  });
});
