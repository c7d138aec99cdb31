/** What a correspondent does about a rebind, and about octets to a place that is not proved (chapter 14). */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
} from './correspondent-events.ts';
import {
  challenge,
  confirmation,
  cookie,
  direction,
  refusal,
  requestOf,
  staleness,
} from './correspondent-messages.ts';
import { taken } from './correspondent-setup.ts';
import type { ParamsOf } from './effects.ts';
import type { Heard } from './heard.ts';
import { note } from './note.ts';

type Args = { readonly context: CorrespondentContext };
type Rebind = Args & Heard<CorrespondentEvent, 'received.Rebind'>;

/** A rebind while the session is not used yet. Who announces a place in it knows its id, and so was at the first one. */
export function rebindsOfOpened() {
  return {
    ...unchecked(),
    'received.Rebind': [
      notGood(),
      {
        ...later(),
        actions: [
          {
            type: 'keep' as const,
            params: ({ context, event }: Rebind) => ({ good: context.trial, ...taken(context, event) }),
          },
          { type: 'direct' as const, params: direction },
          report('opened'),
        ],
      },
      stale(),
    ],
  };
}

/** A rebind while the place of the other end is proved. */
export function rebindsOfSettled() {
  return {
    ...unchecked(),
    'received.Rebind': [
      notGood(),
      {
        guard: { type: 'isKnown' as const, params: requestOf },
        actions: { type: 'send' as const, params: confirmation },
        ...note('The same again: it is bound and proved.', 'COR-010'),
      },
      laterThere(),
      { ...later(), actions: move() },
      stale(),
    ],
  };
}

/** A rebind while a place is being tested. */
export function rebindsOfTested() {
  return {
    ...unchecked(),
    'received.Rebind': [
      notGood(),
      {
        guard: { type: 'isKnownWithRoom' as const, params: requestOf },
        actions: [
          {
            type: 'keep' as const,
            params: ({ context, event }: Rebind) => ({
              received: context.received + event.octets,
              sent: context.sent + event.answerOctets,
            }),
          },
          { type: 'send' as const, params: challenge },
        ],
        ...note('The same again: the same challenge.', 'COR-010', 'COR-013'),
      },
      {
        guard: { type: 'isKnown' as const, params: requestOf },
        actions: {
          type: 'keep' as const,
          params: ({ context, event }: Rebind) => ({ received: context.received + event.octets }),
        },
        ...note('The same again, and too little came from the place.', 'COR-013'),
      },
      laterThere(),
      { ...later(), actions: move() },
      stale(),
    ],
  };
}

/** What is sent and received while the place is not proved. */
export function limited() {
  return {
    'octets.received': {
      actions: {
        type: 'keep' as const,
        params: ({ context, event }: Args & Heard<CorrespondentEvent, 'octets.received'>) => ({
          received: context.received + event.count,
        }),
      },
      ...note('More came from the place, so more may go there.', 'COR-013'),
    },
    'octets.wanted': [
      {
        guard: { type: 'fits' as const, params: countOf },
        actions: [
          {
            type: 'keep' as const,
            params: ({ context, event }: Args & Heard<CorrespondentEvent, 'octets.wanted'>) => ({
              sent: context.sent + event.count,
            }),
          },
          { type: 'pass' as const, params: countOf },
        ],
        ...note('It is within the limit.', 'COR-013'),
      },
      {
        actions: { type: 'hold' as const, params: countOf },
        ...note('It is over the limit.', 'COR-013'),
      },
    ],
  };
}

/** How many octets are to go out. */
export function countOf({ event }: Heard<CorrespondentEvent, 'octets.wanted'>): { count: number } {
  return { count: event.count };
}

/** Tells the session and the log. */
export function report(
  what: ParamsOf<CorrespondentEffect, 'report'>['what'],
  reason: ReasonCode | null = null,
) {
  return { type: 'report' as const, params: { what, reason } };
}

function unchecked() {
  return {
    'rebind.unchecked': {
      actions: { type: 'send' as const, params: cookie },
      ...note('Too many come: who is there asks again with a cookie.', 'COR-006'),
    },
  };
}

function notGood() {
  return {
    guard: {
      type: 'isNotGood' as const,
      params: ({ event }: Rebind) => ({ verdict: event.verdict }),
    },
    actions: { type: 'send' as const, params: refusal },
    ...note('The right to speak, or the statement of attachment, is missing.', 'COR-007', 'COR-008'),
  };
}

function laterThere() {
  return {
    guard: { type: 'isLaterThere' as const, params: requestOf },
    target: '#correspondent.settled',
    actions: [
      {
        type: 'keep' as const,
        params: ({ event: { place } }: Rebind) => ({
          good: place,
          trial: null,
          latest: { epoch: place.epoch, sequence: place.sequence },
          nonce: '',
          count: 0,
        }),
      },
      { type: 'direct' as const, params: direction },
      { type: 'send' as const, params: confirmation },
    ],
    ...note('It is where it was proved to be.', 'COR-011', 'COR-012'),
  };
}

function later() {
  return {
    guard: { type: 'isLater' as const, params: requestOf },
    target: '#correspondent.challenging',
    ...note('The other end is at another place; that is tested.', 'COR-011', 'COR-012'),
  };
}

function move() {
  return [
    {
      type: 'keep' as const,
      params: ({ context, event }: Rebind) => taken(context, event),
    },
    { type: 'direct' as const, params: direction },
    report('moved'),
  ];
}

function stale() {
  return {
    actions: { type: 'send' as const, params: staleness },
    ...note('A later one is known.', 'COR-009', 'COR-010'),
  };
}
