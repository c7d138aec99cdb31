/** Source hosts that are wrong about rounds and the freeze. */
import type { SourceHostContext } from '../../../src/machines/index.ts';
import type { ProgressJson } from '../../../src/protocol/index.ts';
import { presuming, saying, wrongMachine, wrongStates, wrongSteps } from './wrong-source.ts';

interface At {
  readonly context: SourceHostContext;
}
interface Said {
  readonly progress: ProgressJson;
}

/** Rounds from 2. */
export const countsFromTwo = wrongSteps(
  {
    id: 'counts-rounds-from-two',
    breaks: ['SRC-010'],
    says: 'Numbers the rounds from 2.',
    caughtBy: ['first-manifest'],
  },
  {
    ask: (outputs) =>
      outputs.map((asked) =>
        asked.type === 'copyRound' ? { ...asked, params: { round: asked.params.round + 1 } } : asked,
      ),
  },
);

/** Any Progress will do. */
export const doesNotWaitForRound = wrongMachine(
  {
    id: 'does-not-wait-for-the-round',
    breaks: ['SRC-010'],
    says: 'Takes any Progress of the round for its end.',
    caughtBy: ['round-complete'],
  },
  {
    guards: {
      isComplete: ({ context }: At, { progress }: Said) => progress.round === context.round.round,
    },
  },
);

/** Any round will do. */
export const ignoresRoundNumber = wrongMachine(
  {
    id: 'ignores-the-number-of-the-round',
    breaks: ['SRC-010'],
    says: 'Takes Progress of another round for the end of this one.',
    caughtBy: ['progress-of-other-round'],
  },
  { guards: { isComplete: (_: unknown, { progress }: Said) => progress.complete === 'yes' } },
);

/** No repetition of the manifest. */
export const announcesOnce = wrongStates(
  {
    id: 'announces-a-round-once',
    breaks: ['SRC-011'],
    says: 'Sends the manifest of a round once and waits.',
    caughtBy: ['round-gives-up'],
  },
  { copying: { states: { carrying: { after: { ROUND_RETRY: undefined } } } } },
);

/** Progress does not count. */
export const impatient = wrongMachine(
  {
    id: 'gives-up-in-spite-of-progress',
    breaks: ['SRC-011'],
    says: 'Counts on when Progress tells of more chunks.',
    caughtBy: ['progress-begins-the-count-anew'],
  },
  { guards: { isFurther: () => false } },
);

/** Any Progress counts. */
export const patient = wrongMachine(
  {
    id: 'counts-anew-without-progress',
    breaks: ['SRC-011'],
    says: 'Begins the count anew on any Progress of the round.',
    caughtBy: ['same-progress-again'],
  },
  {
    guards: {
      isFurther: ({ context }: At, { progress }: Said) => progress.round === context.round.round,
    },
  },
);

/** The machine stops too early. */
export const freezesUnrecorded = presuming('frozen', {
  id: 'freezes-unrecorded',
  breaks: ['SRC-012', 'JRN-002'],
  says: 'Stops the machine while the record of the freeze is still being written.',
  caughtBy: ['freeze-waits-for-record', 'freeze-not-recorded'],
});

/** A failed record is another end. */
export const freezeReason = wrongStates(
  {
    id: 'blames-the-hypervisor-for-the-journal',
    breaks: ['SRC-012'],
    says: 'Ends a freeze that cannot be recorded with the reason hypervisor.',
    caughtBy: ['freeze-not-recorded'],
  },
  {
    recordingFreeze: {
      on: { 'journal.failed': { actions: { type: 'because', params: { reason: 'hypervisor' } } } },
    },
  },
);

/** The digest is missing. */
export const namesNoState = wrongSteps(
  {
    id: 'names-no-state',
    breaks: ['SRC-013'],
    says: 'Sends Freeze with the digest of the round instead of that of the whole state.',
    caughtBy: ['freeze-names-the-state'],
  },
  {
    ask: saying((message) =>
      message.type === 'Freeze' ? { ...message, stateDigest: { digest: message.round.digest } } : message,
    ),
  },
);

/** No repetition of the freeze. */
export const freezesOnce = wrongStates(
  {
    id: 'sends-freeze-once',
    breaks: ['SRC-013'],
    says: 'Sends the last manifest and Freeze once.',
    caughtBy: ['freeze-repeated'],
  },
  { freezing: { states: { finalising: { after: { FREEZE_RETRY: undefined } } } } },
);

/** Half a repetition. */
export const forgetsLastManifest = wrongSteps(
  {
    id: 'repeats-freeze-without-manifest',
    breaks: ['SRC-013'],
    says: 'Repeats Freeze without the manifest of the last round.',
    caughtBy: ['freeze-repeated'],
  },
  {
    ask: (outputs, event) =>
      event?.type.startsWith('xstate.after.FREEZE_RETRY') === true
        ? outputs.filter((asked) => asked.type !== 'send' || asked.params.message.type !== 'Manifest')
        : outputs,
  },
);

/** A freeze without end. */
export const freezesForEver = wrongStates(
  {
    id: 'freezes-for-ever',
    breaks: ['SRC-014'],
    says: 'Lets the freeze last until the destination answers.',
    caughtBy: ['freeze-limit', 'freeze-limit-while-stopping'],
  },
  { freezing: { after: { FREEZE_LIMIT: undefined } } },
);

/** A freeze that is measured too late. */
export const measuresLate = wrongStates(
  {
    id: 'measures-the-freeze-late',
    breaks: ['SRC-014'],
    says: 'Arms FREEZE_LIMIT when the machine stands still, not when it is asked to.',
    caughtBy: ['freeze-limit'],
  },
  {
    freezing: {
      after: { FREEZE_LIMIT: undefined },
      states: {
        finalising: {
          after: {
            FREEZE_LIMIT: {
              target: '#sourceHost.recordingAbort',
              actions: { type: 'because', params: { reason: 'freeze-budget' } },
            },
          },
        },
      },
    },
  },
);

/** Another reason. */
export const limitReason = wrongStates(
  {
    id: 'calls-the-freeze-limit-a-timeout',
    breaks: ['SRC-014'],
    says: 'Ends a freeze that is too long with the reason timeout.',
    caughtBy: ['freeze-limit'],
  },
  { freezing: { after: { FREEZE_LIMIT: { actions: { type: 'because', params: { reason: 'timeout' } } } } } },
);
