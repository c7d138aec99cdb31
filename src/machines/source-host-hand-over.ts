/** The state of a committed source host that tells the witness and the destination (chapter 05). */
import { rightOf, type Heard } from './heard.ts';
import { note } from './note.ts';
import { answers, cancelAnswered, isOf, write } from './source-host-answers.ts';
import type { SourceHostEvent } from './source-host-events.ts';
import { commit, swap } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

/** What a committed source host hears of the machine, whatever it waits for. */
const fate = {
  'received.Running': {
    guard: { type: 'isCreatedEpoch' as const, params: runningEpoch },
    target: '#sourceHost.recordingDone',
    ...note('The machine runs at the destination.', 'SRC-020'),
  },
  'received.GiveBack': {
    guard: { type: 'isGivenBack' as const, params: rightOf },
    target: '#sourceHost.recordingReturn',
    actions: { type: 'keep' as const, params: keepReturned },
    ...note('The machine never started there.', 'SRC-021'),
  },
};

const handingOver = sourceHostSetup.createStateConfig({
  ...note('Committed: the witness, where there is one, and the destination are told.', 'SRC-017'),
  initial: 'choosing',
  on: { ...answers('committed', 'commit', 'no'), ...cancelAnswered('too-late'), ...fate },
  states: {
    choosing: {
      ...note('The witness comes first where there is one.', 'SRC-018'),
      always: [
        {
          guard: 'hasNoStatementYet',
          target: 'swapping',
          actions: ['countAnew', { type: 'send', params: swap }],
          ...note('The register is to be set first.', 'SRC-018'),
        },
        {
          target: 'permitting',
          actions: ['countAnew', { type: 'send', params: commit }],
          ...note('Nobody else is to be asked.', 'SRC-019'),
        },
      ],
    },
    swapping: {
      ...note('The witness is asked to set the register.', 'SRC-018'),
      on: {
        'received.WitnessAnswer': [
          {
            guard: { type: 'isHandedOver', params: ({ event }) => ({ statement: event.statement }) },
            target: 'recordingSwap',
            actions: { type: 'keep', params: ({ event }) => ({ statement: event.statement }) },
            ...note('The register is set.', 'SRC-018'),
          },
          {
            guard: { type: 'isSuperseded', params: ({ event }) => ({ statement: event.statement }) },
            target: '#sourceHost.superseded',
            actions: { type: 'keep', params: { reason: 'superseded' } },
            ...note('The register says that the machine went another way.', 'SRC-031'),
          },
        ],
      },
      after: {
        SWAP_RETRY: {
          target: 'swapping',
          reenter: true,
          actions: [
            { type: 'count', params: { timer: 'SWAP_RETRY' } },
            { type: 'send', params: swap },
          ],
          ...note('No answer yet.', 'SRC-018'),
        },
      },
    },
    recordingSwap: {
      ...note('What the witness said is being recorded.', 'SRC-018'),
      entry: write('swapped'),
      on: {
        'journal.written': {
          guard: isOf('swapped'),
          target: 'permitting',
          actions: ['countAnew', { type: 'send', params: commit }],
          ...note('The destination may run it.', 'SRC-018'),
        },
        'journal.failed': {
          guard: isOf('swapped'),
          target: 'permitting',
          actions: ['countAnew', { type: 'send', params: commit }],
          ...note('After a restart the witness would say it again.', 'SRC-018'),
        },
      },
      after: {
        SOURCE_OPERATION: {
          target: 'permitting',
          actions: ['countAnew', { type: 'send', params: commit }],
          ...note('After a restart the witness would say it again.', 'SRC-018'),
        },
      },
    },
    permitting: {
      ...note('The permission to run is out.', 'SRC-019'),
      after: {
        COMMIT_RETRY: {
          target: 'permitting',
          reenter: true,
          actions: [
            { type: 'count', params: { timer: 'COMMIT_RETRY' } },
            { type: 'send', params: commit },
          ],
          ...note('No answer yet.', 'SRC-019'),
        },
      },
    },
  },
});

/** The states in which the machine is handed over. */
export const handOverStates = { handingOver };

function runningEpoch({ event }: Heard<SourceHostEvent, 'received.Running'>): { epoch: number } {
  return event.running;
}

function keepReturned({ event }: Heard<SourceHostEvent, 'received.GiveBack'>) {
  const { permit, statement } = event;
  return { returned: { permit, ...(statement === undefined ? {} : { statement }) } };
}
