/** The rendezvous: the fixed point at which a virtual machine can be found (chapter 15). */
import { assign, setup } from 'xstate';
import type { ReasonCode } from '../protocol/generated/codes.ts';
import { isLater } from './announcements.ts';
import { requestOnly, type EffectActions, type ParamsOf } from './effects.ts';
import { rendezvousGlossary } from './glossary.ts';
import type { Heard } from './heard.ts';
import { note, type MachineMeta } from './note.ts';
import { party, type Party } from './party.ts';
import { reasonRecord, type Verdict } from './records.ts';
import type {
  Binding,
  RendezvousContext,
  RendezvousEffect,
  RendezvousEvent,
  RendezvousInput,
} from './rendezvous-events.ts';
import { delayOf } from './timing.ts';

type Answer = ParamsOf<RendezvousEffect, 'answer'>;
type Args = { readonly context: RendezvousContext };
type Register = Args & Heard<RendezvousEvent, 'received.Register'>;
type Lookup = Args & Heard<RendezvousEvent, 'received.Lookup'>;

const effects: EffectActions<RendezvousEffect> = {
  answer: requestOnly,
  writeJournal: requestOnly,
  setRoute: requestOnly,
};

const rendezvousSetup = setup({
  types: {
    context: {} as RendezvousContext,
    events: {} as RendezvousEvent,
    input: {} as RendezvousInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<RendezvousContext>) => values),
    /** What is pending becomes the binding. */
    set: assign(({ context: { pending, binding } }: Args) => ({
      binding: pending === null ? binding : bindingOf(pending),
    })),
    forget: assign({ pending: null }),
  },
  guards: {
    isBad: (_, { verdict }: { verdict: Verdict }) => verdict !== 'valid',
    isBound: ({ context: { binding } }, asked: Binding) =>
      binding !== null &&
      !isLater(numberOf(asked), numberOf(binding)) &&
      !isLater(numberOf(binding), numberOf(asked)) &&
      binding.attachment.nodes === asked.attachment.nodes,
    isStale: ({ context: { binding } }, asked: Binding) =>
      binding !== null && !isLater(numberOf(asked), numberOf(binding)),
    isKnown: ({ context }) => context.binding !== null,
  },
  delays: {
    RENDEZVOUS_OPERATION: ({ context }) => delayOf('RENDEZVOUS_OPERATION', 0, context.timing),
  },
});

const returning = rendezvousSetup.createStateConfig({
  ...note('Left at once: for what the last record says.', 'RDV-008'),
  always: [
    {
      guard: 'isKnown',
      target: 'serving',
      actions: { type: 'setRoute', params: route },
      ...note('There is a binding.', 'RDV-008'),
    },
    { target: 'serving', ...note('There is none.', 'RDV-008') },
  ],
});

const serving = rendezvousSetup.createStateConfig({
  ...note('The binding is durable; requests are answered.', 'RDV-001'),
  tags: ['rest'],
  on: {
    'received.Lookup': {
      actions: { type: 'answer', params: found },
      ...note('Where the machine said it is.', 'RDV-001'),
    },
    'received.Register': [
      {
        guard: { type: 'isBad', params: ({ event }) => ({ verdict: event.verdict }) },
        actions: { type: 'answer', params: refused },
        ...note('The sender may not say so, or the AD does not.', 'RDV-002'),
      },
      {
        guard: { type: 'isBound', params: askedBy },
        actions: { type: 'answer', params: answered('bound') },
        ...note('That is the binding.', 'RDV-004'),
      },
      {
        guard: { type: 'isStale', params: askedBy },
        actions: { type: 'answer', params: answered('stale') },
        ...note('It has said something later.', 'RDV-003'),
      },
      {
        target: 'recording',
        actions: {
          type: 'keep',
          params: ({ event }) => ({ pending: { from: event.from, ...bindingOf(event) } }),
        },
        ...note('It has moved.', 'RDV-005'),
      },
    ],
  },
});

/** What is heard while the fate of a record is not known. */
const unsure = {
  'received.Lookup': {
    actions: { type: 'answer' as const, params: found },
    ...note('What is being recorded does not count yet.', 'RDV-001'),
  },
  'journal.written': {
    target: 'serving',
    actions: [
      'set' as const,
      { type: 'setRoute' as const, params: route },
      { type: 'answer' as const, params: pendingAnswered },
      'forget' as const,
    ],
    ...note('It is durable.', 'RDV-005'),
  },
  'journal.failed': {
    target: 'serving',
    actions: 'forget' as const,
    ...note('The binding is what it was.', 'RDV-006'),
  },
};

const recording = rendezvousSetup.createStateConfig({
  ...note('The new binding is being recorded; other registrations are dropped.', 'RDV-005'),
  entry: { type: 'writeJournal', params: record },
  on: unsure,
  after: {
    RENDEZVOUS_OPERATION: { target: 'stalled', ...note('The journal does not answer.', 'RDV-006') },
  },
});

const stalled = rendezvousSetup.createStateConfig({
  ...note('The journal has not answered: registrations are dropped until it does.', 'RDV-006'),
  on: unsure,
  after: {
    RENDEZVOUS_OPERATION: { target: 'stalled', reenter: true, ...note('Still no answer.', 'RDV-006') },
  },
});

/** @internal */
export const rendezvousMachine = rendezvousSetup.createMachine({
  id: 'rendezvous',
  context: ({ input: { machine, timing = {}, resume } }) => ({
    machine,
    timing,
    binding: resume === undefined ? null : bindingOf(resume),
    pending: null,
  }),
  options: { maxIterations: 20 },
  initial: 'returning',
  states: { returning, serving, recording, stalled },
});

/** The binding of a virtual machine at a rendezvous. */
export const rendezvous: Party<RendezvousInput, RendezvousEvent, RendezvousEffect, RendezvousContext> = party(
  rendezvousMachine,
  rendezvousGlossary,
);

function numberOf({ attachment, sequence }: Binding): { epoch: number; sequence: number } {
  return { epoch: attachment.epoch, sequence };
}

function bindingOf({ attachment, sequence }: Binding): Binding {
  return { attachment, sequence };
}

function askedBy({ event }: Register): Binding {
  return bindingOf(event);
}

function route({ context }: Args): ParamsOf<RendezvousEffect, 'setRoute'> {
  return { attachment: context.binding!.attachment };
}

function record({ context }: Args): ParamsOf<RendezvousEffect, 'writeJournal'> {
  return { record: { step: 'bound', ...bindingOf(context.pending!) } };
}

function found({ context: { binding }, event }: Lookup): Answer {
  const told =
    binding === null
      ? { binding: { outcome: 'unknown' as const, epoch: 0, sequence: 0 } }
      : { binding: { outcome: 'bound' as const, ...numberOf(binding) }, attachment: binding.attachment };
  return { to: event.from, request: 'Lookup', message: { type: 'RegisterAnswer', ...told } };
}

function refused({ event }: Register): Answer {
  const reason: ReasonCode = event.verdict === 'valid' ? 'attachment' : event.verdict;
  return {
    to: event.from,
    request: 'Register',
    message: { type: 'Refused', reason: reasonRecord(reason) },
  };
}

function answered(outcome: 'bound' | 'stale'): (args: Register) => Answer {
  return ({ context, event }) => bound(event.from, outcome, context.binding!);
}

function pendingAnswered({ context: { pending } }: Args): Answer {
  return bound(pending!.from, 'bound', pending!);
}

function bound(to: string, outcome: 'bound' | 'stale', binding: Binding): Answer {
  return {
    to,
    request: 'Register',
    message: { type: 'RegisterAnswer', binding: { outcome, ...numberOf(binding) } },
  };
}
