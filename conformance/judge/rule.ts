/** A rule across the messages of a capture: is shown each message in order and keeps what it must remember. */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { Observed } from './observe.ts';

/** Where a rule says what it finds about the message that it is shown. */
export interface RuleVoice {
  /** Whether anybody asks what this sender breaks; who is not asked about is only what others have heard. */
  isAsked(sender: string): boolean;
  broken(requirement: RequirementId, says: string): void;
  unjudged(why: string, frame: number): void;
}

/** A rule; a new one for each capture. */
export type Rule = (observed: Observed, voice: RuleVoice) => void;
