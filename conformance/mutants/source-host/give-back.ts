/** Source hosts that are wrong about a machine that comes back. */
import type { PermitClaims, SourceHostContext } from '../../../src/machines/index.ts';
import type { StatementJson } from '../../../src/protocol/index.ts';
import type { Mutant } from '../mutant.ts';
import { presuming, wrongMachine, wrongStates, wrongSteps } from './wrong-source.ts';

interface At {
  readonly context: SourceHostContext;
}
interface Said {
  readonly permit: PermitClaims;
  readonly statement: StatementJson | null;
}

type Part = 'machine' | 'migration' | 'epoch' | 'holder' | 'digest' | 'statement';

/** The right judgement but for one part. */
function takesBack({ context }: At, { permit, statement }: Said, overlooked: Part): boolean {
  const { machine, migration, stateDigest, self, order } = context;
  const fits =
    (overlooked === 'machine' || permit.machine === machine) &&
    (overlooked === 'migration' || permit.migration === migration) &&
    (overlooked === 'epoch' || permit.epoch === context.epoch + 1) &&
    (overlooked === 'holder' || permit.holder === self) &&
    (overlooked === 'digest' || permit.digest === stateDigest);
  const isWitnessed =
    statement !== null &&
    statement.migration === migration &&
    statement.epoch === context.epoch + 1 &&
    statement.owner === self;
  return fits && (overlooked === 'statement' || order?.witness == null || isWitnessed);
}

function overlooks(part: Part, ...[first, ...more]: [string, ...string[]]): Mutant {
  return wrongMachine(
    {
      id: `takes-back-any-${part}`,
      breaks: ['SRC-022'],
      says: `Takes the machine back without looking at the ${part}.`,
      caughtBy: [`give-back-${first}`, ...more.map((slug) => `give-back-${slug}`)],
    },
    { guards: { isGivenBack: (at: At, said: Said) => takesBack(at, said, part) } },
  );
}

/** Any machine. */
export const anyMachine = overlooks('machine', 'of-other-machine');

/** Any migration. */
export const anyMigration = overlooks('migration', 'of-other-migration');

/** Any epoch. */
export const anyEpoch = overlooks('epoch', 'of-same-epoch', 'of-higher-epoch');

/** Any holder. */
export const anyHolder = overlooks('holder', 'to-another-holder');

/** Any state. */
export const anyDigest = overlooks('digest', 'of-other-digest');

/** Any statement, or none. */
export const anyStatement = overlooks(
  'statement',
  'without-statement',
  'with-old-statement',
  'with-statement-of-other-migration',
);

/** GiveBack is not heard. */
export const ignoresGiveBack = wrongSteps(
  {
    id: 'ignores-give-back',
    breaks: ['SRC-021'],
    says: 'Waits for Running, and does not take the machine back.',
    caughtBy: ['give-back', 'give-back-with-statement'],
  },
  { hear: (event) => (event.type === 'received.GiveBack' ? undefined : event) },
);

/** The machine runs too early. */
export const runsUnrecorded = presuming('regained', {
  id: 'runs-again-unrecorded',
  breaks: ['SRC-021', 'SRC-017', 'JRN-002'],
  says: 'Lets the machine run while the record that it came back is still being written.',
  caughtBy: ['give-back-waits-for-record'],
});

/** The machine runs under an epoch that was given away. */
export const runsUnderGivenEpoch = wrongSteps(
  {
    id: 'runs-under-the-given-epoch',
    breaks: ['SRC-021'],
    says: 'Lets a machine that came back run under the epoch that the destination had.',
    caughtBy: ['give-back'],
  },
  {
    ask: (outputs, event, state) =>
      event?.type !== 'journal.written'
        ? outputs
        : outputs.map((asked) =>
            asked.type === 'thawMachine' ? { ...asked, params: { epoch: state.context.epoch } } : asked,
          ),
  },
);

/** Running is said too early. */
export const saysRunningFirst = wrongSteps(
  {
    id: 'says-running-before-it-runs',
    breaks: ['SRC-021'],
    says: 'Sends Running before the hypervisor has let the machine run.',
    caughtBy: ['give-back'],
  },
  {
    ask: (outputs, _event, { context }) =>
      outputs.flatMap((asked) =>
        asked.type === 'thawMachine' && asked.params.epoch > context.epoch
          ? [
              asked,
              {
                type: 'send',
                params: {
                  to: 'destination',
                  message: { type: 'Running', running: { epoch: asked.params.epoch } },
                },
              } as const,
            ]
          : [asked],
      ),
  },
);

/** Running is said once. */
export const saysRunningOnce = wrongStates(
  {
    id: 'says-running-once',
    breaks: ['SRC-021'],
    says: 'Does not answer a GiveBack that comes again.',
    caughtBy: ['give-back-again'],
  },
  { regained: { on: { 'received.GiveBack': undefined } } },
);
