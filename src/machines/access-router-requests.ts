/** How an access router takes the requests of hosts and of the machine, in its various states (chapter 12). */
import type { AttachmentStateCode } from '../protocol/generated/codes.ts';
import {
  type Args,
  type Asked,
  hostOf,
  joined,
  placed,
  refused,
  requestOf,
  rowOf,
  transited,
} from './access-router-messages.ts';
import type { AccessRouterEvent, AttachmentRow } from './access-router-events.ts';
import type { Heard } from './heard.ts';
import { note } from './note.ts';

type Marked = Args & Heard<AccessRouterEvent, 'path.marked'>;
type Join = Heard<AccessRouterEvent, 'received.Join'>;
type Transit = Asked & Heard<AccessRouterEvent, 'received.Transit'>;
type Forward = Asked & Heard<AccessRouterEvent, 'received.Forward'>;

/** Who may ask that is known: nobody, somebody who is prepared, the host that is attached as well. */
type Known = 'nobody' | 'prepared' | 'attached';

/** Remembers who is prepared, and answers. */
const prepare = [
  { type: 'keep' as const, params: (asked: Asked) => ({ next: hostOf(asked) }) },
  { type: 'answer' as const, params: joined('prepared') },
];

/** A Join is judged; one that prepares leads to this state, whose timers start anew. */
export function joinsInto(state: 'prepared' | 'attached', known: Known) {
  return [
    ...judged(known),
    {
      target: `#accessRouter.${state}` as const,
      reenter: true,
      actions: prepare,
      ...note('A host is prepared; the lease begins.', 'ATT-006', 'ATT-008'),
    },
  ];
}

/** A Join is judged; one that prepares changes what is expected and nothing else. */
export function joinsBeside(rule: AttachmentRow['rule'], state: AttachmentStateCode, known: Known) {
  return [
    ...judged(known),
    {
      actions: [...prepare, { type: 'setRow' as const, params: rowOf(rule, state) }],
      ...note('A host is prepared.', 'ATT-006'),
    },
  ];
}

function judged(known: Known) {
  const again = {
    guard: { type: 'isAttached' as const, params: requestOf },
    actions: { type: 'answer' as const, params: joined('active') },
    ...note('It is attached already.', 'ATT-004'),
  };
  const overtaken = {
    guard: { type: 'isOvertaken' as const, params: requestOf },
    actions: { type: 'answer' as const, params: joined('prepared') },
    ...note('Somebody is prepared under a higher epoch; that stays.', 'ATT-006'),
  };
  return [
    {
      guard: { type: 'isBad' as const, params: ({ event }: Join) => ({ verdict: event.verdict }) },
      actions: {
        type: 'answer' as const,
        params: ({ event }: Join) =>
          refused('Join', event.verdict === 'valid' ? 'policy' : event.verdict)({ event }),
      },
      ...note('The ticket does not allow it.', 'ATT-003'),
    },
    ...(known === 'attached' ? [again] : []),
    {
      guard: { type: 'isOutdated' as const, params: requestOf },
      actions: { type: 'answer' as const, params: refused('Join', 'stale-epoch') },
      ...note('The machine has been further.', 'ATT-005'),
    },
    {
      guard: { type: 'isBad' as const, params: ({ event }: Join) => ({ verdict: event.right }) },
      actions: {
        type: 'answer' as const,
        params: ({ event }: Join) =>
          refused('Join', event.right === 'policy' ? 'policy' : 'not-authorised')({ event }),
      },
      ...note('It has no right to the machine, or may not prepare.', 'ATT-009'),
    },
    {
      guard: { type: 'isActivation' as const, params: ({ event }: Join) => ({ right: event.right }) },
      target: '#accessRouter.recording' as const,
      actions: {
        type: 'keep' as const,
        params: (asked: Asked) => ({
          pending: { from: asked.event.from, attached: hostOf(asked), place: null },
        }),
      },
      ...note('It has the right to the machine.', 'ATT-010'),
    },
    ...(known === 'nobody' ? [] : [overtaken]),
  ];
}

/** A Transit that is too late or of somebody else. */
function unfit(age: 'isOutdated' | 'isOutrun') {
  return [
    {
      guard: { type: age, params: requestOf },
      actions: { type: 'answer' as const, params: refused('Transit', 'stale-epoch') },
      ...note('The machine has been further.', 'ATT-012'),
    },
    {
      guard: { type: 'isStranger' as const, params: requestOf },
      actions: { type: 'answer' as const, params: refused('Transit', 'not-authorised') },
      ...note('It is not attached here.', 'ATT-012'),
    },
  ];
}

/** No Transit has a place here. */
export function refusesTransit() {
  const rows = [
    unfit('isOutdated')[0]!,
    {
      actions: { type: 'answer' as const, params: refused('Transit', 'not-authorised') },
      ...note('Nobody is attached here.', 'ATT-012'),
    },
  ];
  return { 'received.Transit': rows, 'received.Forward': rows };
}

/** A Transit was taken before: it is answered, and nothing changes. */
export function answersTransit(state: 'holding' | 'forwarding', id: 'ATT-012' | 'ATT-020') {
  const rows = [
    ...unfit(state === 'forwarding' ? 'isOutrun' : 'isOutdated'),
    {
      actions: { type: 'answer' as const, params: transited(state) },
      ...note('It is told what is done.', id),
    },
  ];
  return { 'received.Transit': rows, 'received.Forward': rows };
}

/** The attached host says what is to be done with packets. */
export function takesTransit(state: 'attached' | 'holding') {
  return {
    'received.Transit': [
      ...unfit('isOutdated'),
      {
        guard: { type: 'isNewHold' as const, params: actionOf },
        target: '#accessRouter.holding' as const,
        reenter: true,
        actions: [
          { type: 'beginHold' as const, params: actionOf },
          { type: 'answer' as const, params: transited('holding') },
        ],
        ...note('The machine is about to stand still.', 'ATT-013'),
      },
      ...(state === 'holding' ? [resumes()] : [outOfTurn()]),
      {
        actions: { type: 'answer' as const, params: transited(state) },
        ...note('It is told what is done.', 'ATT-017'),
      },
    ],
    'received.Forward': [
      ...unfit('isOutdated'),
      {
        guard: { type: 'isBad' as const, params: ({ event }: Forward) => ({ verdict: event.verdict }) },
        actions: {
          type: 'answer' as const,
          params: ({ event }: Forward) =>
            refused('Transit', event.verdict === 'valid' ? 'attachment' : event.verdict)({ event }),
        },
        ...note('The permit or the place is not good.', 'ATT-018'),
      },
      {
        guard: { type: 'isNear' as const, params: ({ event }: Forward) => ({ place: event.place }) },
        target: '#accessRouter.handing' as const,
        actions: { type: 'answer' as const, params: transited('holding') },
        ...note('The machine goes to another host of this AD.', 'ATT-020'),
      },
      {
        target: '#accessRouter.recording' as const,
        actions: { type: 'keep' as const, params: pendingPlace },
        ...note('The machine goes to another AD.', 'ATT-019'),
      },
    ],
  };
}

function resumes() {
  return {
    guard: { type: 'isItsResume' as const, params: actionOf },
    target: '#accessRouter.attached' as const,
    actions: ['endHold' as const, { type: 'answer' as const, params: transited('attached') }],
    ...note('The machine goes on here.', 'ATT-015'),
  };
}

function outOfTurn() {
  return {
    guard: { type: 'isResume' as const, params: actionOf },
    actions: [
      { type: 'spendHold' as const, params: actionOf },
      { type: 'answer' as const, params: transited('attached') },
    ],
    ...note('It comes before its hold, or after the end of it: that hold is over.', 'ATT-017'),
  };
}

/** An end mark that is complete before it is needed. */
export const marks = {
  actions: {
    type: 'keep' as const,
    params: ({ context, event }: Marked) => ({ marked: Math.max(context.marked, event.epoch) }),
  },
  ...note('What the old place kept is all here.', 'ATT-022'),
};

/** A question for the place of the machine. */
export function tellsPlace(isHere: boolean) {
  return {
    'received.PlaceQuery': isHere
      ? {
          actions: { type: 'answer' as const, params: placed },
          ...note('The machine asks where it is.', 'ATT-023'),
        }
      : {
          actions: { type: 'answer' as const, params: refused('PlaceQuery', 'attachment') },
          ...note('The machine is not attached here.', 'ATT-023'),
        },
  };
}

function actionOf({ event }: Transit): { action: string; migration: string } {
  return { action: event.action, migration: event.migration };
}

function pendingPlace({ event }: Forward) {
  const { from, migration, place } = event;
  return { pending: { from, attached: { host: from, epoch: place?.epoch ?? 0, migration }, place } };
}
