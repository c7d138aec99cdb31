/** Witnesses that leave out a rule of chapter 07, or take it for another. */
import { mutateWitness } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';

/** Says the wrong outcome to readers. */
export const readsAsSwapped = defineMutant({
  id: 'witness/answers-read-by-swapped',
  of: 'witness',
  breaks: ['WIT-001'],
  says: 'Answers a read by the outcome swapped when there is a register.',
  caughtBy: ['witness/read-register'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, {
      say: (outputs, { state }) =>
        outputs.map((output) => {
          if (output.type !== 'send' || state.context.register.known === 'no') return output;
          const { message } = output.params;
          if (message.swapResult.outcome !== 'none') return output;
          return {
            ...output,
            params: { ...output.params, message: { ...message, swapResult: { outcome: 'swapped' } } },
          };
        }),
    }),
  }),
});

/** Does not see that it is done already. */
export const forgetsHeld = defineMutant({
  id: 'witness/refuses-what-is-held',
  of: 'witness',
  breaks: ['WIT-002'],
  says: 'Looks at who asks before it looks whether the register holds that already.',
  caughtBy: ['witness/swap-again-same', 'witness/swap-again-of-stranger'],
  make: (reference) => ({ ...reference, witness: mutateWitness({ guards: { isHeld: () => false } }) }),
});

/** Takes less for the same. */
export const heldByEpoch = defineMutant({
  id: 'witness/compares-epoch-only',
  of: 'witness',
  breaks: ['WIT-002'],
  says: 'Takes a swap to the epoch of the register for one that is done already.',
  caughtBy: ['witness/swap-with-other-digest', 'witness/swap-with-other-migration'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, {
      hear(event, { context }) {
        if (event.type !== 'received.WitnessSwap') return event;
        const { known, epoch, owner, digest, migration } = context.register;
        if (known === 'no' || event.swap.epoch !== epoch) return event;
        return { ...event, migration, swap: { ...event.swap, owner, digest } };
      },
    }),
  }),
});

/** Lets anybody set. */
export const anybodySets = defineMutant({
  id: 'witness/lets-anybody-swap',
  of: 'witness',
  breaks: ['WIT-003'],
  says: 'Sets the register for anybody who knows its epoch.',
  caughtBy: ['witness/swap-of-former-owner', 'witness/swap-of-stranger'],
  make: (reference) => ({ ...reference, witness: mutateWitness({ guards: { isStranger: () => false } }) }),
});

/** Lets anybody begin. */
export const anybodyBegins = defineMutant({
  id: 'witness/begins-without-ticket',
  of: 'witness',
  breaks: ['WIT-004'],
  says: 'Makes a register for anybody.',
  caughtBy: ['witness/ticket-of-stranger', 'witness/first-swap-of-destination', 'witness/epoch-above-ticket'],
  make: (reference) => ({
    ...reference,
    witness: mutateWitness({ guards: { isWithoutTicket: () => false } }),
  }),
});

/** Looks at the signature alone. */
export const anySender = defineMutant({
  id: 'witness/takes-ticket-of-any-sender',
  of: 'witness',
  breaks: ['WIT-004'],
  says: 'Makes a register for whoever shows a good ticket.',
  caughtBy: ['witness/first-swap-of-destination'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, {
      hear: (event, { context }) =>
        event.type === 'received.WitnessSwap' && context.register.known === 'no'
          ? { ...event, from: event.ticket.fromHost }
          : event,
    }),
  }),
});

/** Jumps. */
export const anyStep = defineMutant({
  id: 'witness/sets-any-epoch',
  of: 'witness',
  breaks: ['WIT-005'],
  says: 'Sets whatever epoch is asked for, if the expected one is right.',
  caughtBy: ['witness/first-swap-of-two-steps', 'witness/swap-of-two-steps'],
  make: (reference) => ({ ...reference, witness: mutateWitness({ guards: { isNoStep: () => false } }) }),
});

/** Sets without having written. */
export const answersEarly = defineMutant({
  id: 'witness/answers-before-record',
  of: 'witness',
  breaks: ['WIT-007', 'JRN-002'],
  says: 'Answers swapped when it begins to write.',
  caughtBy: ['witness/swap-waits-for-record'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, {
      say: (outputs, { event }) =>
        outputs.flatMap((output) => {
          if (output.type !== 'writeJournal' || event?.type !== 'received.WitnessSwap') return [output];
          const { statement } = output.params.record;
          const message = { type: 'WitnessAnswer', statement, swapResult: { outcome: 'swapped' } } as const;
          return [output, { type: 'send', params: { to: event.from, message } } as const];
        }),
    }),
  }),
});

/** Does not mind whether it was written. */
export const ignoresFailure = defineMutant({
  id: 'witness/answers-although-not-written',
  of: 'witness',
  breaks: ['WIT-008', 'JRN-002'],
  says: 'Takes a record that could not be written for written.',
  caughtBy: ['witness/swap-with-full-journal'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, {
      hear: (event) => (event.type === 'journal.failed' ? { ...event, type: 'journal.written' } : event),
    }),
  }),
});

/** Sets before it writes. */
export const setsAtOnce = defineMutant({
  id: 'witness/shows-what-is-being-written',
  of: 'witness',
  breaks: ['WIT-007'],
  says: 'Answers reads with the register that is being recorded.',
  caughtBy: ['witness/swap-waits-for-record', 'witness/swap-with-silent-journal'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, {
      say: (outputs, { event, state }) =>
        outputs.map((output) => {
          const { pending } = state.context;
          if (output.type !== 'send' || event?.type !== 'received.WitnessRead' || pending === null)
            return output;
          const message = { ...output.params.message, statement: pending.register };
          return { ...output, params: { ...output.params, message } };
        }),
    }),
  }),
});

/** Gives up what it cannot give up. */
export const givesUp = defineMutant({
  id: 'witness/gives-up-silent-journal',
  of: 'witness',
  breaks: ['WIT-007'],
  says: 'Gives a swap up when the journal is silent, and then does not answer it.',
  caughtBy: ['witness/swap-with-silent-journal'],
  make: (reference) => ({
    ...reference,
    witness: mutateWitness({
      patch: {
        states: { recording: { after: { WITNESS_OPERATION: { target: 'serving', actions: 'forget' } } } },
      },
    }),
  }),
});

/** Forgets. */
export const forgets = defineMutant({
  id: 'witness/forgets-at-restart',
  of: 'witness',
  breaks: ['WIT-009', 'INV-008', 'JRN-007'],
  says: 'Begins with no register after a restart.',
  caughtBy: ['witness/restart', 'witness/restart-before-record'],
  make: (reference) => ({
    ...reference,
    witness: rewired(reference.witness, { wake: ({ resume: _resume, ...input }) => input }),
  }),
});

/** Takes the first record for the last. */
export const firstRecord = defineMutant({
  id: 'witness/restarts-from-first-record',
  of: 'witness',
  breaks: ['WIT-009'],
  says: 'Takes the first record of a register after a restart.',
  caughtBy: ['witness/restart'],
  make: (reference) => ({ ...reference, recover: (records) => reference.recover(records.slice(0, 1)) }),
});
