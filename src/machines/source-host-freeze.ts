/** The states of a source host while the machine stands still and nothing is committed (chapter 05). */
import { note } from './note.ts';
import { abortBecause, answers, cancelEnds, isOf, othersEnd, write } from './source-host-answers.ts';
import { freeze, manifest } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

const recordingFreeze = sourceHostSetup.createStateConfig({
  ...note('That the machine will stand still is being recorded.', 'SRC-012'),
  entry: write('frozen'),
  on: {
    ...answers('active', 'freeze', 'yes'),
    ...cancelEnds(),
    ...othersEnd(false),
    'journal.written': {
      guard: isOf('frozen'),
      target: 'freezing',
      actions: [
        { type: 'keep', params: { frozen: true } },
        { type: 'freezeMachine', params: ({ context }) => ({ round: context.round.round + 1 }) },
      ],
      ...note('A restart would let it run again.', 'SRC-012'),
    },
    'journal.failed': {
      guard: isOf('frozen'),
      ...abortBecause('journal'),
      ...note('Without a record it does not stand still.', 'SRC-012'),
    },
  },
  after: {
    SOURCE_OPERATION: { ...abortBecause('journal'), ...note('The journal does not answer.', 'SRC-012') },
  },
});

const freezing = sourceHostSetup.createStateConfig({
  ...note('The machine stands still, for as long as the limit allows.', 'SRC-014'),
  initial: 'stopping',
  on: { ...cancelEnds(), ...othersEnd(false) },
  after: {
    FREEZE_LIMIT: { ...abortBecause('freeze-budget'), ...note('It takes too long.', 'SRC-014') },
  },
  states: {
    stopping: {
      ...note('The hypervisor stops the machine and takes what is left.', 'SRC-013'),
      on: {
        ...answers('active', 'freeze', 'unknown'),
        'machine.frozen': {
          target: 'finalising',
          actions: [
            {
              type: 'keep',
              params: ({ event }) => ({
                round: event.round,
                stateDigest: event.stateDigest.digest,
                count: 0,
              }),
            },
            { type: 'send', params: manifest },
            { type: 'send', params: freeze },
          ],
          ...note('The last round and the digest of the whole state are told.', 'SRC-013'),
        },
        'machine.freezeFailed': {
          ...abortBecause('hypervisor'),
          ...note('The machine cannot be stopped.', 'SRC-023'),
        },
      },
    },
    finalising: {
      ...note('The destination takes the last round.', 'SRC-013'),
      on: {
        ...answers('active', 'freeze', 'no'),
        'received.Complete': [
          {
            guard: { type: 'hasOurDigest', params: ({ event }) => event.stateDigest },
            target: '#sourceHost.committing',
            ...note('The whole state is there.', 'SRC-016'),
          },
          { ...abortBecause('transfer-integrity'), ...note('It is another state.', 'SRC-015') },
        ],
      },
      after: {
        FREEZE_RETRY: {
          target: 'finalising',
          reenter: true,
          actions: [
            { type: 'count', params: { timer: 'FREEZE_RETRY' } },
            { type: 'send', params: manifest },
            { type: 'send', params: freeze },
          ],
          ...note('No answer yet.', 'SRC-013'),
        },
      },
    },
  },
});

/** The states of the freeze. */
export const freezeStates = { recordingFreeze, freezing };
