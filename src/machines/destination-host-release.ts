/** The states of a destination host that lets its reservation go (chapter 06). */
import { answers, isOf, write } from './destination-host-answers.ts';
import { aborted, ending, ready, refusal } from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { note } from './note.ts';

const releasing = destinationHostSetup.createStateConfig({
  ...note('The reservation is being let go.', 'DST-027'),
  entry: { type: 'releaseCopy', params: {} },
  on: {
    ...answers('aborted', 'ended', 'no'),
    'received.Abort': {
      actions: { type: 'keep', params: { told: false } },
      ...note('The source is to be told.', 'DST-027'),
    },
    'machine.released': { target: 'recordingRelease', ...note('Nothing is left here.', 'DST-027') },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'releasing',
      reenter: true,
      ...note('The hypervisor does not answer: it is asked again.', 'DST-027'),
    },
  },
});

const recordingRelease = destinationHostSetup.createStateConfig({
  ...note('That nothing is left is being recorded.', 'DST-027'),
  entry: write('released'),
  on: {
    ...answers('aborted', 'ended', 'no'),
    'received.Abort': {
      actions: { type: 'keep', params: { told: false } },
      ...note('The source is to be told.', 'DST-027'),
    },
    'journal.written': {
      guard: isOf('released'),
      target: 'leaving',
      ...note('Recorded.', 'DST-027'),
    },
    'journal.failed': {
      guard: isOf('released'),
      target: 'leaving',
      ...note('A restart would let go once more, or ask.', 'DST-027'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'leaving',
      ...note('A restart would let go once more, or ask.', 'DST-027'),
    },
  },
});

const leaving = destinationHostSetup.createStateConfig({
  ...note('The source is told, unless the answer it got has told it.', 'DST-027'),
  entry: { type: 'report', params: ending('released') },
  always: [
    { guard: 'isTold', target: 'released', ...note('It knows.', 'DST-006', 'DST-008', 'DST-009') },
    {
      target: 'released',
      actions: { type: 'send', params: aborted },
      ...note('It is told.', 'DST-027'),
    },
  ],
});

const released = destinationHostSetup.createStateConfig({
  ...note('Nothing of the machine is here.', 'DST-027'),
  tags: ['rest', 'end'],
  on: {
    ...answers('aborted', 'ended', 'no'),
    'received.Abort': {
      actions: { type: 'send', params: aborted },
      ...note('The source has not heard that nothing is left.', 'DST-027'),
    },
    'received.Offer': {
      actions: { type: 'send', params: refusal },
      ...note('The offer does not stand any more.', 'DST-003'),
    },
    'received.Prepare': [
      {
        guard: 'hasVoted',
        actions: { type: 'send', params: ready },
        ...note('The votes again.', 'DST-008', 'DST-009'),
      },
      {
        actions: { type: 'send', params: refusal },
        ...note('The offer does not stand any more.', 'DST-003'),
      },
    ],
    'received.Manifest': {
      actions: { type: 'send', params: aborted },
      ...note('The source has not heard that nothing is left.', 'DST-027'),
    },
    'received.Freeze': {
      actions: { type: 'send', params: aborted },
      ...note('The source has not heard that nothing is left.', 'DST-027'),
    },
  },
});

/** The states of letting go. */
export const releaseStates = { releasing, recordingRelease, leaving, released };
