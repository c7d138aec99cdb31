/** Access routers that activate without the right to run, or not with it. */
import type { Implementation } from '../../../src/agent/index.ts';
import type { Mutant } from '../mutant.ts';
import { type Wrong, wrongFunctions } from './wrong-router.ts';

/** Without a look. */
export const anyRight = wrongFunctions(
  {
    id: 'takes-any-right',
    breaks: ['ATT-009'],
    says: 'Takes any permit and any statement for the right to run.',
    caughtBy: ['permit-of-stranger', 'permit-for-another-host', 'statement-of-stranger'],
  },
  ({ rightVerdict }) => ({
    rightVerdict: (...about) => (rightVerdict(...about) === 'none' ? 'none' : 'valid'),
  }),
);

type Join = Parameters<Implementation['rightVerdict']>[2];

/** Takes a right although it is not good, when this is so. */
function rightOf(
  wrong: Omit<Wrong, 'breaks'>,
  when: (join: Parameters<Parameters<Parameters<typeof wrongFunctions>[1]>[0]['rightVerdict']>[2]) => boolean,
): Mutant {
  return wrongFunctions({ ...wrong, breaks: ['ATT-009'] }, ({ rightVerdict }) => ({
    rightVerdict(station, trust, join) {
      const verdict = rightVerdict(station, trust, join);
      return verdict === 'not-authorised' && when(join) ? 'valid' : verdict;
    },
  }));
}

/** For whom it is. */
export const anyHolder = rightOf(
  {
    id: 'ignores-holder',
    says: 'Does not look for whom a permit or a statement is.',
    caughtBy: ['permit-for-another-host', 'statement-for-another-host'],
  },
  ({ header, permit, statement }: Join) => (permit?.holder ?? statement?.owner) !== header.sender,
);
/** For what it is. */
export const anyMachine = rightOf(
  {
    id: 'ignores-machine-of-permit',
    says: 'Does not look for which machine a permit is.',
    caughtBy: ['permit-for-another-machine'],
  },
  ({ header, permit }: Join) => permit !== undefined && permit.machine !== header.machine,
);
/** When it is. */
export const anyEpochOfRight = rightOf(
  {
    id: 'ignores-epoch-of-right',
    says: 'Does not look for which epoch a permit or a statement is.',
    caughtBy: ['permit-of-another-epoch', 'statement-of-another-epoch'],
  },
  ({ header, permit, statement }: Join) => (permit?.epoch ?? statement?.epoch) !== header.epoch,
);
/** Why it is. */
export const anyMigration = rightOf(
  {
    id: 'ignores-migration-of-right',
    says: 'Does not look of which migration a permit or a statement is.',
    caughtBy: ['permit-of-another-migration', 'statement-of-another-migration'],
  },
  ({ header, permit, statement }: Join) => (permit?.migration ?? statement?.migration) !== header.migration,
);
/** Whoever signed it. */
export const anySigner = wrongFunctions(
  {
    id: 'takes-permit-of-any-host',
    breaks: ['ATT-009'],
    says: 'Does not look who signed a permit.',
    caughtBy: ['permit-of-stranger', 'permit-of-sender'],
  },
  ({ verifyPermit, identifierOf }) => ({
    verifyPermit: (permit) => verifyPermit(permit, identifierOf('HID', permit.key)),
  }),
);
/** Whoever says it. */
export const anyWitness = wrongFunctions(
  {
    id: 'trusts-any-witness',
    breaks: ['ATT-009'],
    says: 'Takes the statement of any witness.',
    caughtBy: ['statement-of-stranger'],
  },
  ({ verifyStatement, identifierOf }) => ({
    verifyStatement: (statement) => verifyStatement(statement, identifierOf('HID', statement.key)),
  }),
);
/** Permits alone. */
export const noStatements = wrongFunctions(
  {
    id: 'takes-no-statement',
    breaks: ['ATT-010'],
    says: 'Activates by a permit alone, never by a statement.',
    caughtBy: ['join-activates-by-statement'],
  },
  ({ rightVerdict }) => ({
    rightVerdict: (station, trust, { statement: _statement, ...join }) => {
      const verdict = rightVerdict(station, trust, join);
      return verdict === 'none' ? 'not-authorised' : verdict;
    },
  }),
);
