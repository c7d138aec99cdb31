/** The mover: who notices where the machine is, for the machine (chapter 13). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import { requestOnly, type EffectActions, type ParamsOf } from './effects.ts';
import { moverGlossary } from './glossary.ts';
import type { Heard } from './heard.ts';
import type { Attached, MoverContext, MoverEffect, MoverEvent, MoverInput } from './mover-events.ts';
import { note, type MachineMeta } from './note.ts';
import { party, type Party } from './party.ts';
import type { Verdict } from './records.ts';
import { delayOf, nextCount } from './timing.ts';

type Args = { readonly context: MoverContext };
type Judged = Attached & { readonly verdict: Verdict };

const effects: EffectActions<MoverEffect> = {
  send: requestOnly,
  announce: requestOnly,
  report: requestOnly,
};

const moverSetup = setup({
  types: {
    context: {} as MoverContext,
    events: {} as MoverEvent,
    input: {} as MoverInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<MoverContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
  },
  guards: {
    isPlaced: ({ context }) => context.attached !== null,
    isOwn: ({ context }, { ad }: { ad: string }) => context.attached?.ad === ad,
    /** The AD is that of the place, and the router that is asked has not answered the first time. */
    isOwnAfterAll: ({ context }, { ad }: { ad: string }) => context.attached?.ad === ad && context.count > 0,
    /** The router of another AD than that of the place is being asked. */
    isAskingElsewhere: ({ context }) => context.attached !== null && context.asked !== context.attached.ad,
    isAsked: ({ context }, { ad }: { ad: string }) => context.asked === ad,
    /** The place is under a higher epoch. */
    isHigher: ({ context }, judged: Judged) =>
      isGood(context, judged) && epochOf(judged) > epochOf(context.attached),
    /** The place is under a higher epoch, or another one under the same. */
    isElsewhere: ({ context }, judged: Judged) =>
      isGood(context, judged) &&
      (epochOf(judged) > epochOf(context.attached) ||
        (epochOf(judged) === epochOf(context.attached) && judged.ad !== context.attached?.ad)),
    /** The place is the one that is known. */
    isHere: ({ context }, judged: Judged) =>
      isGood(context, judged) &&
      epochOf(judged) === epochOf(context.attached) &&
      judged.ad === context.attached?.ad,
  },
  delays: {
    SILENCE: ({ context }) => delayOf('SILENCE', 0, context.timing),
    PLACE_RETRY: ({ context }) => delayOf('PLACE_RETRY', context.count, context.timing),
  },
});

const moved = {
  guard: { type: 'isHigher' as const, params: judgedOf },
  target: '#mover.placed',
  reenter: true,
  actions: change(),
  ...note('The host says that the machine is at another place.', 'MOV-001', 'MOV-002'),
};

const beginning = moverSetup.createStateConfig({
  ...note('Nothing has been heard.', 'MOV-003'),
  always: [
    { guard: 'isPlaced', target: 'placed', ...note('The place is known.', 'MOV-004') },
    { target: 'unplaced', ...note('It is not.', 'MOV-003') },
  ],
});

const unplaced = moverSetup.createStateConfig({
  ...note('The machine does not know where it is, and no access router has been heard.', 'MOV-003'),
  tags: ['rest'],
  on: {
    'received.Moved': moved,
    'received.Beacon': {
      target: 'asking',
      actions: ask(),
      ...note('There is a router to be asked.', 'MOV-003'),
    },
  },
});

const placed = moverSetup.createStateConfig({
  ...note('The machine knows where it is, and hears its access router.', 'MOV-004'),
  on: {
    'received.Moved': moved,
    'received.Beacon': [
      {
        guard: { type: 'isOwn', params: adOf },
        target: 'placed',
        reenter: true,
        ...note('The router is there.', 'MOV-004'),
      },
      { target: 'asking', actions: ask(), ...note('This is another AD.', 'MOV-003') },
    ],
  },
  after: {
    SILENCE: {
      target: 'asking',
      actions: [
        {
          type: 'keep',
          params: ({ context }) => ({ asked: context.attached?.ad ?? '', count: 0 }),
        },
        { type: 'report', params: { what: 'silence' } },
      ],
      ...note('Nothing is heard of the router.', 'MOV-004'),
    },
  },
});

const asking = moverSetup.createStateConfig({
  ...note('PlaceQuery is out.', 'MOV-003', 'MOV-004'),
  entry: { type: 'send', params: query },
  on: {
    'received.Moved': moved,
    'received.Joined': [
      {
        guard: { type: 'isElsewhere', params: judgedOf },
        target: 'placed',
        actions: change(),
        ...note('The machine is at another place.', 'MOV-005'),
      },
      {
        guard: { type: 'isHere', params: judgedOf },
        target: 'placed',
        actions: { type: 'keep', params: { count: 0 } },
        ...note('It is where it was.', 'MOV-005'),
      },
      {
        guard: 'isAskingElsewhere',
        target: 'placed',
        actions: { type: 'keep', params: { count: 0 } },
        ...note('That router knows nothing newer.', 'MOV-005'),
      },
    ],
    'received.Beacon': [
      {
        guard: { type: 'isAsked', params: adOf },
        ...note('That router is being asked.', 'MOV-003'),
      },
      {
        guard: { type: 'isOwnAfterAll', params: adOf },
        target: 'placed',
        actions: { type: 'keep', params: { count: 0 } },
        ...note('The router of the place is there, and the other one does not answer.', 'MOV-003'),
      },
      {
        guard: { type: 'isOwn', params: adOf },
        ...note('The router of the place is there; the other one is still to answer.', 'MOV-003'),
      },
      { target: 'asking', reenter: true, actions: ask(), ...note('This is another AD.', 'MOV-003') },
    ],
    'received.Refused': [
      {
        guard: { type: 'isOwn', params: adOf },
        ...note('The router of the place does not have it; it is asked until something changes.', 'MOV-004'),
      },
      {
        guard: 'isPlaced',
        target: 'placed',
        ...note('The machine is not there.', 'MOV-005'),
      },
    ],
  },
  after: {
    PLACE_RETRY: {
      target: 'asking',
      reenter: true,
      actions: { type: 'count', params: { timer: 'PLACE_RETRY' } },
      ...note('No answer; again.', 'MOV-004'),
    },
  },
});

/** @internal */
export const moverMachine = moverSetup.createMachine({
  id: 'mover',
  context: ({ input }) => ({
    machine: input.machine,
    timing: input.timing ?? {},
    attached: input.attached,
    asked: '',
    count: 0,
  }),
  options: { maxIterations: 20 },
  initial: 'beginning',
  states: { beginning, unplaced, placed, asking },
});

/** Who notices where a machine is. */
export const mover: Party<MoverInput, MoverEvent, MoverEffect, MoverContext> = party(
  moverMachine,
  moverGlossary,
);

function change() {
  return [
    {
      type: 'keep' as const,
      params: ({ event }: { readonly event: Attached }) => ({
        attached: attachedOf({ event }),
        asked: '',
        count: 0,
      }),
    },
    { type: 'announce' as const, params: attachedOf },
    { type: 'report' as const, params: { what: 'moved' as const } },
  ];
}

function ask() {
  return {
    type: 'keep' as const,
    params: ({ event }: Heard<MoverEvent, 'received.Beacon'>) => ({ asked: event.ad, count: 0 }),
  };
}

function query({ context }: Args): ParamsOf<MoverEffect, 'send'> {
  return { ad: context.asked, message: { type: 'PlaceQuery' } };
}

function adOf({ event }: { readonly event: { readonly ad: string } }): { ad: string } {
  return { ad: event.ad };
}

function attachedOf({ event }: { readonly event: Attached }): Attached {
  return { attachment: event.attachment, ad: event.ad };
}

function judgedOf({ event }: { readonly event: Judged }): Judged {
  return { ...attachedOf({ event }), verdict: event.verdict };
}

function epochOf(attached: Attached | null): number {
  return attached?.attachment.epoch ?? 0;
}

function isGood({ machine }: MoverContext, { attachment, verdict }: Judged): boolean {
  return verdict === 'valid' && attachment.machine === machine && attachment.standing === 'active';
}
