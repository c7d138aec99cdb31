/** The states of a destination host in which the rounds come in (chapter 06). */
import { abortReleases, another, answers, isOf, releaseBecause, write } from './destination-host-answers.ts';
import {
  complete,
  offerAccept,
  progress,
  ready as votes,
  roundComplete,
} from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { note } from './note.ts';

const ready = destinationHostSetup.createStateConfig({
  ...note('Rounds come in, as long as the lease is renewed.', 'DST-010', 'DST-011', 'DST-036'),
  on: {
    ...answers('active', 'pre-copy', 'no'),
    ...abortReleases(),
    'received.Offer': [
      another(),
      {
        target: 'ready',
        reenter: true,
        actions: { type: 'send', params: offerAccept() },
        ...note('The offer again: the same answer.', 'DST-003', 'DST-010'),
      },
    ],
    'received.Prepare': [
      another(),
      {
        guard: { type: 'isValid', params: ({ event }) => ({ verdict: event.verdict }) },
        target: 'ready',
        reenter: true,
        actions: { type: 'send', params: votes },
        ...note('The votes again.', 'DST-007', 'DST-010'),
      },
    ],
    'received.Manifest': [
      {
        guard: { type: 'isLoaded', params: ({ event }) => event.round },
        target: 'ready',
        reenter: true,
        actions: { type: 'send', params: ({ event }) => roundComplete(event.round) },
        ...note('The round is here.', 'DST-011', 'DST-010'),
      },
      {
        guard: { type: 'isNext', params: ({ event }) => event.round },
        target: 'ready',
        reenter: true,
        actions: { type: 'loadRound', params: ({ event }) => ({ round: event.round, last: 'no' }) },
        ...note('The next round is fetched.', 'DST-011', 'DST-010'),
      },
    ],
    'transfer.progress': {
      guard: { type: 'isNext', params: ({ event }) => event },
      target: 'ready',
      reenter: true,
      actions: { type: 'send', params: ({ event }) => progress(event.round, event.received, 'no') },
      ...note('A part of the round is here.', 'DST-011'),
    },
    'transfer.loaded': {
      guard: { type: 'isNext', params: ({ event }) => event },
      target: 'ready',
      reenter: true,
      actions: [
        { type: 'keep', params: ({ event }) => ({ loaded: event.round }) },
        { type: 'send', params: ({ event }) => progress(event.round, event.received, 'yes') },
      ],
      ...note('The round is complete.', 'DST-011'),
    },
    'transfer.failed': {
      target: 'releasing',
      actions: { type: 'because', params: ({ event }) => ({ reason: event.reason }) },
      ...note('The state cannot be taken.', 'DST-013'),
    },
    'received.Freeze': {
      guard: { type: 'isLast', params: ({ event }) => event.round },
      target: 'assembling',
      actions: [
        {
          type: 'keep',
          params: ({ event }) => ({ lastRound: event.round, stateDigest: event.stateDigest.digest }),
        },
        { type: 'loadRound', params: ({ event }) => ({ round: event.round, last: 'yes' }) },
      ],
      ...note('The last round, and what the whole must come to.', 'DST-012'),
    },
  },
  after: {
    PREPARE_LEASE: { ...releaseBecause('lease-expired'), ...note('Nothing came any more.', 'DST-010') },
  },
});

const assembling = destinationHostSetup.createStateConfig({
  ...note('The last round comes in, and the whole state is checked.', 'DST-012'),
  on: {
    ...answers('active', 'freeze', 'no'),
    ...abortReleases(),
    'received.Manifest': {
      guard: { type: 'isLastRound', params: ({ event }) => event.round },
      target: 'assembling',
      reenter: true,
      actions: { type: 'loadRound', params: ({ event }) => ({ round: event.round, last: 'yes' }) },
      ...note('The last round again.', 'DST-010'),
    },
    'received.Freeze': {
      guard: { type: 'hasItsDigest', params: ({ event }) => event.stateDigest },
      target: 'assembling',
      reenter: true,
      ...note('The source waits.', 'DST-010'),
    },
    'transfer.progress': {
      guard: { type: 'isLastRound', params: ({ event }) => event },
      target: 'assembling',
      reenter: true,
      ...note('A part of the last round is here.', 'DST-010'),
    },
    'transfer.complete': [
      {
        guard: { type: 'hasItsDigest', params: ({ event }) => event },
        target: 'recordingComplete',
        ...note('The whole state is here.', 'DST-012'),
      },
      { ...releaseBecause('transfer-integrity'), ...note('It is another state.', 'DST-013') },
    ],
    'transfer.failed': {
      target: 'releasing',
      actions: { type: 'because', params: ({ event }) => ({ reason: event.reason }) },
      ...note('The state cannot be taken.', 'DST-013'),
    },
  },
  after: {
    PREPARE_LEASE: { ...releaseBecause('lease-expired'), ...note('Nothing came any more.', 'DST-010') },
  },
});

const recordingComplete = destinationHostSetup.createStateConfig({
  ...note('That the whole state is here is being recorded.', 'DST-012'),
  entry: write('complete'),
  on: {
    ...answers('active', 'freeze', 'no'),
    ...abortReleases(),
    'journal.written': {
      guard: isOf('complete'),
      target: 'awaitingCommit',
      actions: ['countAnew', { type: 'send', params: complete }],
      ...note('From here on the source may commit.', 'DST-012'),
    },
    'journal.failed': {
      guard: isOf('complete'),
      ...releaseBecause('journal'),
      ...note('Without a record the source must not commit.', 'DST-033'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      ...releaseBecause('journal'),
      ...note('The journal does not answer.', 'DST-033'),
    },
  },
});

/** The states from the votes to the whole state. */
export const transferStates = { ready, assembling, recordingComplete };
