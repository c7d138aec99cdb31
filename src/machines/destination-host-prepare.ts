/** The states of a destination host from the offer to the whole state (chapter 06). */
import {
  abortReleases,
  acceptsAgain,
  answers,
  isOf,
  releaseBecause,
  write,
} from './destination-host-answers.ts';
import {
  aborted,
  complete,
  offerAccept,
  offerOf,
  progress,
  ready as votes,
  refusal,
  refuse,
  roundComplete,
} from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { note } from './note.ts';
import { noVote } from './votes.ts';

const deciding = destinationHostSetup.createStateConfig({
  ...note('The policy of the host decides whether the machine is welcome.', 'DST-004'),
  entry: {
    type: 'askAdmission',
    params: ({ context }) => ({ purpose: offerOf(context).purpose, ticket: offerOf(context).ticket }),
  },
  on: {
    ...answers('active', 'offer', 'no'),
    ...abortReleases(),
    'decide.accept': { target: 'recordingAccept', ...note('It is welcome.', 'DST-002') },
    'decide.refuse': {
      target: 'refused',
      actions: [{ type: 'because', params: ({ event }) => ({ reason: event.reason }) }],
      ...note('It is not.', 'DST-004'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'refused',
      actions: [{ type: 'because', params: { reason: 'policy' } }],
      ...note('Nothing was decided.', 'DST-004'),
    },
  },
});

const recordingAccept = destinationHostSetup.createStateConfig({
  ...note('The acceptance is being recorded.', 'DST-002'),
  entry: write('accepted'),
  on: {
    ...answers('active', 'offer', 'no'),
    ...abortReleases(),
    'journal.written': {
      guard: isOf('accepted'),
      target: 'offered',
      actions: { type: 'send', params: offerAccept() },
      ...note('Accepted.', 'DST-002'),
    },
    'journal.failed': {
      guard: isOf('accepted'),
      target: 'refused',
      actions: [{ type: 'because', params: { reason: 'journal' } }],
      ...note('Without a record nothing is accepted.', 'DST-002'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      target: 'refused',
      actions: [{ type: 'because', params: { reason: 'journal' } }],
      ...note('The journal does not answer.', 'DST-002'),
    },
  },
});

const offered = destinationHostSetup.createStateConfig({
  ...note('The offer is accepted; the source is to ask for the reservation.', 'DST-005'),
  on: {
    ...answers('active', 'offer', 'no'),
    ...acceptsAgain(),
    ...abortReleases(),
    'received.Prepare': [
      {
        guard: { type: 'isValid', params: ({ event }) => ({ verdict: event.verdict }) },
        target: 'reserving',
        ...note('Both heard what the other said.', 'DST-007'),
      },
      {
        target: 'releasing',
        actions: [
          { type: 'because', params: { reason: 'downgrade' } },
          { type: 'keep', params: { told: true } },
          { type: 'send', params: refuse('downgrade') },
        ],
        ...note('One heard something else than the other said.', 'DST-006'),
      },
    ],
  },
  after: {
    OFFER_LEASE: { ...releaseBecause('lease-expired'), ...note('Nobody came.', 'DST-005') },
  },
});

const reserving = destinationHostSetup.createStateConfig({
  ...note('Memory, disks and the attachment are being reserved.', 'DST-007'),
  entry: { type: 'reserve', params: {} },
  on: {
    ...answers('active', 'prepare', 'no'),
    ...acceptsAgain(),
    ...abortReleases(),
    'machine.reserved': [
      {
        guard: 'isDryRun',
        target: 'releasing',
        actions: [
          {
            type: 'keep',
            params: ({ event }) => ({ votes: event.votes, estimate: event.estimate, told: true }),
          },
          { type: 'because', params: { reason: 'dry-run-done' } },
          { type: 'send', params: votes },
        ],
        ...note('A dry run ends here.', 'DST-009'),
      },
      {
        guard: { type: 'isNotReady', params: ({ event }) => ({ votes: event.votes }) },
        target: 'releasing',
        actions: [
          {
            type: 'keep',
            params: ({ event }) => ({ votes: event.votes, estimate: event.estimate, told: true }),
          },
          { type: 'because', params: ({ event }) => ({ reason: noVote(event.votes) ?? 'no-resources' }) },
          { type: 'send', params: votes },
        ],
        ...note('A part is not ready.', 'DST-008'),
      },
      {
        target: 'recordingPrepared',
        actions: {
          type: 'keep',
          params: ({ event }) => ({ votes: event.votes, estimate: event.estimate }),
        },
        ...note('Every part is ready.', 'DST-007'),
      },
    ],
    'machine.reserveFailed': {
      target: 'releasing',
      actions: { type: 'because', params: ({ event }) => ({ reason: event.reason }) },
      ...note('The hypervisor failed.', 'DST-008'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      ...releaseBecause('hypervisor'),
      ...note('The hypervisor does not answer.', 'DST-008'),
    },
  },
});

const recordingPrepared = destinationHostSetup.createStateConfig({
  ...note('The reservation is being recorded.', 'DST-007'),
  entry: write('prepared'),
  on: {
    ...answers('active', 'prepare', 'no'),
    ...acceptsAgain(),
    ...abortReleases(),
    'journal.written': {
      guard: isOf('prepared'),
      target: 'ready',
      actions: { type: 'send', params: votes },
      ...note('Reserved until the lease ends.', 'DST-007'),
    },
    'journal.failed': {
      guard: isOf('prepared'),
      ...releaseBecause('journal'),
      ...note('Without a record nothing is promised.', 'DST-033'),
    },
  },
  after: {
    DESTINATION_OPERATION: {
      ...releaseBecause('journal'),
      ...note('The journal does not answer.', 'DST-033'),
    },
  },
});

const ready = destinationHostSetup.createStateConfig({
  ...note('Rounds come in, as long as the lease is renewed.', 'DST-010', 'DST-011'),
  on: {
    ...answers('active', 'pre-copy', 'no'),
    ...abortReleases(),
    'received.Offer': {
      target: 'ready',
      reenter: true,
      actions: { type: 'send', params: offerAccept() },
      ...note('The offer again: the same answer.', 'DST-003', 'DST-010'),
    },
    'received.Prepare': {
      guard: { type: 'isValid', params: ({ event }) => ({ verdict: event.verdict }) },
      target: 'ready',
      reenter: true,
      actions: { type: 'send', params: votes },
      ...note('The votes again.', 'DST-007', 'DST-010'),
    },
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

const refused = destinationHostSetup.createStateConfig({
  ...note('The offer was refused; nothing was done.', 'DST-001', 'DST-004'),
  tags: ['rest', 'end'],
  entry: [
    { type: 'send', params: refusal },
    { type: 'report', params: ({ context }) => ({ what: 'refused', reason: context.reason }) },
  ],
  on: {
    ...answers('aborted', 'ended', 'no'),
    'received.Offer': {
      actions: { type: 'send', params: refusal },
      ...note('The offer again: the same answer.', 'DST-003'),
    },
    'received.Abort': {
      actions: { type: 'send', params: aborted },
      ...note('Nothing is here.', 'DST-027'),
    },
  },
});

/** The states up to the whole state. */
export const prepareStates = {
  deciding,
  recordingAccept,
  offered,
  reserving,
  recordingPrepared,
  ready,
  assembling,
  recordingComplete,
  refused,
};
