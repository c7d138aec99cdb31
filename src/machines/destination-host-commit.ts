/** The states of a destination host from the doubt to the machine that runs (chapter 06). */
import {
  abortRefused,
  abortReleases,
  answers,
  isOf,
  unfitRefused,
  write,
} from './destination-host-answers.ts';
import type { DestinationHostEvent } from './destination-host-events.ts';
import {
  complete,
  ending,
  refuse,
  running as runningMessage,
  statusQuery,
  witnessRead,
} from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { rightOf, type Heard } from './heard.ts';
import { note } from './note.ts';

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
        actions: { type: 'keep', params: rightOf },
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
    ...unfitRefused(),
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
    ...unfitRefused(),
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
    ...unfitRefused(),
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

/** The states of doubt, permit and start. */
export const commitStates = { awaitingCommit, recordingPermit, starting, recordingRun, running };

function statementOf({ event }: Heard<DestinationHostEvent, 'received.Commit'>) {
  return { statement: event.statement ?? null };
}
