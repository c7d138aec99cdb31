/** The witness: the party that keeps who owns a virtual machine, by compare-and-set (chapter 07). */
import { assign, setup } from 'xstate';
import { noHid, noMigration } from '../protocol/absent-ids.ts';
import type { SwapOutcomeCode } from '../protocol/generated/codes.ts';
import type { TicketJson } from '../protocol/generated/record-json.ts';
import { requestOnly, type EffectActions } from './effects.ts';
import { note, type MachineMeta } from './note.ts';
import { witnessGlossary } from './glossary.ts';
import { party, type Party } from './party.ts';
import type { RegisterClaims, Verdict } from './records.ts';
import { delayOf } from './timing.ts';
import type {
  SwapRequest,
  WitnessContext,
  WitnessEffect,
  WitnessEvent,
  WitnessInput,
} from './witness-events.ts';

type Params = Extract<WitnessEffect, { type: 'send' }>['params'];
type Read = {
  readonly context: WitnessContext;
  readonly event: Extract<WitnessEvent, { type: 'received.WitnessRead' }>;
};
type Swap = { readonly event: Extract<WitnessEvent, { type: 'received.WitnessSwap' }> };

const effects: EffectActions<WitnessEffect> = { send: requestOnly, writeJournal: requestOnly };

const witnessSetup = setup({
  types: {
    context: {} as WitnessContext,
    events: {} as WitnessEvent,
    input: {} as WitnessInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<WitnessContext>) => values),
    /** What is pending becomes the register. */
    set: assign(({ context }: { context: WitnessContext }) => ({
      register: context.pending?.register ?? context.register,
    })),
    forget: assign({ pending: null }),
  },
  guards: {
    /** The register holds exactly what is to be set. */
    isHeld: ({ context }, request: SwapRequest) => {
      const { register } = context;
      return (
        register.known === 'yes' &&
        register.epoch === request.swap.epoch &&
        register.owner === request.swap.owner &&
        register.migration === request.migration &&
        register.digest === request.swap.digest
      );
    },
    /** Who asks is the owner in the register. */
    isStranger: ({ context }, request: SwapRequest) =>
      context.register.known === 'yes' && context.register.owner !== request.from,
    /** There is no register, and the ticket does not allow this one. */
    isWithoutTicket: (
      { context },
      { request, ticket, verdict }: { request: SwapRequest; ticket: TicketJson; verdict: Verdict },
    ) =>
      context.register.known !== 'yes' &&
      (verdict !== 'valid' ||
        ticket.fromHost !== request.from ||
        request.swap.epoch < ticket.epochFirst ||
        request.swap.epoch > ticket.epochLast),
    isNoStep: (_, request: SwapRequest) => request.swap.epoch !== request.swap.expected + 1,
    /** The register holds another epoch than expected. */
    isUnexpected: ({ context }, request: SwapRequest) =>
      context.register.known === 'yes' && context.register.epoch !== request.swap.expected,
  },
  delays: {
    WITNESS_OPERATION: ({ context }) => delayOf('WITNESS_OPERATION', 0, context.timing),
  },
});

const serving = witnessSetup.createStateConfig({
  ...note('The register is durable; requests are answered.', 'WIT-001'),
  tags: ['rest'],
  on: {
    'received.WitnessRead': {
      actions: {
        type: 'send',
        params: readAnswer,
      },
      ...note('What the register holds.', 'WIT-001'),
    },
    'received.WitnessSwap': [
      {
        guard: { type: 'isHeld', params: requestOf },
        actions: { type: 'send', params: swapAnswer('swapped') },
        ...note('It is set already.', 'WIT-002'),
      },
      {
        guard: { type: 'isStranger', params: requestOf },
        actions: { type: 'send', params: swapAnswer('refused') },
        ...note('Somebody else owns the machine.', 'WIT-003'),
      },
      {
        guard: {
          type: 'isWithoutTicket',
          params: ({ event }) => ({
            request: requestOf({ event }),
            ticket: event.ticket,
            verdict: event.verdict,
          }),
        },
        actions: { type: 'send', params: swapAnswer('refused') },
        ...note('Nobody allowed it.', 'WIT-004'),
      },
      {
        guard: { type: 'isNoStep', params: requestOf },
        actions: { type: 'send', params: swapAnswer('refused') },
        ...note('Epochs go one by one.', 'WIT-005'),
      },
      {
        guard: { type: 'isUnexpected', params: requestOf },
        actions: { type: 'send', params: swapAnswer('conflict') },
        ...note('The register holds something else.', 'WIT-006'),
      },
      {
        target: 'recording',
        actions: {
          type: 'keep',
          params: ({ context, event }) => ({
            pending: { from: event.from, register: wanted(context.machine, event) },
          }),
        },
        ...note('The register is to be set.', 'WIT-007'),
      },
    ],
  },
});

/** What is heard while the fate of a record is not known. */
const unsure = {
  'received.WitnessRead': {
    actions: { type: 'send' as const, params: readAnswer },
    ...note('What the register holds: what is being recorded does not count yet.', 'WIT-001'),
  },
  'journal.written': {
    target: 'serving',
    actions: ['set' as const, { type: 'send' as const, params: pendingAnswer }, 'forget' as const],
    ...note('It is durable.', 'WIT-007'),
  },
  'journal.failed': {
    target: 'serving',
    actions: 'forget' as const,
    ...note('The register is what it was.', 'WIT-008'),
  },
};

const recording = witnessSetup.createStateConfig({
  ...note('The new register is being recorded; other swaps are dropped.', 'WIT-007'),
  entry: {
    type: 'writeJournal',
    params: ({ context }) => ({
      record: { step: 'register', statement: context.pending?.register ?? context.register },
    }),
  },
  on: unsure,
  after: {
    WITNESS_OPERATION: { target: 'stalled', ...note('The journal does not answer.', 'WIT-008') },
  },
});

const stalled = witnessSetup.createStateConfig({
  ...note(
    'The journal has not answered: swaps are dropped until it does, lest its answer be taken for one on another record.',
    'WIT-008',
  ),
  on: unsure,
  after: {
    WITNESS_OPERATION: { target: 'stalled', reenter: true, ...note('Still no answer.', 'WIT-008') },
  },
});

/** @internal */
export const witnessMachine = witnessSetup.createMachine({
  id: 'witness',
  context: ({ input }) => ({
    machine: input.machine,
    timing: input.timing ?? {},
    register: input.resume?.record.statement ?? noRegister(input.machine),
    pending: null,
  }),
  options: { maxIterations: 20 },
  initial: 'serving',
  states: { serving, recording, stalled },
});

/** The register of a virtual machine. */
export const witness: Party<WitnessInput, WitnessEvent, WitnessEffect, WitnessContext> = party(
  witnessMachine,
  witnessGlossary,
);

/** The register of a machine that the witness has never heard of. */
export function noRegister(machine: string): RegisterClaims {
  return {
    machine,
    known: 'no',
    epoch: 0,
    owner: noHid,
    migration: noMigration,
    digest: '0'.repeat(64),
  };
}

function wanted(machine: string, { migration, swap }: SwapRequest): RegisterClaims {
  return { machine, known: 'yes', epoch: swap.epoch, owner: swap.owner, migration, digest: swap.digest };
}

function requestOf({ event }: Swap): SwapRequest {
  return { from: event.from, migration: event.migration, swap: event.swap };
}

function readAnswer({ context, event }: Read): Params {
  return answer(event.from, context.register, 'none');
}

function pendingAnswer({ context }: { context: WitnessContext }): Params {
  return answer(context.pending?.from ?? '', context.register, 'swapped');
}

function swapAnswer(outcome: SwapOutcomeCode): (args: { context: WitnessContext } & Swap) => Params {
  return ({ context, event }) => answer(event.from, context.register, outcome);
}

function answer(to: string, statement: RegisterClaims, outcome: SwapOutcomeCode): Params {
  return { to, message: { type: 'WitnessAnswer', statement, swapResult: { outcome } } };
}
