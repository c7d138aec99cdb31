/**
 * Judges what others recorded, without being a party: each packet and message by itself, then what one message says
 * about those before it. What parties keep to themselves, silence and timers cannot be judged from outside.
 */
import type { Capture } from '../../src/capture/index.ts';
import { exchangeRule } from './exchanges.ts';
import type { Finding, Unjudged } from './finding.ts';
import { observe } from './observe.ts';
import { machineRule } from './machines.ts';
import { permitRule, runningRule, statementRule, witnessConsentRule } from './ownership.ts';
import { announcementRule, delegateRule } from './places.ts';
import type { Rule } from './rule.ts';

/** What a capture was found to be. */
export interface Judgement {
  readonly frames: number;
  /** Messages that decode and have a good authenticator. */
  readonly messages: number;
  /** In the order of the frames. */
  readonly findings: readonly Finding[];
  readonly unjudged: readonly Unjudged[];
  /** Whether the file ends within a frame, because its writer was interrupted. */
  readonly isCut: boolean;
}

const ruleMakers: readonly (() => Rule)[] = [
  exchangeRule,
  runningRule,
  permitRule,
  witnessConsentRule,
  statementRule,
  announcementRule,
  delegateRule,
  machineRule,
];

/** Judges a capture. */
export function judge(capture: Capture): Judgement {
  const rules = ruleMakers.map((make) => make());
  const findings: Finding[] = [];
  const unjudged = new Map<string, number[]>();
  let messages = 0;
  const doubt = (why: string, frame: number): void =>
    void unjudged.set(why, [...(unjudged.get(why) ?? []), frame]);
  observe(capture, {
    broken: (finding) => void findings.push(finding),
    unjudged: doubt,
    seen(observed) {
      messages += 1;
      const { frame, sender } = observed;
      for (const rule of rules)
        rule(observed, {
          broken: (requirement, says) => void findings.push({ frame, by: sender, requirement, says }),
          unjudged: doubt,
        });
    },
  });
  return {
    frames: capture.frames.length,
    messages,
    findings,
    unjudged: [...unjudged].map(([why, frames]) => ({ why, frames })),
    isCut: capture.cutAt !== undefined,
  };
}
