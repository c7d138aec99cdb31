/** The states of a source host that has heard what became of the machine it gave away (chapter 05). */
import { rightOf } from './heard.ts';
import { note } from './note.ts';
import { answers, cancelAnswered, isOf, write } from './source-host-answers.ts';
import { ending, runningAgain } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

const recordingDone = sourceHostSetup.createStateConfig({
  ...note('That the machine runs at the destination is being recorded.', 'SRC-020'),
  entry: write('source-done'),
  on: {
    ...answers('committed', 'clean', 'no'),
    ...cancelAnswered('too-late'),
    'journal.written': {
      guard: isOf('source-done'),
      target: 'cleaning',
      ...note('The copy here is not needed any more.', 'SRC-020'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'recordingDone',
      reenter: true,
      ...note('Not recorded: it is tried again.', 'SRC-020'),
    },
  },
});

const cleaning = sourceHostSetup.createStateConfig({
  ...note('The copy here is being destroyed.', 'SRC-020'),
  entry: { type: 'discardCopy', params: {} },
  on: {
    ...answers('committed', 'clean', 'no'),
    ...cancelAnswered('too-late'),
    'machine.discarded': {
      target: 'done',
      actions: { type: 'report', params: ending('done') },
      ...note('Nothing of it is left here.', 'SRC-020'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'cleaning',
      reenter: true,
      ...note('The hypervisor does not answer: it is asked again.', 'SRC-020'),
    },
  },
});

const done = sourceHostSetup.createStateConfig({
  ...note('The machine runs at the destination, and nothing is left here.', 'SRC-020'),
  tags: ['rest', 'end'],
  on: { ...answers('done', 'ended', 'no'), ...cancelAnswered('too-late') },
});

const recordingReturn = sourceHostSetup.createStateConfig({
  ...note('That the machine came back is being recorded.', 'SRC-021'),
  entry: write('regained'),
  on: {
    ...answers('given-back', 'commit', 'no'),
    ...cancelAnswered('too-late'),
    'journal.written': {
      guard: isOf('regained'),
      target: 'restarting',
      ...note('It may run here, under the next epoch.', 'SRC-021'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'recordingReturn',
      reenter: true,
      ...note('Not recorded: it is tried again.', 'SRC-021'),
    },
  },
});

const restarting = sourceHostSetup.createStateConfig({
  ...note('The machine is being let run under the next epoch.', 'SRC-021'),
  entry: { type: 'thawMachine', params: ({ context }) => ({ epoch: context.epoch + 1 }) },
  on: {
    ...answers('given-back', 'commit', 'unknown'),
    ...cancelAnswered('too-late'),
    'machine.thawed': {
      target: 'regained',
      actions: [
        { type: 'send', params: runningAgain },
        { type: 'report', params: ending('regained') },
      ],
      ...note('It runs here again.', 'SRC-021'),
    },
  },
  after: {
    SOURCE_OPERATION: {
      target: 'restarting',
      reenter: true,
      ...note('The hypervisor does not answer: it is asked again.', 'SRC-021'),
    },
  },
});

const regained = sourceHostSetup.createStateConfig({
  ...note('The machine came back and runs here under the next epoch.', 'SRC-021'),
  tags: ['rest', 'end'],
  on: {
    ...answers('given-back', 'ended', 'yes'),
    ...cancelAnswered('too-late'),
    'received.GiveBack': {
      guard: { type: 'isGivenBack', params: rightOf },
      actions: { type: 'send', params: runningAgain },
      ...note('The destination has not heard that it runs here.', 'SRC-021'),
    },
  },
});

const superseded = sourceHostSetup.createStateConfig({
  ...note(
    'The machine went another way: the copy here never runs again and is kept for the operator.',
    'SRC-031',
  ),
  tags: ['rest', 'end'],
  entry: { type: 'report', params: ending('superseded') },
  on: { ...answers('committed', 'ended', 'no'), ...cancelAnswered('too-late') },
});

/** The states after the hand-over. */
export const outcomeStates = {
  recordingDone,
  cleaning,
  done,
  recordingReturn,
  restarting,
  regained,
  superseded,
};
