/** The state of a source host that carries memory in rounds while the machine runs (chapter 05). */
import { note } from './note.ts';
import { abortBecause, answers, cancelEnds, othersEnd } from './source-host-answers.ts';
import { manifest } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

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

/** The state of pre-copy. */
export const copyStates = { copying };
