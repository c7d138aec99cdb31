/** Source hosts that are wrong about the witness. */
import type { SourceHostContext } from '../../../src/machines/index.ts';
import type { StatementJson } from '../../../src/protocol/index.ts';
import type { Mutant } from '../mutant.ts';
import { saying, wrongFunctions, wrongMachine, wrongStates, wrongSteps } from './wrong-source.ts';

interface At {
  readonly context: SourceHostContext;
}
interface Said {
  readonly statement: StatementJson;
}

/** The witness is left out. */
export const asksNoWitness = wrongMachine(
  {
    id: 'asks-no-witness',
    breaks: ['SRC-018'],
    says: 'Sends Commit without asking the witness.',
    caughtBy: ['swap-names-the-destination'],
  },
  { guards: { hasNoStatementYet: () => false } },
);

/** The witness is asked once. */
export const asksWitnessOnce = wrongStates(
  {
    id: 'asks-the-witness-once',
    breaks: ['SRC-018'],
    says: 'Sends WitnessSwap once and waits.',
    caughtBy: ['swap-repeated'],
  },
  { handingOver: { states: { swapping: { after: { SWAP_RETRY: undefined } } } } },
);

/** The destination is asked to trust. */
export const keepsStatement = wrongSteps(
  {
    id: 'keeps-the-statement',
    breaks: ['SRC-018'],
    says: 'Sends Commit without the statement of the witness.',
    caughtBy: ['witness-before-commit'],
  },
  {
    ask: saying((message) => {
      if (message.type !== 'Commit') return message;
      const { statement: _statement, ...rest } = message;
      return rest;
    }),
  },
);

/** The outcome counts, not the register. */
export const hearsConflictOnly = wrongSteps(
  {
    id: 'takes-conflict-for-a-no',
    breaks: ['SRC-018'],
    says: 'Goes by the outcome and not by the register: conflict means that the witness has not swapped.',
    caughtBy: ['conflict-that-fits'],
  },
  {
    hear: (event) =>
      event.type === 'received.WitnessAnswer' && event.swapResult.outcome === 'conflict' ? undefined : event,
  },
);

/** The outcome alone counts. */
export const hearsSwappedOnly = wrongMachine(
  {
    id: 'takes-swapped-for-a-yes',
    breaks: ['SRC-018'],
    says: 'Takes any statement when the witness says swapped.',
    caughtBy: ['statement-of-lower-epoch', 'statement-of-other-machine', 'statement-of-no-register'],
  },
  { guards: { isHandedOver: () => true } },
);

function overlooks(id: string, field: 'machine' | 'epoch' | 'owner' | 'digest', caughtBy: string): Mutant {
  return wrongMachine(
    {
      id,
      breaks: ['SRC-018'],
      says: `Takes a statement of the witness whatever ${field} it names.`,
      caughtBy: [caughtBy],
    },
    {
      guards: {
        isHandedOver: ({ context }: At, { statement }: Said) =>
          statement.known === 'yes' &&
          statement.migration === context.migration &&
          (field === 'machine' || statement.machine === context.machine) &&
          (field === 'epoch' || statement.epoch === context.epoch) &&
          (field === 'owner' || statement.owner === context.destination) &&
          (field === 'digest' || statement.digest === context.stateDigest),
      },
    },
  );
}

/** Any machine. */
export const anyMachine = overlooks(
  'takes-statements-of-any-machine',
  'machine',
  'statement-of-other-machine',
);

/** Any epoch. */
export const anyEpoch = overlooks('takes-statements-of-any-epoch', 'epoch', 'statement-of-lower-epoch');

/** Any owner. */
export const anyOwner = overlooks('takes-statements-of-any-owner', 'owner', 'statement-of-other-owner');

/** Any state. */
export const anyDigest = overlooks('takes-statements-of-any-digest', 'digest', 'statement-of-other-digest');

/** Anybody's statement. */
export const anySigner = wrongFunctions(
  {
    id: 'takes-statements-of-anyone',
    breaks: ['SRC-018', 'SRC-022'],
    says: 'Does not look at who signed a statement of the witness.',
    caughtBy: ['statement-of-stranger', 'give-back-with-own-statement'],
  },
  () => ({ verifyStatement: (statement) => ({ ok: true, value: statement }) }),
);

/** Another migration is taken for a delay. */
export const waitsForSuperseded = wrongMachine(
  {
    id: 'waits-when-superseded',
    breaks: ['SRC-031'],
    says: 'Goes on asking the witness when the register names another migration, and may still commit.',
    caughtBy: ['superseded'],
  },
  { guards: { isSuperseded: () => false } },
);

/** Another migration is taken for an end without commit. */
export const runsWhenSuperseded = wrongStates(
  {
    id: 'runs-when-superseded',
    breaks: ['SRC-031', 'SRC-017'],
    says: 'Lets the machine run when the register names another migration.',
    caughtBy: ['superseded'],
  },
  { superseded: { always: { target: '#sourceHost.thawing' } } },
);
