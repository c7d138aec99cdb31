/** A registration: who tells one rendezvous where the machine is (chapter 13). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import type { AttachmentJson, BindingJson } from '../protocol/generated/record-json.ts';
import { announced, isBoundHere, isNews, isOver, isOvertaken } from './announcing.ts';
import { requestOnly, type EffectActions, type ParamsOf } from './effects.ts';
import { registrationGlossary } from './glossary.ts';
import type { Heard } from './heard.ts';
import { note, type MachineMeta } from './note.ts';
import { party, type Party } from './party.ts';
import type {
  RegistrationContext,
  RegistrationEffect,
  RegistrationEvent,
  RegistrationInput,
} from './registration-events.ts';
import { delayOf, nextCount } from './timing.ts';

type Args = { readonly context: RegistrationContext };
type Answered = Args & Heard<RegistrationEvent, 'received.RegisterAnswer'>;

const effects: EffectActions<RegistrationEffect> = { send: requestOnly, report: requestOnly };

const registrationSetup = setup({
  types: {
    context: {} as RegistrationContext,
    events: {} as RegistrationEvent,
    input: {} as RegistrationInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<RegistrationContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
  },
  guards: {
    isNews: ({ context }, { attachment }: { attachment: AttachmentJson }) => isNews(context, attachment),
    isBound: ({ context }, { binding }: { binding: BindingJson }) => isBoundHere(context, binding),
    isOver: ({ context }, { binding }: { binding: BindingJson }) => isOver(context, binding),
    isOvertaken: ({ context }, { binding }: { binding: BindingJson }) => isOvertaken(context, binding),
  },
  delays: {
    REGISTER_RETRY: ({ context }) => delayOf('REGISTER_RETRY', context.count, context.timing),
  },
});

const orders = {
  'place.changed': {
    guard: {
      type: 'isNews' as const,
      params: ({ event }: Heard<RegistrationEvent, 'place.changed'>) => ({ attachment: event.attachment }),
    },
    target: '#registration.registering',
    reenter: true,
    actions: {
      type: 'keep' as const,
      params: ({ context, event }: Args & Heard<RegistrationEvent, 'place.changed'>) =>
        announced(context, event.attachment),
    },
    ...note('The machine is at another place, or under another epoch.', 'MOV-006', 'MOV-018'),
  },
  'order.stop': {
    target: '#registration.ended',
    ...note('The rendezvous is not used any more.', 'MOV-006'),
  },
};

const idle = registrationSetup.createStateConfig({
  ...note('Nothing has been registered.', 'MOV-006'),
  tags: ['rest'],
  on: orders,
});

const registering = registrationSetup.createStateConfig({
  ...note('Register is out.', 'MOV-016'),
  entry: { type: 'send', params: register },
  on: {
    ...orders,
    'received.RegisterAnswer': [
      {
        guard: { type: 'isBound', params: bindingOf },
        target: 'registered',
        actions: { type: 'report', params: { what: 'bound', reason: null } },
        ...note('The rendezvous knows it.', 'MOV-016'),
      },
      {
        guard: { type: 'isOver', params: bindingOf },
        target: 'superseded',
        actions: [
          {
            type: 'keep',
            params: ({ event: { binding } }: Answered) => ({
              attachment: null,
              epoch: binding.epoch,
              sequence: binding.sequence,
            }),
          },
          { type: 'report', params: { what: 'superseded', reason: null } },
        ],
        ...note('A higher epoch is known, or the machine speaks for itself.', 'MOV-013', 'MOV-018'),
      },
      {
        guard: { type: 'isOvertaken', params: bindingOf },
        target: 'registering',
        reenter: true,
        actions: {
          type: 'keep',
          params: ({ event: { binding } }: Answered) => ({ sequence: binding.sequence + 1, count: 0 }),
        },
        ...note('A later one of the epoch is known: this place is announced after it.', 'MOV-012'),
      },
    ],
    'received.Refused': {
      target: 'refused',
      actions: { type: 'report', params: ({ event }) => ({ what: 'refused', reason: event.reason }) },
      ...note('The rendezvous does not take it; repeating mends nothing.', 'MOV-016'),
    },
  },
  after: {
    REGISTER_RETRY: {
      target: 'registering',
      reenter: true,
      actions: { type: 'count', params: { timer: 'REGISTER_RETRY' } },
      ...note('No answer; the same again.', 'MOV-016'),
    },
  },
});

const registered = registrationSetup.createStateConfig({
  ...note('The rendezvous knows the place.', 'MOV-016'),
  tags: ['rest'],
  on: orders,
});

const superseded = registrationSetup.createStateConfig({
  ...note('The rendezvous knows of an epoch that is higher, or has heard the machine itself.', 'MOV-013'),
  tags: ['rest'],
  on: orders,
});

const refused = registrationSetup.createStateConfig({
  ...note('The rendezvous does not take the announcement.', 'MOV-016'),
  tags: ['rest'],
  on: orders,
});

const ended = registrationSetup.createStateConfig({
  ...note('Nothing is registered any more.', 'MOV-006'),
  tags: ['rest', 'end'],
});

/** @internal */
export const registrationMachine = registrationSetup.createMachine({
  id: 'registration',
  context: ({ input }) => ({
    machine: input.machine,
    delegation: input.delegation,
    timing: input.timing ?? {},
    attachment: null,
    epoch: 0,
    sequence: 0,
    count: 0,
  }),
  options: { maxIterations: 20 },
  initial: 'idle',
  states: { idle, registering, registered, superseded, refused, ended },
});

/** Who tells one rendezvous where the machine is. */
export const registration: Party<
  RegistrationInput,
  RegistrationEvent,
  RegistrationEffect,
  RegistrationContext
> = party(registrationMachine, registrationGlossary);

function register({ context }: Args): ParamsOf<RegistrationEffect, 'send'> {
  const { attachment, sequence, delegation } = context;
  if (attachment === null) throw new TypeError('nothing to register');
  return {
    message: {
      type: 'Register',
      attachment,
      place: { sequence },
      ...(delegation === null ? {} : { delegation }),
    },
  };
}

function bindingOf({ event }: Heard<RegistrationEvent, 'received.RegisterAnswer'>): { binding: BindingJson } {
  return { binding: event.binding };
}
