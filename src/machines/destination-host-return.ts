/** The states of a destination host that gives the machine back (chapter 06). */
import { abortRefused, answers, isOf, unfitRefused, write } from './destination-host-answers.ts';
import { ending, giveBack, swapBack } from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { note } from './note.ts';

const recordingReturn = destinationHostSetup.createStateConfig({
  ...note('That the machine goes back is being recorded; it is never started from here on.', 'DST-024'),
  entry: write('given-back'),
  on: {
    ...answers('committed', 'commit', 'no'),
    ...abortRefused(),
    ...unfitRefused(),
    'journal.written': {
      guard: isOf('given-back'),
      target: 'givingBack',
      actions: { type: 'releaseCopy', params: {} },
      ...note('It goes back.', 'DST-024'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'recordingReturn',
      reenter: true,
      ...note('Not recorded: it is tried again.', 'DST-024'),
    },
  },
});

const givingBack = destinationHostSetup.createStateConfig({
  ...note('The machine goes back to the source.', 'DST-024'),
  initial: 'choosing',
  on: {
    ...answers('given-back', 'commit', 'no'),
    ...abortRefused(),
    'received.Running': {
      guard: { type: 'isNextEpoch', params: ({ event }) => event.running },
      target: 'gaveBack',
      actions: { type: 'report', params: ending('given-back') },
      ...note('It runs at the source again.', 'DST-026'),
    },
  },
  states: {
    choosing: {
      ...note('The witness comes first where there is one.', 'DST-025'),
      always: [
        {
          guard: 'hasWitness',
          target: 'reclaiming',
          actions: ['countAnew', { type: 'send', params: swapBack }],
          ...note('The register is to be set first.', 'DST-025'),
        },
        {
          target: 'returning',
          actions: ['countAnew', { type: 'send', params: giveBack }],
          ...note('Nobody else is to be asked.', 'DST-026'),
        },
      ],
    },
    reclaiming: {
      ...note('The witness is asked to set the register.', 'DST-025'),
      on: {
        'received.WitnessAnswer': [
          {
            guard: { type: 'isSetBack', params: ({ event }) => ({ statement: event.statement }) },
            target: 'returning',
            actions: [
              { type: 'keep', params: ({ event }) => ({ statement: event.statement }) },
              'countAnew',
              { type: 'send', params: giveBack },
            ],
            ...note('The register is set.', 'DST-025'),
          },
          {
            guard: { type: 'isPast', params: ({ event }) => ({ statement: event.statement }) },
            target: '#destinationHost.gaveBack',
            actions: { type: 'report', params: ending('given-back') },
            ...note('The machine has moved on since.', 'DST-025'),
          },
        ],
      },
      after: {
        GIVE_BACK_RETRY: {
          target: 'reclaiming',
          reenter: true,
          actions: [
            { type: 'count', params: { timer: 'GIVE_BACK_RETRY' } },
            { type: 'send', params: swapBack },
          ],
          ...note('No answer yet.', 'DST-025'),
        },
      },
    },
    returning: {
      ...note('The source is told.', 'DST-026'),
      on: {
        'received.Commit': {
          actions: { type: 'send', params: giveBack },
          ...note('The source has not heard of it.', 'DST-026'),
        },
      },
      after: {
        GIVE_BACK_RETRY: {
          target: 'returning',
          reenter: true,
          actions: [
            { type: 'count', params: { timer: 'GIVE_BACK_RETRY' } },
            { type: 'send', params: giveBack },
          ],
          ...note('No answer yet.', 'DST-026'),
        },
      },
    },
  },
});

const gaveBack = destinationHostSetup.createStateConfig({
  ...note('The machine went back and runs at the source.', 'DST-024'),
  tags: ['rest', 'end'],
  on: { ...answers('given-back', 'ended', 'no'), ...abortRefused() },
});

/** The states of the return. */
export const returnStates = { recordingReturn, givingBack, gaveBack };
