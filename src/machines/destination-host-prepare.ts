/** The states of a destination host from the offer to the votes (chapter 06). */
import {
  abortReleases,
  acceptsAgain,
  another,
  answers,
  isOf,
  releaseBecause,
  write,
} from './destination-host-answers.ts';
import { offerAccept, offerOf, ready as votes, refuse } from './destination-host-messages.ts';
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
    'received.Offer': another(),
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
    'received.Offer': another(),
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
    'received.Prepare': another(),
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
    'received.Prepare': another(),
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

/** The states up to the votes. */
export const prepareStates = { deciding, recordingAccept, offered, reserving, recordingPrepared };
