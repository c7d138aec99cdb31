/**
 * Judges what others recorded, without being a party: each packet and message by itself, then what one message says
 * about those before it. What parties keep to themselves, silence and timers cannot be judged from outside.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { Capture } from '../../src/capture/index.ts';
import { toHex } from '../../src/core/hex.ts';
import { verifyMessage } from '../../src/protocol/index.ts';
import { exchangeRule } from './exchanges.ts';
import type { Finding, Unjudged } from './finding.ts';
import { observe, observePacket, type Observer } from './observe.ts';
import { machineRule } from './machines.ts';
import { permitRule, runningRule, statementRule, witnessConsentRule } from './ownership.ts';
import { announcementRule, delegateRule } from './places.ts';
import { recordRule } from './record-faults.ts';
import type { Rule, RuleVoice } from './rule.ts';

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
  recordRule,
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
  const unjudged = new Map<string, number[]>();
  const { observer, findings, messages } = judging(verifyMessage, {
    isAsked: () => true,
    unjudged: (why, frame) => void unjudged.set(why, [...(unjudged.get(why) ?? []), frame]),
  });
  observe(capture, observer);
  return {
    frames: capture.frames.length,
    messages: messages(),
    findings,
    unjudged: [...unjudged].map(([why, frames]) => ({ why, frames })),
    isCut: capture.cutAt !== undefined,
  };
}

/**
 * Makes a judge of packets that come one by one, who is asked about one sender; gives what each of its messages breaks,
 * with the number that the packet was given. That authenticators of the sender are good is known already.
 *
 * @param of the id of the HID of the sender, in hexadecimal.
 */
export function packetJudge(of: string): (packet: Uint8Array, frame: number) => readonly Finding[] {
  const verify: Observer['verify'] = (octets, message) =>
    toHex(message.header.sender) === of ? { ok: true, value: message } : verifyMessage(octets, message);
  const { observer, findings } = judging(verify, {
    isAsked: (sender) => sender === of,
    unjudged: () => undefined,
  });
  return (packet, frame) => {
    const before = findings.length;
    observePacket(packet, frame, observer);
    return findings.slice(before).filter(({ by }) => by === of);
  };
}

/** The rules, told of by an observer. */
function judging(
  verify: Observer['verify'],
  { isAsked, unjudged }: Omit<RuleVoice, 'broken'>,
): {
  readonly observer: Observer;
  readonly findings: readonly Finding[];
  messages(): number;
} {
  const rules = ruleMakers.map((make) => make());
  const findings: Finding[] = [];
  let messages = 0;
  const observer: Observer = {
    verify,
    broken: (finding) => void findings.push(finding),
    unjudged,
    seen(observed) {
      messages += 1;
      const { frame, sender } = observed;
      const broken = (requirement: RequirementId, says: string): void =>
        void findings.push({ frame, by: sender, requirement, says });
      for (const rule of rules) rule(observed, { broken, unjudged, isAsked });
    },
  };
  return { observer, findings, messages: () => messages };
}
