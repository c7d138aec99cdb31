/** Types, guards, changes and timers of a rebinding: what its states are written with (chapter 13). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import type { AttachmentJson, BindingJson } from '../protocol/generated/record-json.ts';
import { isBoundHere, isFollowed, isNews, isOver, isOvertaken } from './announcing.ts';
import { requestOnly, type EffectActions } from './effects.ts';
import type { MachineMeta } from './note.ts';
import type {
  RebindingContext,
  RebindingEffect,
  RebindingEvent,
  RebindingInput,
} from './rebinding-events.ts';
import { delayOf, mayRepeat, nextCount } from './timing.ts';

type Args = { readonly context: RebindingContext };

const effects: EffectActions<RebindingEffect> = { send: requestOnly, report: requestOnly };

/** The language in which the states of a rebinding are written. */
export const rebindingSetup = setup({
  types: {
    context: {} as RebindingContext,
    events: {} as RebindingEvent,
    input: {} as RebindingInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<RebindingContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
    /** Forgets the count. */
    countAnew: assign({ count: 0 }),
  },
  guards: {
    isNews: ({ context }, { attachment }: { attachment: AttachmentJson }) => isNews(context, attachment),
    isProved: ({ context }, { binding, challenge }: { binding: BindingJson; challenge: string | null }) =>
      challenge === null && isBoundHere(context, binding),
    isChallenged: ({ context }, { binding, challenge }: { binding: BindingJson; challenge: string | null }) =>
      challenge !== null && isBoundHere(context, binding),
    isOver: ({ context }, { binding }: { binding: BindingJson }) => isOver(context, binding),
    isOvertaken: ({ context }, { binding }: { binding: BindingJson }) => isOvertaken(context, binding),
    isFirstCookie: ({ context }) => context.cookie === '',
    mayRepeat: ({ context }, { timer }: { timer: TimerName }) =>
      mayRepeat(timer, context.count, context.timing),
    isDelegate: ({ context }) => isFollowed(context),
  },
  delays: {
    REBIND_RETRY: ({ context }) => delayOf('REBIND_RETRY', context.count, context.timing),
  },
});
