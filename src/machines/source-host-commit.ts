/** The states of a source host in which the commit record is written, or taken back (chapter 05). */
import { note } from './note.ts';
import { answers, cancelWaits, isOf, write } from './source-host-answers.ts';
import { cancelAnswer, ending } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

const committing = sourceHostSetup.createStateConfig({
  ...note('The commit record is being written. When it is written, the migration is committed.', 'SRC-016'),
  entry: write('committed'),
  on: {
    ...answers('active', 'commit', 'no'),
    ...cancelWaits('SRC-025'),
    'journal.written': [
      {
        guard: isOf('committed'),
        target: 'handingOver',
        actions: { type: 'answer', params: cancelAnswer('too-late') },
        ...note(
          'Committed. From here on the machine runs here only if it is given back.',
          'SRC-016',
          'SRC-017',
        ),
      },
    ],
    'journal.failed': {
      guard: isOf('committed'),
      target: 'withdrawing',
      ...note('Whether the record is there is not known; another must be put behind it.', 'SRC-028'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'withdrawing',
      ...note('The journal does not answer; another record must be put behind.', 'SRC-028'),
    },
  },
});

const withdrawing = sourceHostSetup.createStateConfig({
  ...note(
    'The record that takes the commit back is being written; nobody has heard of the commit.',
    'SRC-028',
  ),
  entry: [{ type: 'because', params: { reason: 'journal' } }, write('source-aborted')],
  on: {
    ...answers('active', 'commit', 'no'),
    ...cancelWaits('SRC-025'),
    'journal.written': {
      guard: isOf('source-aborted'),
      target: 'ending',
      ...note('The commit is taken back.', 'SRC-028'),
    },
    'journal.failed': {
      guard: isOf('source-aborted'),
      target: 'doubt',
      ...note('Neither record is sure.', 'SRC-028'),
    },
  },
  after: {
    SOURCE_OPERATION: { target: 'doubt', ...note('Neither record is sure.', 'SRC-028') },
  },
});

const doubt = sourceHostSetup.createStateConfig({
  ...note(
    'A restart could find the commit record or not: the machine stands still until the journal works.',
    'SRC-028',
  ),
  entry: { type: 'report', params: ending('doubt') },
  on: {
    ...answers('active', 'commit', 'no'),
    ...cancelWaits('SRC-025'),
    'journal.written': {
      guard: isOf('source-aborted'),
      target: 'ending',
      ...note('The record is there after all.', 'SRC-028'),
    },
    'order.retry': { target: 'withdrawing', ...note('The operator wants it tried again.', 'SRC-028') },
  },
  after: {
    SOURCE_OPERATION: { target: 'withdrawing', ...note('It is tried again.', 'SRC-028') },
  },
});

/** The states of the commit record. */
export const commitStates = { committing, withdrawing, doubt };
