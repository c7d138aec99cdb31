/** Explores configurations and convicts wrong designs, and says what came of it. */
import { configurations, settingOf, type ConfigurationName } from './configurations.ts';
import type { Copies } from './copies.ts';
import type { Exploration, FaultBudget, FindingAt } from './exploration.ts';
import { explore } from './explore.ts';
import { ladder } from './ladder.ts';
import { judgeProgress, properties, type PropertyName } from './properties.ts';
import type { UnsafeDesign } from './unsafe-designs.ts';

/** A property that does not hold, with a shortest way to where it does not. */
export interface Violation {
  readonly property: PropertyName;
  /** The requirement behind the property. */
  readonly requirement: string;
  readonly text: string;
  readonly ladder: readonly string[];
}

/** What came of exploring one configuration. */
export interface CheckResult {
  /** `incomplete`: nothing was found, and not everything was seen. */
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly worlds: number;
  readonly edges: number;
  /** Distinct local situations of all parties. */
  readonly cells: number;
  readonly violations: readonly Violation[];
}

/**
 * Explores a configuration with the machines as they are.
 *
 * @param limit the most worlds to keep; about 100 octets each.
 * @param faults faults that replace those of the configuration.
 */
export function checkConfiguration(
  name: ConfigurationName,
  limit: number,
  faults: FaultBudget = {},
): CheckResult {
  const { text, hasWitness, faults: standard } = configurations[name];
  const setting = settingOf({ text, hasWitness, faults: { ...standard, ...faults } });
  const exploration = explore(setting, { limit, stopAt: [] });
  return resultOf(exploration, [...exploration.findings, ...judgeProgress(exploration)]);
}

/** Explores a wrong design until the property that it breaks is seen broken. */
export function checkDesign({ configuration, machines, breaks }: UnsafeDesign, limit: number): CheckResult {
  const exploration = explore(settingOf(configuration, machines), { limit, stopAt: [breaks] });
  const findings = exploration.findings.some(({ property }) => property === breaks)
    ? exploration.findings
    : judgeProgress(exploration);
  return resultOf(
    exploration,
    findings.filter(({ property }) => property === breaks),
  );
}

function resultOf(exploration: Exploration<Copies>, findings: readonly FindingAt[]): CheckResult {
  const { complete, worlds, edges, cells } = exploration;
  return {
    verdict: findings.length > 0 ? 'violated' : complete ? 'holds' : 'incomplete',
    worlds,
    edges,
    cells,
    violations: findings.map((finding) => {
      const property = finding.property as PropertyName;
      return {
        property,
        requirement: properties[property].requirement,
        text: finding.text,
        ladder: ladder(exploration.way(finding)),
      };
    }),
  };
}
