/** Correspondents that are wrong about the opening of a session. */
import { mutateCorrespondent } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';

/** Asks once. */
export const opensOnce = defineMutant({
  id: 'correspondent/opens-once',
  of: 'correspondent',
  breaks: ['COR-001'],
  says: 'Sends SessionOpen once, and waits.',
  caughtBy: ['correspondent/open-is-repeated'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ patch: { states: { opening: { after: undefined } } } }),
  }),
});

/** Asks for ever. */
export const opensForEver = defineMutant({
  id: 'correspondent/opens-for-ever',
  of: 'correspondent',
  breaks: ['COR-001'],
  says: 'Repeats SessionOpen for ever.',
  caughtBy: ['correspondent/open-is-repeated'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ guards: { mayRepeat: () => true } }),
  }),
});

/** Does not take no for an answer. */
export const opensOnRefusal = defineMutant({
  id: 'correspondent/opens-after-refusal',
  of: 'correspondent',
  breaks: ['COR-001'],
  says: 'Repeats SessionOpen after Refused.',
  caughtBy: ['correspondent/open-ends-with-refused'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      patch: { states: { opening: { on: { 'received.Refused': undefined } } } },
    }),
  }),
});

/** Answers once. */
export const acceptsOnce = defineMutant({
  id: 'correspondent/accepts-once',
  of: 'correspondent',
  breaks: ['COR-002'],
  says: 'Answers a SessionOpen that comes again no more.',
  caughtBy: ['correspondent/accepts-again-the-same'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      patch: { states: { accepting: { on: { 'received.SessionOpen': undefined } } } },
    }),
  }),
});

/** Never forgets. */
export const keepsAccepted = defineMutant({
  id: 'correspondent/keeps-accepted-sessions',
  of: 'correspondent',
  breaks: ['COR-003'],
  says: 'Keeps a session that nobody uses.',
  caughtBy: ['correspondent/accepted-session-is-dropped'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ patch: { states: { accepting: { after: undefined } } } }),
  }),
});
