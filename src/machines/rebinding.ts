/** A rebinding: who tells one correspondent where the machine is (chapter 13). */
import type { AttachmentJson, BindingJson } from '../protocol/generated/record-json.ts';
import { announced } from './announcing.ts';
import type { ParamsOf } from './effects.ts';
import { rebindingGlossary } from './glossary.ts';
import type { Heard } from './heard.ts';
import { note } from './note.ts';
import { party, type Party } from './party.ts';
import type {
  RebindingContext,
  RebindingEffect,
  RebindingEvent,
  RebindingInput,
} from './rebinding-events.ts';
import { rebindingSetup } from './rebinding-setup.ts';

type Args = { readonly context: RebindingContext };
type Changed = Args & Heard<RebindingEvent, 'place.changed'>;
type Answered = Args & Heard<RebindingEvent, 'received.RebindAnswer'>;

const placeChanged = {
  'place.changed': {
    guard: {
      type: 'isNews' as const,
      params: ({ event }: Changed): { attachment: AttachmentJson } => ({ attachment: event.attachment }),
    },
    target: '#rebinding.announcing',
    reenter: true,
    actions: {
      type: 'keep' as const,
      params: ({ context, event }: Changed) => ({ ...announced(context, event.attachment), cookie: '' }),
    },
    ...note('The machine is at another place, or under another epoch.', 'MOV-006', 'MOV-007', 'MOV-018'),
  },
  'session.closed': {
    target: '#rebinding.ended',
    ...note('There is nobody to be told any more.', 'MOV-006'),
  },
};

const challenged = {
  guard: { type: 'isChallenged' as const, params: answerOf },
  actions: { type: 'send' as const, params: proof },
  ...note('The correspondent wants to see that the machine is there.', 'MOV-011'),
};

/** What is heard while an announcement is not finished. */
const unfinished = {
  ...placeChanged,
  'peer.moved': {
    target: '#rebinding.announcing',
    reenter: true,
    actions: 'countAnew' as const,
    ...note('The correspondent is elsewhere itself; it is told there.', 'MOV-015'),
  },
  'received.Refused': {
    target: '#rebinding.refused',
    actions: {
      type: 'report' as const,
      params: ({ event }: Heard<RebindingEvent, 'received.Refused'>) => ({
        what: 'refused' as const,
        reason: event.reason,
      }),
    },
    ...note('The correspondent does not take it; repeating mends nothing.', 'MOV-009'),
  },
};

/** What the answers lead to that end an announcement. */
const outcomes = [
  {
    guard: { type: 'isProved' as const, params: answerOf },
    target: '#rebinding.settled',
    actions: ['countAnew' as const, tell('bound')],
    ...note('The place is taken and proved.', 'MOV-009'),
  },
  {
    guard: { type: 'isOver' as const, params: bindingOf },
    target: '#rebinding.superseded',
    actions: [
      {
        type: 'keep' as const,
        params: ({ event: { binding } }: Answered) => ({
          attachment: null,
          epoch: binding.epoch,
          sequence: binding.sequence,
        }),
      },
      tell('superseded'),
    ],
    ...note('A higher epoch is known, or the machine speaks for itself.', 'MOV-013', 'MOV-018'),
  },
  {
    guard: { type: 'isOvertaken' as const, params: bindingOf },
    target: '#rebinding.announcing',
    reenter: true,
    actions: {
      type: 'keep' as const,
      params: ({ event: { binding } }: Answered) => ({
        sequence: binding.sequence + 1,
        cookie: '',
        count: 0,
      }),
    },
    ...note('A later one of the epoch is known: this place is announced after it.', 'MOV-012'),
  },
];

/** What happens when nothing is heard. */
const retries = [
  {
    guard: { type: 'mayRepeat' as const, params: { timer: 'REBIND_RETRY' as const } },
    target: '#rebinding.announcing',
    reenter: true,
    actions: { type: 'count' as const, params: { timer: 'REBIND_RETRY' as const } },
    ...note('No proof that it is known; the same again, in turns by the rendezvous.', 'MOV-009', 'MOV-010'),
  },
  {
    guard: 'isDelegate' as const,
    target: '#rebinding.announcing',
    reenter: true,
    actions: 'countAnew' as const,
    ...note('A delegate has only this sequence.', 'MOV-018'),
  },
  {
    target: '#rebinding.announcing',
    reenter: true,
    actions: {
      type: 'keep' as const,
      params: ({ context }: Args) => ({ sequence: context.sequence + 1, cookie: '', count: 0 }),
    },
    ...note('The tries are used up; it is announced anew.', 'MOV-009'),
  },
];

const settled = rebindingSetup.createStateConfig({
  ...note('There is nothing to be announced.', 'MOV-006'),
  tags: ['rest'],
  on: { ...placeChanged, 'received.RebindAnswer': challenged },
});

const announcing = rebindingSetup.createStateConfig({
  ...note('Rebind is out.', 'MOV-006', 'MOV-009'),
  entry: { type: 'send', params: rebind },
  on: {
    ...unfinished,
    'received.RebindAnswer': [{ ...challenged, target: '#rebinding.proving' }, ...outcomes],
    'received.RebindCookie': [
      {
        guard: 'isFirstCookie',
        target: 'announcing',
        reenter: true,
        actions: { type: 'keep', params: ({ event }) => ({ cookie: event.cookie }) },
        ...note('The same again with the cookie.', 'MOV-014'),
      },
      {
        actions: { type: 'keep', params: ({ event }) => ({ cookie: event.cookie }) },
        ...note('Another cookie, for the next try.', 'MOV-014'),
      },
    ],
  },
  after: { REBIND_RETRY: retries },
});

const proving = rebindingSetup.createStateConfig({
  ...note('The place is taken; RebindProof is out.', 'MOV-011'),
  on: { ...unfinished, 'received.RebindAnswer': [challenged, ...outcomes] },
  after: { REBIND_RETRY: retries },
});

const superseded = rebindingSetup.createStateConfig({
  ...note('The correspondent knows of an epoch that is higher, or has heard the machine itself.', 'MOV-013'),
  tags: ['rest'],
  on: placeChanged,
});

const refused = rebindingSetup.createStateConfig({
  ...note('The correspondent does not take the announcement.', 'MOV-009'),
  tags: ['rest'],
  on: placeChanged,
});

const ended = rebindingSetup.createStateConfig({
  ...note('The session is over.', 'MOV-006'),
  tags: ['rest', 'end'],
});

/** @internal */
export const rebindingMachine = rebindingSetup.createMachine({
  id: 'rebinding',
  context: ({ input }) => ({
    machine: input.machine,
    session: input.session,
    delegation: input.delegation,
    hasRendezvous: input.hasRendezvous,
    timing: input.timing ?? {},
    attachment: null,
    epoch: input.known.epoch,
    sequence: input.known.sequence,
    cookie: '',
    count: 0,
  }),
  options: { maxIterations: 20 },
  initial: 'settled',
  states: { settled, announcing, proving, superseded, refused, ended },
});

/** Who tells one correspondent where the machine is. */
export const rebinding: Party<RebindingInput, RebindingEvent, RebindingEffect, RebindingContext> = party(
  rebindingMachine,
  rebindingGlossary,
);

function rebind({ context }: Args): ParamsOf<RebindingEffect, 'send'> {
  const { attachment, session, sequence, delegation, cookie } = context;
  if (attachment === null) throw new TypeError('nothing to announce');
  return {
    by: wayOf(context),
    message: {
      type: 'Rebind',
      attachment,
      session: { session },
      place: { sequence },
      ...(delegation === null ? {} : { delegation }),
      ...(cookie === '' ? {} : { cookie: { cookie } }),
    },
  };
}

function proof({ context, event }: Answered): ParamsOf<RebindingEffect, 'send'> {
  return {
    by: wayOf(context),
    message: {
      type: 'RebindProof',
      session: { session: context.session },
      challenge: { nonce: event.challenge ?? '' },
    },
  };
}

/** Every second try goes by the rendezvous of the correspondent. */
function wayOf({ hasRendezvous, count }: RebindingContext): 'place' | 'rendezvous' {
  return hasRendezvous && count % 2 === 1 ? 'rendezvous' : 'place';
}

function answerOf({ event }: Heard<RebindingEvent, 'received.RebindAnswer'>): {
  binding: BindingJson;
  challenge: string | null;
} {
  return { binding: event.binding, challenge: event.challenge };
}

function bindingOf({ event }: Heard<RebindingEvent, 'received.RebindAnswer'>): { binding: BindingJson } {
  return { binding: event.binding };
}

function tell(what: 'bound' | 'superseded') {
  return { type: 'report' as const, params: { what, reason: null } };
}
