/** Source hosts that are wrong about their status. */
import type { StatusJson } from '../../../src/protocol/index.ts';
import type { Mutant } from '../mutant.ts';
import { saying, wrongStates, wrongSteps } from './wrong-source.ts';

function misreports(
  id: string,
  says: string,
  caughtBy: readonly [string, ...string[]],
  change: (status: StatusJson) => Partial<StatusJson>,
): Mutant {
  return wrongSteps(
    { id, breaks: ['SRC-027'], says, caughtBy },
    {
      ask: saying((message) =>
        message.type === 'StatusAnswer'
          ? { ...message, status: { ...message.status, ...change(message.status) } }
          : message,
      ),
    },
  );
}

/** Silent in the freeze. */
export const silentInFreeze = wrongStates(
  {
    id: 'answers-no-question-in-the-freeze',
    breaks: ['SRC-027'],
    says: 'Does not answer StatusQuery while the machine stands still.',
    caughtBy: ['status-frozen'],
  },
  { freezing: { states: { finalising: { on: { 'received.StatusQuery': undefined } } } } },
);

/** Silent at the end. */
export const silentAtEnd = wrongStates(
  {
    id: 'answers-no-question-at-the-end',
    breaks: ['SRC-027'],
    says: 'Does not answer StatusQuery after an abort.',
    caughtBy: ['status-aborted'],
  },
  { informing: { on: { 'received.StatusQuery': undefined } } },
);

/** The epoch of the header. */
export const tellsNewEpoch = misreports(
  'tells-the-new-epoch-before-the-commit',
  'Tells the epoch of the migration before it is committed.',
  ['status-offering', 'status-aborted'],
  ({ outcome, epoch }) => (outcome === 'active' || outcome === 'aborted' ? { epoch: epoch + 1 } : {}),
);

/** The epoch of before. */
export const tellsOldEpoch = misreports(
  'tells-the-old-epoch-after-the-commit',
  'Tells the epoch under which it owned the machine after the commit, too.',
  ['status-committed', 'status-swapping', 'status-cleaning'],
  ({ outcome, epoch }) => (outcome === 'committed' || outcome === 'done' ? { epoch: epoch - 1 } : {}),
);

/** The epoch of a machine that came back. */
export const tellsGivenEpoch = misreports(
  'tells-the-given-epoch-after-the-return',
  'Tells the epoch of the migration when the machine has come back under the next one.',
  ['status-given-back'],
  ({ outcome, epoch }) => (outcome === 'given-back' ? { epoch: epoch - 1 } : {}),
);

/** The machine is said to run. */
export const saysItRuns = misreports(
  'says-that-a-frozen-machine-runs',
  'Says that the machine runs here while it stands still.',
  ['status-frozen', 'status-committed', 'status-committing'],
  ({ runsHere }) => (runsHere === 'no' ? { runsHere: 'yes' } : {}),
);

/** What is not known is said to be. */
export const guesses = misreports(
  'guesses-whether-the-machine-runs',
  'Says that the machine does not run while that is not known.',
  ['status-stopping', 'status-aborted', 'status-given-back'],
  ({ runsHere }) => (runsHere === 'unknown' ? { runsHere: 'no' } : {}),
);

/** Committed too early. */
export const saysCommittedEarly = misreports(
  'says-committed-before-the-record',
  'Says that the migration is committed while the record is being written.',
  ['status-committing'],
  ({ outcome, phase }) => (outcome === 'active' && phase === 'commit' ? { outcome: 'committed' } : {}),
);

/** Over too early. */
export const saysDoneEarly = misreports(
  'says-done-while-cleaning',
  'Says that all is done while the copy is being destroyed.',
  ['status-cleaning'],
  ({ phase }) => (phase === 'clean' ? { outcome: 'done' } : {}),
);

/** Phases that are one. */
export const mergesPhases = misreports(
  'calls-prepare-an-offer',
  'Tells the phase offer until memory is carried.',
  ['status-preparing'],
  ({ phase }) => (phase === 'prepare' ? { phase: 'offer' } : {}),
);

/** Pre-copy is no phase. */
export const mergesCopying = misreports(
  'calls-pre-copy-prepare',
  'Tells the phase prepare until the freeze.',
  ['status-reading', 'status-carrying'],
  ({ phase }) => (phase === 'pre-copy' ? { phase: 'prepare' } : {}),
);

/** Silent about what was refused. */
export const silentAfterRefusal = wrongStates(
  {
    id: 'answers-no-question-after-a-refusal',
    breaks: ['SRC-027'],
    says: 'Does not answer StatusQuery about an order that it has refused.',
    caughtBy: ['status-refused'],
  },
  { refused: { on: { 'received.StatusQuery': undefined } } },
);
