/** Source hosts that are wrong about restarts. */
import type { SourceHostContext, SourceHostStep } from '../../../src/machines/index.ts';
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Mutant } from '../mutant.ts';
import { saying, wrongFunctions, wrongMachine, wrongSteps } from './wrong-source.ts';

interface At {
  readonly context: SourceHostContext;
}
interface From {
  readonly steps: readonly SourceHostStep[];
  readonly latest?: boolean;
}

function forgets(
  step: SourceHostStep,
  broken: RequirementId,
  caughtBy: readonly [string, ...string[]],
): Mutant {
  return wrongMachine(
    {
      id: `forgets-${step}`,
      breaks: [broken, 'JRN-007'],
      says: `Begins with nothing after a restart whose last record is ${step}.`,
      caughtBy,
    },
    {
      guards: {
        resumesFrom: ({ context: { resume } }: At, { steps, latest }: From) =>
          resume !== null &&
          resume.record.step !== step &&
          steps.includes(resume.record.step) &&
          (latest === undefined || latest === resume.latest),
      },
    },
  );
}

/** Nothing after an order. */
export const forgetsOrdered = forgets('ordered', 'SRC-029', [
  'restart-while-offering',
  'restart-while-carrying',
]);

/** Nothing after a freeze. */
export const forgetsFrozen = forgets('frozen', 'SRC-029', [
  'restart-while-stopping',
  'restart-while-frozen',
  'restart-after-torn-commit',
  'restart-during-commit',
  'complete-after-restart',
]);

/** Nothing after the commit. */
export const forgetsCommitted = forgets('committed', 'SRC-030', [
  'committed-after-restart',
  'restart-while-swapping',
]);

/** Nothing after the answer of the witness. */
export const forgetsSwapped = forgets('swapped', 'SRC-030', ['restart-after-swap']);

/** Nothing after Running. */
export const forgetsDone = forgets('source-done', 'SRC-032', ['restart-while-cleaning']);

/** Nothing after an abort. */
export const forgetsAborted = forgets('source-aborted', 'SRC-032', ['restart-while-thawing']);

/** Nothing after the return. */
export const forgetsRegained = forgets('regained', 'SRC-032', ['restart-while-returning']);

/** A restart ends everything. */
export const abortsCommitted = wrongMachine(
  {
    id: 'aborts-a-committed-migration',
    breaks: ['SRC-017', 'SRC-030'],
    says: 'Ends a migration at a restart, committed or not.',
    caughtBy: ['committed-after-restart'],
  },
  {
    guards: {
      resumesFrom: ({ context: { resume } }: At, { steps }: From) =>
        resume !== null &&
        (steps.includes(resume.record.step) ||
          (resume.record.step === 'committed' && steps.includes('ordered'))),
    },
  },
);

/** Another reason. */
export const restartReason = wrongSteps(
  {
    id: 'calls-a-restart-a-timeout',
    breaks: ['SRC-029'],
    says: 'Ends a migration after a restart with the reason timeout.',
    caughtBy: ['restart-while-offering', 'restart-while-frozen'],
  },
  {
    ask: saying((message) =>
      message.type === 'Abort' && message.reason.reason === 'restart'
        ? { ...message, reason: { reason: 'timeout', detail: '' } }
        : message,
    ),
  },
);

/** The witness is forgotten. */
export const skipsWitness = wrongMachine(
  {
    id: 'skips-the-witness-after-a-restart',
    breaks: ['SRC-030', 'SRC-018'],
    says: 'Sends Commit at once after a restart, also when the witness has not answered.',
    caughtBy: ['restart-while-swapping'],
  },
  {
    guards: {
      hasNoStatementYet: ({ context }: At) =>
        context.resume === null && context.order?.witness != null && context.statement === null,
    },
  },
);

/** The statement is forgotten. */
export const asksWitnessAgain = wrongMachine(
  {
    id: 'asks-the-witness-again-after-a-restart',
    breaks: ['SRC-030'],
    says: 'Asks the witness again after a restart although its statement is in the journal.',
    caughtBy: ['restart-after-swap'],
  },
  { guards: { hasNoStatementYet: ({ context }: At) => context.order?.witness != null } },
);

/** Every migration counts. */
export const revivesOldMigrations = wrongMachine(
  {
    id: 'revives-old-migrations',
    breaks: ['SRC-033', 'JRN-009'],
    says: 'Lets the machine run after a restart for a migration that another one has followed.',
    caughtBy: ['restart-after-later-commit', 'restart-after-return-and-later-commit'],
  },
  {
    guards: {
      resumesFrom: ({ context: { resume } }: At, { steps }: From) =>
        resume !== null && steps.includes(resume.record.step),
    },
  },
);

/** Epochs are forgotten. */
export const forgetsEpochs = wrongFunctions(
  {
    id: 'forgets-epochs-at-a-restart',
    breaks: ['JRN-008'],
    says: 'Does not remember after a restart which epochs were created.',
    caughtBy: ['order-with-stale-epoch'],
  },
  ({ recover }) => ({ recover: (records) => ({ ...recover(records), epochs: new Map() }) }),
);

/** The wrong epoch after a restart. */
export const returnsUnderOldEpoch = wrongSteps(
  {
    id: 'returns-under-the-old-epoch-after-a-restart',
    breaks: ['SRC-032'],
    says: 'Lets a machine that came back run under its old epoch after a restart.',
    caughtBy: ['restart-while-returning'],
  },
  {
    ask: (outputs, event, { context }) =>
      event !== undefined
        ? outputs
        : outputs.map((asked) =>
            asked.type === 'thawMachine' ? { ...asked, params: { epoch: context.epoch - 1 } } : asked,
          ),
  },
);
