/** An attaching: who gets a machine attached to the access router of the host that it comes to (chapter 11). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { AttachmentJson } from '../protocol/generated/record-json.ts';
import type {
  AttachingContext,
  AttachingEffect,
  AttachingEvent,
  AttachingInput,
  Evidence,
} from './attaching-events.ts';
import { requestOnly, type EffectActions, type ParamsOf } from './effects.ts';
import { attachingGlossary } from './glossary.ts';
import type { Heard } from './heard.ts';
import { note, type MachineMeta } from './note.ts';
import { party, type Party } from './party.ts';
import type { Verdict } from './records.ts';
import { delayOf, mayRepeat, nextCount } from './timing.ts';

type Args = { readonly context: AttachingContext };
type Judged = { readonly attachment: AttachmentJson; readonly verdict: Verdict };

const effects: EffectActions<AttachingEffect> = { send: requestOnly, report: requestOnly };

const attachingSetup = setup({
  types: {
    context: {} as AttachingContext,
    events: {} as AttachingEvent,
    input: {} as AttachingInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<AttachingContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
    /** Forgets the count. */
    countAnew: assign({ count: 0 }),
  },
  guards: {
    isPrepared: (_, judged: Judged) => isGood(judged, 'prepared'),
    isActive: (_, judged: Judged) => isGood(judged, 'active'),
    mayRepeat: ({ context }, { timer }: { timer: TimerName }) =>
      mayRepeat(timer, context.count, context.timing),
  },
  delays: {
    JOIN_RETRY: ({ context }) => delayOf('JOIN_RETRY', context.count, context.timing),
    JOIN_RENEW: ({ context }) => delayOf('JOIN_RENEW', 0, context.timing),
    ACTIVATE_RETRY: ({ context }) => delayOf('ACTIVATE_RETRY', context.count, context.timing),
    MOVED_RETRY: ({ context }) => delayOf('MOVED_RETRY', context.count, context.timing),
  },
});

const activates = {
  'order.activate': {
    target: '#attaching.activating',
    actions: {
      type: 'keep' as const,
      params: ({ event }: Heard<AttachingEvent, 'order.activate'>): { evidence: Evidence; count: 0 } => ({
        evidence: event.evidence,
        count: 0,
      }),
    },
    ...note('The machine may run here.', 'ADA-005'),
  },
};

const releases = {
  'order.release': {
    target: '#attaching.ended',
    ...note(
      'The machine is not here; the router learns it by its lease, or from who has the machine.',
      'ADA-001',
    ),
  },
};

const idle = attachingSetup.createStateConfig({
  ...note('The router has not been asked.', 'ADA-001'),
  tags: ['rest'],
  on: {
    'order.prepare': { target: 'preparing', ...note('The network is to vote.', 'ADA-001') },
    ...activates,
    ...releases,
  },
});

const preparing = attachingSetup.createStateConfig({
  ...note('Join without a permit is out.', 'ADA-001'),
  entry: { type: 'send', params: join },
  on: {
    'received.Joined': [
      {
        guard: { type: 'isPrepared', params: judgedOf },
        target: 'prepared',
        actions: ['countAnew', { type: 'report', params: attachedAs('prepared') }],
        ...note('The router is ready: the network votes yes.', 'ADA-001'),
      },
      {
        target: 'ended',
        actions: { type: 'report', params: { ...failed('unprepared'), reason: 'attachment' } },
        ...note('What the router says is not good: the network votes no.', 'ADA-001'),
      },
    ],
    'received.Refused': {
      target: 'ended',
      actions: {
        type: 'report',
        params: ({ event }) => ({ ...failed('unprepared'), reason: event.reason }),
      },
      ...note('The router does not want to: the network votes no.', 'ADA-001'),
    },
    ...activates,
    ...releases,
  },
  after: {
    JOIN_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'JOIN_RETRY' } },
        target: 'preparing',
        reenter: true,
        actions: { type: 'count', params: { timer: 'JOIN_RETRY' } },
        ...note('No answer; again.', 'ADA-001'),
      },
      {
        target: 'ended',
        actions: { type: 'report', params: { ...failed('unprepared'), reason: 'timeout' } },
        ...note('There is no router: the network votes no.', 'ADA-001'),
      },
    ],
  },
});

const prepared = attachingSetup.createStateConfig({
  ...note('The router is ready, and no traffic comes.', 'ADA-001'),
  on: { ...activates, ...releases },
  after: {
    JOIN_RENEW: {
      target: 'prepared',
      reenter: true,
      actions: { type: 'send', params: join },
      ...note('The lease at the router is renewed.', 'ADA-001'),
    },
  },
});

const activating = attachingSetup.createStateConfig({
  ...note('Join with the permit is out; the machine starts meanwhile.', 'ADA-005'),
  entry: { type: 'send', params: join },
  on: {
    'received.Joined': {
      guard: { type: 'isActive', params: judgedOf },
      target: 'notifying',
      actions: [
        {
          type: 'keep',
          params: ({ event }) => ({ attachment: event.attachment, count: 0 }),
        },
        { type: 'report', params: attachedAs('active') },
      ],
      ...note('Traffic of the machine comes here.', 'ADA-005', 'ADA-006'),
    },
    'received.Refused': {
      target: 'ended',
      actions: {
        type: 'report',
        params: ({ event }) => ({ ...failed('refused'), reason: event.reason }),
      },
      ...note('The router knows better.', 'ADA-005'),
    },
    ...releases,
  },
  after: {
    ACTIVATE_RETRY: {
      target: 'activating',
      reenter: true,
      actions: { type: 'count', params: { timer: 'ACTIVATE_RETRY' } },
      ...note('No answer; again.', 'ADA-005'),
    },
  },
});

const notifying = attachingSetup.createStateConfig({
  ...note('The machine is being told.', 'ADA-006'),
  entry: { type: 'send', params: moved },
  on: releases,
  after: {
    MOVED_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'MOVED_RETRY' } },
        target: 'notifying',
        reenter: true,
        actions: { type: 'count', params: { timer: 'MOVED_RETRY' } },
        ...note('Moved has no answer; again.', 'ADA-006'),
      },
      { target: 'attached', ...note('It was told often enough; it hears the beacon too.', 'ADA-006') },
    ],
  },
});

const attached = attachingSetup.createStateConfig({
  ...note('The machine is attached here.', 'ADA-005'),
  tags: ['rest'],
  on: releases,
});

const ended = attachingSetup.createStateConfig({
  ...note('The machine is not attached here, or not by this any more.', 'ADA-001'),
  tags: ['rest', 'end'],
});

/** @internal */
export const attachingMachine = attachingSetup.createMachine({
  id: 'attaching',
  context: ({ input }) => ({
    machine: input.machine,
    migration: input.migration,
    epoch: input.epoch,
    ticket: input.ticket,
    timing: input.timing ?? {},
    evidence: null,
    attachment: null,
    count: 0,
  }),
  options: { maxIterations: 20 },
  initial: 'idle',
  states: { idle, preparing, prepared, activating, notifying, attached, ended },
});

/** Who gets a machine attached to the access router of the host that it comes to. */
export const attaching: Party<AttachingInput, AttachingEvent, AttachingEffect, AttachingContext> = party(
  attachingMachine,
  attachingGlossary,
);

function join({ context }: Args): ParamsOf<AttachingEffect, 'send'> {
  const { ticket, evidence } = context;
  return {
    to: 'router',
    message: {
      type: 'Join',
      ticket,
      ...(evidence?.permit === undefined ? {} : { permit: evidence.permit }),
      ...(evidence?.statement === undefined ? {} : { statement: evidence.statement }),
    },
  };
}

function moved({ context }: Args): ParamsOf<AttachingEffect, 'send'> {
  const { attachment } = context;
  if (attachment === null) throw new TypeError('not attached');
  return { to: 'machine', message: { type: 'Moved', attachment } };
}

function judgedOf({ event }: { readonly event: Judged }): Judged {
  return { attachment: event.attachment, verdict: event.verdict };
}

function attachedAs(what: 'prepared' | 'active') {
  return ({ event }: { readonly event: Judged }): ParamsOf<AttachingEffect, 'report'> => ({
    what,
    attachment: event.attachment,
    reason: null,
  });
}

function failed(what: 'unprepared' | 'refused'): {
  readonly what: 'unprepared' | 'refused';
  readonly attachment: null;
  readonly reason: ReasonCode | null;
} {
  return { what, attachment: null, reason: null };
}

function isGood({ attachment, verdict }: Judged, standing: 'prepared' | 'active'): boolean {
  return verdict === 'valid' && attachment.standing === standing;
}
