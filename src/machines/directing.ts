/** A directing: who says what becomes of the packets for a machine at the place that it leaves (chapter 11). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import type { AttachmentStateCode, ReasonCode } from '../protocol/generated/codes.ts';
import type {
  DirectingContext,
  DirectingEffect,
  DirectingEvent,
  DirectingInput,
} from './directing-events.ts';
import { requestOnly, type EffectActions, type ParamsOf } from './effects.ts';
import { directingGlossary } from './glossary.ts';
import type { Heard } from './heard.ts';
import { note, type MachineMeta } from './note.ts';
import { party, type Party } from './party.ts';
import { delayOf, mayRepeat, nextCount } from './timing.ts';

type Args = { readonly context: DirectingContext };

const effects: EffectActions<DirectingEffect> = { send: requestOnly, report: requestOnly };

const directingSetup = setup({
  types: {
    context: {} as DirectingContext,
    events: {} as DirectingEvent,
    input: {} as DirectingInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<DirectingContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
    /** Forgets the count. */
    countAnew: assign({ count: 0 }),
  },
  guards: {
    isHolding: (_, { state }: { state: AttachmentStateCode }) => state === 'holding',
    isAttached: (_, { state }: { state: AttachmentStateCode }) => state === 'attached',
    /** The timer has fired before, and the host still waits. */
    isWaitingTooLong: ({ context }) => context.count > 0 && !context.isReady,
    mayRepeat: ({ context }, { timer }: { timer: TimerName }) =>
      mayRepeat(timer, context.count, context.timing),
  },
  delays: {
    TRANSIT_RETRY: ({ context }) => delayOf('TRANSIT_RETRY', context.count, context.timing),
  },
});

const holds = {
  'order.hold': {
    target: '#directing.holding',
    actions: { type: 'keep' as const, params: { isReady: false, count: 0 } },
    ...note('The machine is about to be frozen.', 'ADA-002'),
  },
};

const resumes = {
  'order.resume': {
    target: '#directing.resuming',
    actions: 'countAnew' as const,
    ...note('The machine goes on here.', 'ADA-003'),
  },
};

const forwards = {
  'order.forward': {
    target: '#directing.forwarding',
    actions: {
      type: 'keep' as const,
      params: ({ event }: Heard<DirectingEvent, 'order.forward'>) => ({
        permit: event.permit,
        attachment: event.attachment,
        count: 0,
      }),
    },
    ...note('The permit is on its way.', 'ADA-004'),
  },
};

const idle = directingSetup.createStateConfig({
  ...note('Packets for the machine are delivered here.', 'ADA-002'),
  tags: ['rest'],
  on: { ...holds, ...resumes, ...forwards },
});

const holding = directingSetup.createStateConfig({
  ...note('Transit with `hold` is out.', 'ADA-002'),
  entry: { type: 'send', params: transit('hold') },
  on: {
    'received.TransitAnswer': {
      guard: { type: 'isHolding', params: stateOf },
      target: 'held',
      actions: tell('held'),
      ...note('Packets are held: the freeze may begin.', 'ADA-002'),
    },
    'received.Refused': {
      target: 'failed',
      actions: { type: 'report', params: refusal },
      ...note('The router does not want to: the freeze may begin.', 'ADA-002'),
    },
    ...resumes,
    ...forwards,
  },
  after: {
    TRANSIT_RETRY: [
      {
        guard: 'isWaitingTooLong',
        target: 'holding',
        reenter: true,
        actions: [
          { type: 'keep', params: { isReady: true } },
          { type: 'count', params: { timer: 'TRANSIT_RETRY' } },
          tell('unheld'),
        ],
        ...note('The freeze waits no longer; the router is asked again.', 'ADA-002'),
      },
      {
        guard: { type: 'mayRepeat', params: { timer: 'TRANSIT_RETRY' } },
        target: 'holding',
        reenter: true,
        actions: { type: 'count', params: { timer: 'TRANSIT_RETRY' } },
        ...note('No answer; again.', 'ADA-002'),
      },
      { target: 'failed', actions: tell('failed', 'timeout'), ...note('There is no router.', 'ADA-002') },
    ],
  },
});

const held = directingSetup.createStateConfig({
  ...note('Packets for the machine are held, as long as the router may.', 'ADA-002'),
  tags: ['rest'],
  on: { ...holds, ...resumes, ...forwards },
});

const resuming = directingSetup.createStateConfig({
  ...note('Transit with `resume` is out.', 'ADA-003'),
  entry: { type: 'send', params: transit('resume') },
  on: {
    'received.TransitAnswer': {
      guard: { type: 'isAttached', params: stateOf },
      target: 'idle',
      actions: tell('resumed'),
      ...note('Packets are delivered here again.', 'ADA-003'),
    },
    'received.Refused': {
      target: 'failed',
      actions: { type: 'report', params: refusal },
      ...note('The router does not want to.', 'ADA-003'),
    },
    ...holds,
    ...forwards,
  },
  after: { TRANSIT_RETRY: again('resuming', 'ADA-003') },
});

const forwarding = directingSetup.createStateConfig({
  ...note('Transit with `forward` and the permit is out.', 'ADA-004'),
  entry: { type: 'send', params: transit('forward') },
  on: {
    'received.TransitAnswer': {
      target: 'forwarded',
      actions: tell('forwarding'),
      ...note('Packets go to the new place, or wait for its host.', 'ADA-004'),
    },
    'received.Refused': {
      target: 'failed',
      actions: { type: 'report', params: refusal },
      ...note('The router does not want to, or the machine is attached elsewhere already.', 'ADA-004'),
    },
    ...resumes,
  },
  after: { TRANSIT_RETRY: again('forwarding', 'ADA-004') },
});

const forwarded = directingSetup.createStateConfig({
  ...note('The machine has left, and its packets follow it.', 'ADA-004'),
  tags: ['rest'],
  on: resumes,
});

const failed = directingSetup.createStateConfig({
  ...note(
    'The router has refused, or does not answer. It lets go of what it holds by its own timers.',
    'ADA-002',
  ),
  tags: ['rest'],
  on: { ...holds, ...resumes, ...forwards },
});

/** @internal */
export const directingMachine = directingSetup.createMachine({
  id: 'directing',
  context: ({ input }) => ({
    machine: input.machine,
    migration: input.migration,
    epoch: input.epoch,
    timing: input.timing ?? {},
    permit: null,
    attachment: null,
    isReady: false,
    count: 0,
  }),
  options: { maxIterations: 20 },
  initial: 'idle',
  states: { idle, holding, held, resuming, forwarding, forwarded, failed },
});

/** Who says what becomes of the packets for a machine at the place that it leaves. */
export const directing: Party<DirectingInput, DirectingEvent, DirectingEffect, DirectingContext> = party(
  directingMachine,
  directingGlossary,
);

function again(state: 'resuming' | 'forwarding', id: 'ADA-003' | 'ADA-004') {
  return [
    {
      guard: { type: 'mayRepeat' as const, params: { timer: 'TRANSIT_RETRY' as const } },
      target: state,
      reenter: true,
      actions: { type: 'count' as const, params: { timer: 'TRANSIT_RETRY' as const } },
      ...note('No answer; again.', id),
    },
    {
      target: 'failed' as const,
      actions: tell('failed', 'timeout'),
      ...note('There is no router.', id),
    },
  ];
}

function transit(action: 'hold' | 'resume' | 'forward') {
  return ({ context }: Args): ParamsOf<DirectingEffect, 'send'> => {
    const { permit, attachment } = context;
    const isForward = action === 'forward';
    return {
      message: {
        type: 'Transit',
        transit: { action },
        ...(isForward && permit !== null ? { permit } : {}),
        ...(isForward && attachment !== null ? { attachment } : {}),
      },
    };
  };
}

function tell(what: ParamsOf<DirectingEffect, 'report'>['what'], reason: ReasonCode | null = null) {
  return { type: 'report' as const, params: { what, reason } };
}

function refusal({ event }: Heard<DirectingEvent, 'received.Refused'>): ParamsOf<DirectingEffect, 'report'> {
  return { what: 'failed', reason: event.reason };
}

function stateOf({ event }: Heard<DirectingEvent, 'received.TransitAnswer'>): {
  state: AttachmentStateCode;
} {
  return { state: event.state };
}
