/** What a correspondent sends, and to where (chapter 14). */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  RebindRequest,
} from './correspondent-events.ts';
import type { ParamsOf } from './effects.ts';
import type { Heard } from './heard.ts';
import { reasonRecord } from './records.ts';

type Params = ParamsOf<CorrespondentEffect, 'send'>;
type Args = { readonly context: CorrespondentContext };
type HeardRebind = Heard<CorrespondentEvent, 'received.Rebind'>;

/** The opening: to where the other end is looked for, and every second time by its rendezvous. */
export function opening({ context }: Args): Params {
  const by = context.hasRendezvous && context.count % 2 === 1 ? 'rendezvous' : 'open';
  return { to: by, nodes: '', message: { type: 'SessionOpen' } };
}

/** The acceptance: to the place of the other end. */
export function acceptance({ context }: Args): Params {
  return { to: 'place', nodes: placeOf(context), message: { type: 'SessionAccept' } };
}

/** The answer with a challenge: to the place under test, and nowhere else. */
export function challenge({ context }: Args): Params {
  const { session, latest, nonce } = context;
  return {
    to: 'place',
    nodes: placeOf(context),
    message: {
      type: 'RebindAnswer',
      session: { session },
      binding: { outcome: 'bound', ...latest },
      challenge: { nonce },
    },
  };
}

/** The answer that nothing more is wanted: to the place that is proved. */
export function confirmation({ context }: Args): Params {
  return answer(context, 'bound', 'place');
}

/** The answer that a later announcement is known: to where the question came from. */
export function staleness({ context }: Args): Params {
  return answer(context, 'stale', 'sender');
}

/** The answer that asks for a cookie. */
export function cookie(): Params {
  return { to: 'sender', nodes: '', message: { type: 'RebindCookie' } };
}

/** The answer to a rebind that is not good. */
export function refusal({ event }: HeardRebind): Params {
  const reason: ReasonCode = event.verdict === 'valid' ? 'attachment' : event.verdict;
  return { to: 'sender', nodes: '', message: { type: 'Refused', reason: reasonRecord(reason) } };
}

/** What a rebind asks for. */
export function requestOf({ event }: HeardRebind): RebindRequest {
  const { place, octets, answerOctets, nonce } = event;
  return { place, octets, answerOctets, nonce };
}

/** Where data go: the place that is proved, or the one under test. */
export function direction({ context }: Args): ParamsOf<CorrespondentEffect, 'direct'> {
  return { nodes: placeOf(context), isProved: context.trial === null };
}

function answer(context: CorrespondentContext, outcome: 'bound' | 'stale', to: 'place' | 'sender'): Params {
  const { session, latest } = context;
  return {
    to,
    nodes: to === 'place' ? placeOf(context) : '',
    message: { type: 'RebindAnswer', session: { session }, binding: { outcome, ...latest } },
  };
}

function placeOf({ trial, good }: CorrespondentContext): string {
  return (trial ?? good)?.nodes ?? '';
}
