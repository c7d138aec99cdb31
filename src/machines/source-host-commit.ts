/** The states of a source host from the freeze to the end of a committed migration (chapter 05). */
import { note } from './note.ts';
import {
  abortBecause,
  answers,
  cancelAnswered,
  cancelEnds,
  cancelWaits,
  isOf,
  othersEnd,
  write,
} from './source-host-answers.ts';
import {
  cancelAnswer,
  commit,
  ending,
  freeze,
  manifest,
  runningAgain,
  swap,
} from './source-host-messages.ts';
import type { SourceHostEvent } from './source-host-events.ts';
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

/** What a committed source host hears of the machine, whatever it waits for. */
const fate = {
  'received.Running': {
    guard: { type: 'isCreatedEpoch' as const, params: runningEpoch },
    target: '#sourceHost.recordingDone',
    ...note('The machine runs at the destination.', 'SRC-020'),
  },
  'received.GiveBack': {
    guard: { type: 'isGivenBack' as const, params: giveBack },
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
      guard: { type: 'isGivenBack', params: giveBack },
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

/** The states from the freeze on. */
export const commitStates = {
  recordingFreeze,
  freezing,
  committing,
  withdrawing,
  doubt,
  handingOver,
  recordingDone,
  cleaning,
  done,
  recordingReturn,
  restarting,
  regained,
  superseded,
};

type Heard<Type extends string> = {
  readonly event: Extract<SourceHostEvent, { type: Type }>;
};

function runningEpoch({ event }: Heard<'received.Running'>): { epoch: number } {
  return event.running;
}

function giveBack({ event }: Heard<'received.GiveBack'>) {
  return { permit: event.permit, statement: event.statement ?? null };
}

function keepReturned({ event }: Heard<'received.GiveBack'>) {
  const { permit, statement } = event;
  return { returned: { permit, ...(statement === undefined ? {} : { statement }) } };
}
