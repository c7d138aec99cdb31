/** The states of a correspondent in which the other end has a place (chapter 14). */
import { countOf, limited, rebindsOfSettled, rebindsOfTested, report } from './correspondent-hearing.ts';
import { challenge, confirmation, direction } from './correspondent-messages.ts';
import { correspondentSetup } from './correspondent-setup.ts';
import { note } from './note.ts';

const closed = {
  'session.closed': { target: 'ended', ...note('Nobody wants it any more.', 'COR-005') },
};

const settled = correspondentSetup.createStateConfig({
  ...note('The place of the other end is proved; data go there without limit.', 'COR-004'),
  tags: ['rest'],
  on: {
    ...rebindsOfSettled(),
    'received.RebindProof': {
      guard: { type: 'isChallenge', params: ({ event }) => ({ nonce: event.nonce }) },
      actions: { type: 'send', params: confirmation },
      ...note('The proof again.', 'COR-014'),
    },
    'octets.wanted': {
      actions: { type: 'pass', params: countOf },
      ...note('There is no limit.', 'COR-014'),
    },
    ...closed,
  },
});

const challenging = correspondentSetup.createStateConfig({
  ...note('The place under test is to get a challenge.', 'COR-012', 'COR-013'),
  always: [
    {
      guard: 'hasRoom',
      target: 'testing',
      actions: [
        { type: 'send', params: challenge },
        { type: 'keep', params: ({ context }) => ({ sent: context.sent + context.answerOctets }) },
      ],
      ...note('The challenge goes to the place, and nowhere else.', 'COR-012', 'COR-016'),
    },
    { target: 'testing', ...note('Too little came from the place.', 'COR-013') },
  ],
});

const testing = correspondentSetup.createStateConfig({
  ...note(
    'The other end is said to be at a place that is not proved; data go there within the limit.',
    'COR-013',
  ),
  on: {
    ...rebindsOfTested(),
    'received.RebindProof': {
      guard: { type: 'isChallenge', params: ({ event }) => ({ nonce: event.nonce }) },
      target: 'settled',
      actions: [
        { type: 'keep', params: ({ context }) => ({ good: context.trial, trial: null, count: 0 }) },
        { type: 'direct', params: direction },
        { type: 'send', params: confirmation },
        report('proved'),
      ],
      ...note('It is there.', 'COR-014', 'COR-015'),
    },
    ...limited(),
    ...closed,
  },
  after: {
    PROOF_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'PROOF_RETRY' } },
        target: 'challenging',
        actions: { type: 'count', params: { timer: 'PROOF_RETRY' } },
        ...note('No proof; again.', 'COR-016'),
      },
      {
        guard: 'hasGoodPlace',
        target: 'settled',
        actions: [
          { type: 'keep', params: { trial: null, nonce: '', count: 0 } },
          { type: 'direct', params: direction },
          report('fallback', 'timeout'),
        ],
        ...note('It is not there; the last good place is used again.', 'COR-016'),
      },
      {
        target: 'ended',
        actions: report('lost', 'timeout'),
        ...note('It was never anywhere.', 'COR-016'),
      },
    ],
  },
});

/** The states in which the other end has a place. */
export const placeStates = { settled, challenging, testing };
