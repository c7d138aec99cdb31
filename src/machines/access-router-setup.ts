/** Types, guards, changes and timers of the access router: what its states are written with (chapter 12). */
import { assign, setup } from 'xstate';
import type { AttachmentJson } from '../protocol/generated/record-json.ts';
import type {
  AccessRouterContext,
  AccessRouterEffect,
  AccessRouterEvent,
  AccessRouterInput,
  AccessRouterStep,
  AttachmentRequest,
} from './access-router-events.ts';
import { type Args, holdOver, whenRecorded } from './access-router-messages.ts';
import { requestOnly, type EffectActions } from './effects.ts';
import type { MachineMeta } from './note.ts';
import type { Verdict } from './records.ts';
import { delayOf } from './timing.ts';

const effects: EffectActions<AccessRouterEffect> = {
  answer: requestOnly,
  writeJournal: requestOnly,
  setRow: requestOnly,
  flush: requestOnly,
  dropHeld: requestOnly,
  sendMark: requestOnly,
  report: requestOnly,
};

/** The language in which the states of the access router are written. */
export const accessRouterSetup = setup({
  types: {
    context: {} as AccessRouterContext,
    events: {} as AccessRouterEvent,
    input: {} as AccessRouterInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<AccessRouterContext>) => values),
    /** What is pending is so. */
    set: assign(({ context }: Args) => whenRecorded(context)),
    forget: assign({ pending: null }),
    /** A hold begins; that of another migration, if there is one, is over. */
    beginHold: assign(({ context }: Args, { migration }: { migration: string }) => ({
      ...holdOver(context, context.holder),
      holder: migration,
      awaitsMark: false,
    })),
    /** The hold that there is, is over. */
    endHold: assign(({ context }: Args) => holdOver(context, context.holder)),
    /** The hold of this migration is over, should it come later. */
    spendHold: assign(({ context }: Args, { migration }: { migration: string }) =>
      holdOver(context, migration),
    ),
  },
  guards: {
    isBad: (_, { verdict }: { verdict: Verdict | 'none' }) => verdict !== 'valid' && verdict !== 'none',
    /** The sender is attached here under just this epoch. */
    isAttached: ({ context }, { from, epoch }: AttachmentRequest) =>
      context.attached.host === from && context.attached.epoch === epoch,
    isOutdated: ({ context }, { epoch }: { epoch: number }) => epoch <= context.attached.epoch,
    /** Below the epoch of the place. */
    isOutrun: ({ context }, { epoch }: { epoch: number }) => epoch < context.attached.epoch,
    isActivation: (_, { right }: { right: Verdict | 'none' }) => right !== 'none',
    /** Somebody is prepared under a higher epoch. */
    isOvertaken: ({ context }, { epoch }: { epoch: number }) =>
      context.next !== null && epoch < context.next.epoch,
    isStranger: ({ context }, { from }: { from: string }) => from !== context.attached.host,
    /** A hold of a migration that has not held yet. */
    isNewHold: ({ context }, { action, migration }: { action: string; migration: string }) =>
      action === 'hold' && migration !== context.holder && !context.spent.includes(migration),
    isResume: (_, { action }: { action: string }) => action === 'resume',
    /** The end of the hold that there is. */
    isItsResume: ({ context }, { action, migration }: { action: string; migration: string }) =>
      action === 'resume' && migration === context.holder,
    /** The new host is in this AD. */
    isNear: (_, { place }: { place: AttachmentJson | null }) => place === null,
    /** The end mark of the epoch attached here. */
    isItsMark: ({ context }, { epoch }: { epoch: number }) => epoch === context.attached.epoch,
    /** The journal speaks of the record that was asked for last, which is one of this step. */
    isOf: ({ context }, { step, asked }: { step: AccessRouterStep; asked: AccessRouterStep }) =>
      step === asked && (asked === 'forwarding') === (context.pending?.place != null),
    awaitsMark: ({ context }) => context.awaitsMark,
    isExpecting: ({ context }) => context.next !== null,
    was: ({ context }, { steps }: { steps: readonly AccessRouterContext['standing'][] }) =>
      steps.includes(context.standing),
  },
  delays: {
    ATTACH_LEASE: ({ context }) => delayOf('ATTACH_LEASE', 0, context.timing),
    HOLD_LIMIT: ({ context }) => delayOf('HOLD_LIMIT', 0, context.timing),
    FORWARD_LIFE: ({ context }) => delayOf('FORWARD_LIFE', 0, context.timing),
    MARK_WAIT: ({ context }) => delayOf('MARK_WAIT', 0, context.timing),
    ROUTER_OPERATION: ({ context }) => delayOf('ROUTER_OPERATION', 0, context.timing),
  },
});
