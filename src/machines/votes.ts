/** What the votes of a destination come to. */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { VotesJson } from '../protocol/generated/record-json.ts';

/** The reason for the first vote that is no; null when all are yes. */
export function noVote(votes: VotesJson): ReasonCode | null {
  if (votes.memory === 'no') return 'no-resources';
  if (votes.disk === 'no') return 'disk-not-ready';
  if (votes.device === 'no') return 'unsupported-format';
  if (votes.network === 'no') return 'network-not-ready';
  return null;
}
