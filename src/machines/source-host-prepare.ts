/** The states of a source host from the order to the votes (chapter 05). */
import { note } from './note.ts';
import {
  abortBecause,
  answers,
  cancelAnswered,
  cancelEnds,
  isOf,
  othersEnd,
  write,
} from './source-host-answers.ts';
import { ending, offer, orderAnswer, prepare } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';
import { noVote } from './votes.ts';

const ordering = sourceHostSetup.createStateConfig({
  ...note('The order is being recorded.', 'SRC-002'),
  entry: write('ordered'),
  on: {
    ...answers('active', 'offer', 'yes'),
    ...cancelEnds(),
    'journal.written': {
      guard: isOf('ordered'),
      target: 'offering',
      actions: [
        {
          type: 'answer',
          params: ({ context }) =>
            orderAnswer(context, { outcome: 'active', phase: 'offer', runsHere: 'yes' }),
        },
        { type: 'keep', params: { recorded: true } },
        'countAnew',
        { type: 'send', params: offer },
      ],
      ...note('The order is recorded and taken.', 'SRC-002', 'SRC-003'),
    },
    'journal.failed': {
      guard: isOf('ordered'),
      target: 'refused',
      actions: [{ type: 'because', params: { reason: 'journal' } }],
      ...note('Without a record nothing begins.', 'SRC-002'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'refused',
      actions: [{ type: 'because', params: { reason: 'journal' } }],
      ...note('The journal does not answer.', 'SRC-002'),
    },
  },
});

const offering = sourceHostSetup.createStateConfig({
  ...note('The offer is out.', 'SRC-004'),
  on: {
    ...answers('active', 'offer', 'yes'),
    ...cancelEnds(),
    ...othersEnd(true),
    'received.OfferAccept': [
      {
        guard: { type: 'isValid', params: ({ event }) => ({ verdict: event.verdict }) },
        target: 'preparing',
        actions: ['countAnew', { type: 'send', params: prepare }],
        ...note('The offer is accepted.', 'SRC-007'),
      },
      {
        target: 'recordingAbort',
        actions: {
          type: 'because',
          params: ({ event }) => ({ reason: event.verdict === 'valid' ? 'downgrade' : event.verdict }),
        },
        ...note('What was chosen was not offered, or something else was heard than was said.', 'SRC-006'),
      },
    ],
  },
  after: {
    OFFER_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'OFFER_RETRY' } },
        target: 'offering',
        reenter: true,
        actions: [
          { type: 'count', params: { timer: 'OFFER_RETRY' } },
          { type: 'send', params: offer },
        ],
        ...note('No answer yet.', 'SRC-004'),
      },
      { ...abortBecause('timeout'), ...note('No answer.', 'SRC-004') },
    ],
  },
});

const preparing = sourceHostSetup.createStateConfig({
  ...note('The destination reserves, and votes.', 'SRC-007'),
  on: {
    ...answers('active', 'prepare', 'yes'),
    ...cancelEnds(),
    ...othersEnd(true),
    'received.Ready': [
      {
        guard: { type: 'isReady', params: ({ event }) => ({ votes: event.votes }) },
        target: 'copying',
        actions: { type: 'keep', params: ({ event }) => ({ votes: event.votes }) },
        ...note('Every part is ready.', 'SRC-008'),
      },
      {
        guard: { type: 'isNotReady', params: ({ event }) => ({ votes: event.votes }) },
        target: 'recordingAbort',
        actions: [
          { type: 'keep', params: ({ event }) => ({ votes: event.votes }) },
          { type: 'because', params: ({ event }) => ({ reason: noVote(event.votes) ?? 'no-resources' }) },
        ],
        ...note('A part is not ready.', 'SRC-008'),
      },
    ],
    'received.DryRunReport': {
      guard: 'isDryRun',
      target: 'recordingDryRun',
      actions: [
        { type: 'keep', params: ({ event }) => ({ votes: event.votes, estimate: event.estimate }) },
        { type: 'because', params: { reason: 'dry-run-done' } },
      ],
      ...note('The dry run is over.', 'SRC-009'),
    },
  },
  after: {
    PREPARE_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'PREPARE_RETRY' } },
        target: 'preparing',
        reenter: true,
        actions: [
          { type: 'count', params: { timer: 'PREPARE_RETRY' } },
          { type: 'send', params: prepare },
        ],
        ...note('No votes yet.', 'SRC-007'),
      },
      { ...abortBecause('timeout'), ...note('No votes.', 'SRC-007') },
    ],
  },
});

const recordingDryRun = sourceHostSetup.createStateConfig({
  ...note('The end of the dry run is being recorded.', 'SRC-009'),
  entry: write('source-aborted'),
  exit: [
    {
      type: 'answer',
      params: ({ context }) => orderAnswer(context, { outcome: 'aborted', phase: 'ended', runsHere: 'yes' }),
    },
    { type: 'report', params: ending('dry-run') },
  ],
  on: {
    ...answers('active', 'prepare', 'yes'),
    ...cancelAnswered('done'),
    'journal.written': {
      guard: isOf('source-aborted'),
      target: 'aborted',
      ...note('Votes and estimate are told.', 'SRC-009'),
    },
    'journal.failed': {
      guard: isOf('source-aborted'),
      target: 'aborted',
      ...note('A restart would abort, which comes to the same.', 'SRC-009'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'aborted',
      ...note('A restart would abort, which comes to the same.', 'SRC-009'),
    },
  },
});

/** The states up to the votes. */
export const prepareStates = { ordering, offering, preparing, recordingDryRun };
