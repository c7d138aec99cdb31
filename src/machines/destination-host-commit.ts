/** The states of a destination host from the whole state to the end (chapter 06). */
import { abortRefused, abortReleases, answers, isOf, write } from './destination-host-answers.ts';
import type { DestinationHostEvent } from './destination-host-events.ts';
import {
  aborted,
  complete,
  ending,
  giveBack,
  ready,
  refusal,
  refuse,
  running as runningMessage,
  statusQuery,
  swapBack,
  witnessRead,
} from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { note } from './note.ts';

type Heard<Type extends string> = { readonly event: Extract<DestinationHostEvent, { type: Type }> };

const awaitingCommit = destinationHostSetup.createStateConfig({
  ...note(
    'The whole state is here, and the source may have committed: nothing but its word or the witness ends this.',
    'DST-015',
  ),
  on: {
    ...answers('active', 'commit', 'no'),
    ...abortReleases(),
    'received.Freeze': {
      guard: { type: 'hasItsDigest', params: ({ event }) => event.stateDigest },
      actions: { type: 'send', params: complete },
      ...note('The source has not heard that it is complete.', 'DST-014'),
    },
    'received.Commit': [
      {
        guard: { type: 'isUnfitPermit', params: ({ event }) => ({ permit: event.permit }) },
        actions: { type: 'send', params: refuse('not-authorised') },
        ...note('The permit is for something else.', 'DST-019'),
      },
      {
        guard: { type: 'lacksStatement', params: statementOf },
        actions: { type: 'send', params: refuse('witness-required') },
        ...note('The witness has not said so.', 'DST-020'),
      },
      {
        target: 'recordingPermit',
        actions: { type: 'keep', params: keepPermit },
        ...note('The right to run is here.', 'DST-018'),
      },
    ],
    'received.StatusAnswer': {
      guard: { type: 'isAborted', params: ({ event }) => event.status },
      target: 'releasing',
      actions: {
        type: 'because',
        params: ({ event }) => ({ reason: event.reason?.reason ?? 'timeout' }),
      },
      ...note('The source has ended the migration. No other answer says so.', 'DST-017'),
    },
    'received.WitnessAnswer': [
      {
        guard: { type: 'isFitStatement', params: ({ event }) => ({ statement: event.statement }) },
        target: 'recordingPermit',
        actions: { type: 'keep', params: ({ event }) => ({ statement: event.statement }) },
        ...note('The witness says that the machine is ours.', 'DST-021'),
      },
      {
        guard: { type: 'isSuperseded', params: ({ event }) => ({ statement: event.statement }) },
        target: 'releasing',
        actions: { type: 'because', params: { reason: 'superseded' } },
        ...note('The machine went another way.', 'DST-022'),
      },
    ],
  },
  after: {
    DOUBT_RETRY: [
      {
        guard: 'hasWitness',
        target: 'awaitingCommit',
        reenter: true,
        actions: [
          { type: 'count', params: { timer: 'DOUBT_RETRY' } },
          { type: 'send', params: statusQuery() },
          { type: 'send', params: witnessRead() },
        ],
        ...note('Source and witness are asked.', 'DST-016'),
      },
      {
        target: 'awaitingCommit',
        reenter: true,
        actions: [
          { type: 'count', params: { timer: 'DOUBT_RETRY' } },
          { type: 'send', params: statusQuery() },
        ],
        ...note('The source is asked.', 'DST-016'),
      },
    ],
  },
});

const recordingPermit = destinationHostSetup.createStateConfig({
  ...note('The right to run is being recorded.', 'DST-018'),
  entry: write('permitted'),
  on: {
    ...answers('committed', 'commit', 'no'),
    ...abortRefused(),
    'journal.written': {
      guard: isOf('permitted'),
      target: 'starting',
      ...note('It may run.', 'DST-018'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'recordingPermit',
      reenter: true,
      ...note('Not recorded: it is tried again.', 'DST-018'),
    },
  },
});

const starting = destinationHostSetup.createStateConfig({
  ...note('The machine is being started.', 'DST-023'),
  entry: { type: 'startMachine', params: ({ context }) => ({ epoch: context.epoch }) },
  on: {
    ...answers('committed', 'commit', 'unknown'),
    ...abortRefused(),
    'machine.started': { target: 'recordingRun', ...note('It runs.', 'DST-023') },
    'machine.startFailed': {
      target: 'recordingReturn',
      actions: [
        { type: 'because', params: ({ event }) => ({ reason: event.reason }) },
        { type: 'keep', params: { statement: null } },
      ],
      ...note('It certainly never ran.', 'DST-024'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'starting',
      reenter: true,
      ...note('Whether it runs is not known: the start is asked for again.', 'DST-023'),
    },
  },
});

const recordingRun = destinationHostSetup.createStateConfig({
  ...note('That the machine runs here is being recorded.', 'DST-023'),
  entry: write('running'),
  on: {
    ...answers('committed', 'commit', 'yes'),
    ...abortRefused(),
    'journal.written': {
      guard: isOf('running'),
      target: 'running',
      actions: [
        { type: 'send', params: runningMessage },
        { type: 'report', params: ending('running') },
      ],
      ...note('The source may clean up.', 'DST-023'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'recordingRun',
      reenter: true,
      ...note('Not recorded: it is tried again.', 'DST-023'),
    },
  },
});

const running = destinationHostSetup.createStateConfig({
  ...note('The machine runs here.', 'DST-023'),
  tags: ['rest', 'end'],
  on: {
    ...answers('done', 'ended', 'yes'),
    ...abortRefused(),
    'received.Commit': [
      {
        guard: { type: 'isUnfitPermit', params: ({ event }) => ({ permit: event.permit }) },
        actions: { type: 'send', params: refuse('not-authorised') },
        ...note('The permit is for something else.', 'DST-019'),
      },
      {
        actions: { type: 'send', params: runningMessage },
        ...note('The source has not heard that it runs.', 'DST-023'),
      },
    ],
  },
});

const recordingReturn = destinationHostSetup.createStateConfig({
  ...note('That the machine goes back is being recorded; it is never started from here on.', 'DST-024'),
  entry: write('given-back'),
  on: {
    ...answers('committed', 'commit', 'no'),
    ...abortRefused(),
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

/** The states from the whole state on. */
export const commitStates = {
  awaitingCommit,
  recordingPermit,
  starting,
  recordingRun,
  running,
  recordingReturn,
  givingBack,
  gaveBack,
  releasing,
  recordingRelease,
  leaving,
  released,
};

function statementOf({ event }: Heard<'received.Commit'>) {
  return { statement: event.statement ?? null };
}

function keepPermit({ event }: Heard<'received.Commit'>) {
  return { permit: event.permit, statement: event.statement ?? null };
}
