/** The states of a source host from an abort to its end (chapter 05). */
import { note } from './note.ts';
import { answers, cancelAnswered, cancelWaits, isOf, write } from './source-host-answers.ts';
import { abort, cancelAnswer, ending } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

/** Ends what no record knows of: nothing was offered, and nothing can be promised. */
const forgettable = {
  target: 'refused',
  actions: { type: 'answer' as const, params: cancelAnswer('unknown') },
};

const recordingAbort = sourceHostSetup.createStateConfig({
  ...note('The end of the migration is being recorded.', 'SRC-023'),
  entry: write('source-aborted'),
  on: {
    ...answers('active', 'ended', 'unknown'),
    ...cancelWaits('SRC-024'),
    'received.Aborted': {
      actions: { type: 'keep', params: { informed: true } },
      ...note('The destination has ended it, too.', 'SRC-023'),
    },
    'journal.written': {
      guard: isOf('source-aborted'),
      target: 'ending',
      ...note('Recorded.', 'SRC-023'),
    },
    'journal.failed': [
      {
        guard: { ...isOf('source-aborted'), type: 'isOfUnrecorded' },
        ...forgettable,
        ...note('A restart would know of neither order nor cancel, and the order may come again.', 'SRC-024'),
      },
      {
        guard: isOf('source-aborted'),
        target: 'ending',
        ...note('A restart would abort, which comes to the same.', 'SRC-023'),
      },
    ],
  },
  after: {
    SOURCE_OPERATION: [
      {
        guard: 'isUnrecorded',
        ...forgettable,
        ...note('A restart would know of neither order nor cancel, and the order may come again.', 'SRC-024'),
      },
      {
        target: 'ending',
        ...note('A restart would abort, which comes to the same.', 'SRC-023'),
      },
    ],
  },
});

const endingState = sourceHostSetup.createStateConfig({
  ...note('The end is sure; those who asked for it are told.', 'SRC-023'),
  entry: [
    { type: 'answer', params: cancelAnswer('done') },
    { type: 'report', params: ending('aborted') },
  ],
  always: [
    { guard: 'wasFrozen', target: 'thawing', ...note('The machine stands still.', 'SRC-023') },
    { guard: 'isInformed', target: 'aborted', ...note('The destination knows.', 'SRC-023') },
    {
      target: 'informing',
      actions: ['countAnew', { type: 'send', params: abort }],
      ...note('The destination is told.', 'SRC-023'),
    },
  ],
});

const thawing = sourceHostSetup.createStateConfig({
  ...note('The machine is being let run again.', 'SRC-023'),
  entry: { type: 'thawMachine', params: ({ context }) => ({ epoch: context.epoch - 1 }) },
  on: {
    ...answers('aborted', 'ended', 'unknown'),
    ...cancelAnswered('done'),
    'received.Aborted': {
      actions: { type: 'keep', params: { informed: true } },
      ...note('The destination has ended it, too.', 'SRC-023'),
    },
    'machine.thawed': [
      { guard: 'isInformed', target: 'aborted', ...note('It runs, and the destination knows.', 'SRC-023') },
      {
        target: 'informing',
        actions: ['countAnew', { type: 'send', params: abort }],
        ...note('It runs; the destination is told.', 'SRC-023'),
      },
    ],
  },
  after: {
    SOURCE_OPERATION: {
      target: 'thawing',
      reenter: true,
      ...note('The hypervisor does not answer: it is asked again.', 'SRC-023'),
    },
  },
});

const informing = sourceHostSetup.createStateConfig({
  ...note('The machine runs here; the destination is being told.', 'SRC-023'),
  on: {
    ...answers('aborted', 'ended', 'yes'),
    ...cancelAnswered('done'),
    'received.Aborted': { target: 'aborted', ...note('The destination knows.', 'SRC-023') },
  },
  after: {
    ABORT_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'ABORT_RETRY' } },
        target: 'informing',
        reenter: true,
        actions: [
          { type: 'count', params: { timer: 'ABORT_RETRY' } },
          { type: 'send', params: abort },
        ],
        ...note('No answer yet.', 'SRC-023'),
      },
      { target: 'aborted', ...note('The destination is left to its lease.', 'SRC-023') },
    ],
  },
});

const aborted = sourceHostSetup.createStateConfig({
  ...note('Ended without commit; the machine runs here.', 'SRC-023'),
  tags: ['rest', 'end'],
  on: { ...answers('aborted', 'ended', 'yes'), ...cancelAnswered('done') },
});

/** The states of an end without commit. */
export const abortStates = { recordingAbort, ending: endingState, thawing, informing, aborted };
