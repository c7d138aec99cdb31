/** Watches that a place that has not proved itself is sent at most three times what came from it (P5). */
import { adaptationLimits } from '../../../spec/registry/limits.ts';
import type { AnnouncedPlaces } from './announced-places.ts';

/** What is wrong with what went to the place under test so far; undefined when it is within the limit. */
export function excessOf(known: AnnouncedPlaces | undefined): string | undefined {
  const trial = known?.trial;
  if (trial === undefined || trial.sent <= adaptationLimits.amplification * trial.received) return undefined;
  return `${trial.sent} octets went to a place that is not proved, and ${trial.received} came from it`;
}
