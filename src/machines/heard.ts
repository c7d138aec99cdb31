/** What both hosts take from the events that they hear, as parameters of conditions and actions. */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { StatementJson } from '../protocol/generated/record-json.ts';
import type { PermitClaims } from './records.ts';

/** The arguments of a function that takes something from an event of one type. */
export interface Heard<Event extends { readonly type: string }, Type extends Event['type']> {
  readonly event: Extract<Event, { type: Type }>;
}

/** The reason in a message. */
export function reasonOf({ event }: { event: { readonly reason: { readonly reason: ReasonCode } } }): {
  reason: ReasonCode;
} {
  return { reason: event.reason.reason };
}

/** The permit in a message, and the statement of the witness where there is one. */
export function rightOf({
  event,
}: {
  event: { readonly permit: PermitClaims; readonly statement?: StatementJson };
}): { permit: PermitClaims; statement: StatementJson | null } {
  return { permit: event.permit, statement: event.statement ?? null };
}
