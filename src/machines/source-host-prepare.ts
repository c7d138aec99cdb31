/** The states of a source host from the order to the last round of pre-copy (chapter 05). */
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
import { ending, manifest, offer, orderAnswer, prepare } from './source-host-messages.ts';
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

const copying = sourceHostSetup.createStateConfig({
  ...note('Memory is carried in rounds while the machine runs.', 'SRC-010'),
  initial: 'reading',
  on: { ...answers('active', 'pre-copy', 'yes'), ...cancelEnds(), ...othersEnd(false) },
  states: {
    reading: {
      ...note('The chunks of the next round are taken from the machine.', 'SRC-010'),
      entry: { type: 'copyRound', params: ({ context }) => ({ round: context.round.round + 1 }) },
      on: {
        'machine.copied': {
          target: 'carrying',
          actions: [
            { type: 'keep', params: ({ event }) => ({ round: event.round, received: 0 }) },
            'countAnew',
            { type: 'send', params: manifest },
          ],
          ...note('The round is named to the destination.', 'SRC-010'),
        },
        'machine.copyFailed': {
          ...abortBecause('hypervisor'),
          ...note('The machine cannot be read.', 'SRC-023'),
        },
      },
      after: {
        SOURCE_OPERATION: {
          ...abortBecause('hypervisor'),
          ...note('The hypervisor does not answer.', 'SRC-023'),
        },
      },
    },
    carrying: {
      ...note('The destination fetches the chunks of the round.', 'SRC-011'),
      on: {
        'received.Progress': [
          {
            guard: { type: 'isComplete', params: ({ event }) => ({ progress: event.progress }) },
            target: 'deciding',
            ...note('The round is there.', 'SRC-010'),
          },
          {
            guard: { type: 'isFurther', params: ({ event }) => ({ progress: event.progress }) },
            target: 'carrying',
            reenter: true,
            actions: [
              { type: 'keep', params: ({ event }) => ({ received: event.progress.received }) },
              'countAnew',
            ],
            ...note('More of it is there: the count begins anew.', 'SRC-011'),
          },
        ],
      },
      after: {
        ROUND_RETRY: [
          {
            guard: { type: 'mayRepeat', params: { timer: 'ROUND_RETRY' } },
            target: 'carrying',
            reenter: true,
            actions: [
              { type: 'count', params: { timer: 'ROUND_RETRY' } },
              { type: 'send', params: manifest },
            ],
            ...note('No progress yet.', 'SRC-011'),
          },
          { ...abortBecause('timeout'), ...note('No progress.', 'SRC-011') },
        ],
      },
    },
    deciding: {
      ...note('The policy compares the rate of change with the freeze budget.', 'SRC-010'),
      entry: { type: 'askRound', params: ({ context }) => ({ round: context.round }) },
      on: {
        'decide.nextRound': { target: 'reading', ...note('Another round.', 'SRC-010') },
        'decide.freeze': {
          target: '#sourceHost.recordingFreeze',
          ...note('What is left fits the budget.', 'SRC-012'),
        },
        'decide.abort': {
          target: '#sourceHost.recordingAbort',
          actions: { type: 'because', params: ({ event }) => ({ reason: event.reason }) },
          ...note('It will never fit.', 'SRC-023'),
        },
      },
      after: {
        SOURCE_OPERATION: {
          ...abortBecause('no-convergence'),
          ...note('Nothing was decided.', 'SRC-023'),
        },
      },
    },
  },
});

/** The states up to the freeze. */
export const prepareStates = { ordering, offering, preparing, recordingDryRun, copying };
