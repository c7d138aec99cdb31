/** The states of a destination host before an offer, and after one that it refused (chapter 06). */
import { answers } from './destination-host-answers.ts';
import { aborted, refusal, statusQuery, witnessRead } from './destination-host-messages.ts';
import { destinationHostSetup } from './destination-host-setup.ts';
import { note } from './note.ts';

const idle = destinationHostSetup.createStateConfig({
  ...note('No offer yet; or a restart, which goes on from the journal at once.', 'DST-001'),
  tags: ['rest'],
  always: [
    {
      guard: { type: 'resumesFrom', params: { steps: ['accepted', 'prepared', 'complete'], latest: false } },
      target: 'released',
      ...note('Its end was not recorded, and the machine has been migrated again since.', 'DST-034'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['accepted', 'prepared'] } },
      target: 'releasing',
      actions: { type: 'because', params: { reason: 'restart' } },
      ...note('Restarted before the state was whole: the reservation goes.', 'DST-030'),
    },
    {
      guard: 'waitsWithWitness',
      target: 'awaitingCommit',
      actions: [
        { type: 'send', params: statusQuery() },
        { type: 'send', params: witnessRead() },
      ],
      ...note('Restarted in doubt: source and witness are asked.', 'DST-031'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['complete'] } },
      target: 'awaitingCommit',
      actions: { type: 'send', params: statusQuery() },
      ...note('Restarted in doubt: the source is asked.', 'DST-031'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['permitted'], latest: false } },
      target: 'running',
      ...note('It ran here, and has been migrated again since.', 'DST-034'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['permitted'] } },
      target: 'starting',
      ...note('Restarted with the right to run.', 'DST-032'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['running'] } },
      target: 'running',
      ...note('Restarted while the machine runs here.', 'DST-032'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['given-back'], latest: true } },
      target: 'givingBack',
      actions: { type: 'releaseCopy', params: {} },
      ...note('Restarted while the machine goes back.', 'DST-032'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['given-back'] } },
      target: 'gaveBack',
      ...note('Over, and the machine has been migrated again since.', 'DST-034'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['released'] } },
      target: 'released',
      ...note('Restarted after everything was let go.', 'DST-032'),
    },
  ],
  on: {
    ...answers('unknown', 'none', 'unknown'),
    'received.Offer': [
      {
        guard: { type: 'isValid', params: ({ event }) => ({ verdict: event.verdict }) },
        target: 'deciding',
        actions: {
          type: 'keep',
          params: ({ event }) => ({
            offer: {
              purpose: event.purpose,
              ticket: event.ticket,
              address: event.address,
              witness: event.witness ?? null,
            },
          }),
        },
        ...note('An offer that may be accepted.', 'DST-001'),
      },
      {
        target: 'refused',
        actions: {
          type: 'because',
          params: ({ event }) => ({ reason: event.verdict === 'valid' ? 'policy' : event.verdict }),
        },
        ...note('An offer that cannot be accepted.', 'DST-001'),
      },
    ],
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

/** The states in which nothing was begun. */
export const idleStates = { idle, refused };
