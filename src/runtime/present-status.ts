/** What a status says when the machine has been migrated since: the state of one migration cannot know of that. */
import type { StatusJson } from '../protocol/index.ts';
import type { Host } from './host.ts';
import type { Subject } from './mailer.ts';

/** The message, without the claim that the machine runs here when a later migration of it stands in the journal. */
export function atPresent<M extends { readonly type: string; readonly status?: StatusJson }>(
  host: Pick<Host, 'isLatest'>,
  subject: Subject,
  message: M,
): M {
  const { status } = message;
  if (status?.runsHere !== 'yes' || host.isLatest(subject)) return message;
  return { ...message, status: { ...status, runsHere: 'unknown' } };
}
