/** Destination hosts that are wrong about what comes when all is over, or again, or too late. */
import { sending, wrongMachine, wrongWires } from './wrong-destination.ts';
import type { DestinationHostContext } from '../../../src/machines/index.ts';

/** It says no word. */
export const silentAfterEnd = wrongWires(
  {
    id: 'silent-after-end',
    breaks: ['DST-003', 'DST-027'],
    says: 'Says nothing to Offer, Prepare, Manifest and Freeze when the reservation is gone.',
    caughtBy: ['requests-after-end-by-abort', 'rounds-after-end-by-abort'],
  },
  {
    hear: (event, { value }) =>
      value === 'released' && /^received\.(Offer|Prepare|Manifest|Freeze)$/.test(event.type)
        ? undefined
        : event,
  },
);
/** It knows one reason. */
export const oneReason = wrongWires(
  {
    id: 'aborted-with-policy',
    breaks: ['DST-010', 'DST-013', 'DST-027', 'DST-033'],
    says: 'Sends Aborted with the reason policy, whatever ended the migration.',
    caughtBy: ['ends-by-last-lease', 'ends-by-manifest-beyond-memory', 'ends-by-silent-journal-at-the-end'],
  },
  sending((message) =>
    message.type === 'Aborted' ? { ...message, reason: { ...message.reason, reason: 'policy' } } : message,
  ),
);
/** The reason is lost. */
export const reasonNotKept = wrongWires(
  {
    id: 'reason-not-resumed',
    breaks: ['DST-032', 'DST-003'],
    says: 'Forgets at a restart why a migration ended, or why a machine goes back.',
    caughtBy: ['give-back-keeps-reason', 'offer-after-restart-and-end-by-abort'],
  },
  {
    wake({ resume, ...input }) {
      if (resume === undefined) return input;
      const { reason: _, ...record } = resume.record;
      return { ...input, resume: { ...resume, record } };
    },
  },
);
/** It gives up. */
export const writesOnce = wrongWires(
  {
    id: 'writes-once',
    breaks: ['DST-023', 'DST-024'],
    says: 'Does not try again to write a record that could not be written.',
    caughtBy: ['running-with-full-journal', 'give-back-with-full-journal'],
  },
  {
    say: (outputs, { event }) =>
      event?.type.startsWith('xstate.after.') === true
        ? outputs.filter(({ type }) => type !== 'writeJournal')
        : outputs,
  },
);
/** It does not see that all is over. */
export const asksForEver = wrongMachine(
  {
    id: 'gives-back-what-has-moved-on',
    breaks: ['DST-025'],
    says: 'Asks the witness on when the register has gone further.',
    caughtBy: ['give-back-ends-with-later-epoch', 'give-back-ends-with-another-owner'],
  },
  { guards: { isPast: () => false } },
);
/** It wants another round. */
export const wantsAnother = wrongMachine(
  {
    id: 'freezes-with-next-round-only',
    breaks: ['DST-012'],
    says: 'Takes a Freeze only when it names the round after the last complete one.',
    caughtBy: ['freeze-of-complete-round'],
  },
  {
    guards: {
      isLast: ({ context }: { context: DestinationHostContext }, { round }: { round: number }) =>
        round === context.loaded + 1,
    },
  },
);
/** It takes any round for the last one. */
export const freezesAnyhow = wrongMachine(
  {
    id: 'freezes-with-any-round',
    breaks: ['DST-012'],
    says: 'Takes a Freeze whatever round it names.',
    caughtBy: ['freeze-of-later-round'],
  },
  { guards: { isLast: () => true } },
);
/** It does not hear what comes behind. */
export const deafWhileAssembling = wrongMachine(
  {
    id: 'lease-runs-out-in-last-round',
    breaks: ['DST-010'],
    says: 'Lets PREPARE_LEASE run from Freeze on, whatever comes of the last round.',
    caughtBy: ['lease-renewed-by-last-manifest', 'lease-renewed-by-chunk-of-last-round'],
  },
  { guards: { isLastRound: () => false } },
);
/** Anything keeps it. */
export const renewsAnyhow = wrongMachine(
  {
    id: 'any-manifest-renews',
    breaks: ['DST-010'],
    says: 'Keeps a reservation for any manifest.',
    caughtBy: ['lease-not-renewed-by-later-manifest', 'lease-not-renewed-by-older-manifest'],
  },
  { guards: { isNext: () => true, isLastRound: () => true } },
);
