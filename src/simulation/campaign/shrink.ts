/** Makes a scenario that fails smaller, as long as it fails. */
import type { Scenario } from '../scenario.ts';

/**
 * The smallest scenario that is found: steps, flows and machines are left out one after the other, then faults of links
 * are taken back, until nothing can be left out any more.
 *
 * @param fails whether a scenario still fails; called some hundred times at most.
 */
export function shrinkScenario(scenario: Scenario, fails: (smaller: Scenario) => boolean): Scenario {
  let smallest = scenario;
  for (let before: Scenario | undefined; before !== smallest;) {
    before = smallest;
    for (const smaller of smallerThan(smallest)) {
      if (!fails(smaller)) continue;
      smallest = smaller;
      break;
    }
  }
  return smallest;
}

function* smallerThan(scenario: Scenario): Generator<Scenario> {
  const without = <T>(values: readonly T[], index: number): T[] => values.filter((_, i) => i !== index);
  const { schedule, traffic, links } = scenario;
  // The second half of the faults is more often needless than a single one.
  for (const half of [schedule.slice(0, schedule.length >> 1), schedule.slice(schedule.length >> 1)])
    if (half.length > 1 && half.length < schedule.length) yield { ...scenario, schedule: half };
  for (const index of schedule.keys()) yield { ...scenario, schedule: without(schedule, index) };
  if (traffic.length > 1)
    for (const index of traffic.keys()) yield { ...scenario, traffic: without(traffic, index) };
  for (const [index, step] of schedule.entries()) {
    if (step.do !== 'link') continue;
    for (const fault of ['loss', 'duplicate', 'reorder'] as const) {
      if (step[fault] === 0) continue;
      const better = { ...step, [fault]: 0 };
      yield { ...scenario, schedule: schedule.map((one, i) => (i === index ? better : one)) };
    }
  }
  if (links.some(({ jitterMs }) => jitterMs > 0))
    yield { ...scenario, links: links.map((link) => ({ ...link, jitterMs: 0 })) };
}
