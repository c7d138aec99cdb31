/** The states of a source host at rest before an order, and from an abort to its end (chapter 05). */
import { note } from './note.ts';
import { answers, cancelAnswered, cancelWaits, isOf, write } from './source-host-answers.ts';
import { abort, cancelAnswer, ending } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';
import { reasonRecord } from './records.ts';

const idle = sourceHostSetup.createStateConfig({
  ...note('No order yet; or a restart, which goes on from the journal at once.', 'SRC-001'),
  tags: ['rest'],
  always: [
    {
      guard: { type: 'resumesFrom', params: { steps: ['ordered', 'frozen'], latest: true } },
      target: 'recordingAbort',
      actions: { type: 'because', params: { reason: 'restart' } },
      ...note('Restarted before the commit: the migration ends.', 'SRC-029'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['ordered', 'frozen'] } },
      target: 'aborted',
      ...note('Its end was not recorded, and the machine has been migrated again since.', 'SRC-033'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['committed', 'swapped'] } },
      target: 'handingOver',
      ...note('Restarted after the commit: it goes on.', 'SRC-030'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['source-done'], latest: true } },
      target: 'cleaning',
      ...note('The copy may not be destroyed yet.', 'SRC-032'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['source-done'] } },
      target: 'done',
      ...note('Over, and the machine has moved since.', 'SRC-033'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['source-aborted'], latest: true } },
      target: 'thawing',
      ...note('The machine may not run yet, and the destination may not know.', 'SRC-032'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['source-aborted'] } },
      target: 'aborted',
      ...note('Over, and the machine has been migrated again since.', 'SRC-033'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['regained'], latest: true } },
      target: 'restarting',
      ...note('The machine may not run yet, and the destination may not know.', 'SRC-032'),
    },
    {
      guard: { type: 'resumesFrom', params: { steps: ['regained'] } },
      target: 'regained',
      ...note('Over, and the machine has been migrated again since.', 'SRC-033'),
    },
  ],
  on: {
    ...answers('unknown', 'none', 'unknown'),
    ...cancelAnswered('unknown'),
    'order.migrate': [
      {
        guard: { type: 'isValid', params: ({ event }) => ({ verdict: event.verdict }) },
        target: 'ordering',
        actions: {
          type: 'keep',
          params: ({ event }) => ({
            order: {
              purpose: event.purpose,
              freezeBudget: event.freezeBudget,
              ticket: event.ticket,
              target: event.target,
              witness: event.witness,
            },
          }),
        },
        ...note('An order with a good ticket.', 'SRC-001'),
      },
      {
        target: 'refused',
        actions: {
          type: 'because',
          params: ({ event }) => ({ reason: event.verdict === 'valid' ? 'policy' : event.verdict }),
        },
        ...note('The ticket or the one who orders is not good.', 'SRC-001'),
      },
    ],
  },
});

const refused = sourceHostSetup.createStateConfig({
  ...note('The order was refused; nothing was done.', 'SRC-001'),
  tags: ['rest', 'end'],
  entry: [
    {
      type: 'answer',
      params: ({ context }) => ({
        request: 'Order',
        message: { type: 'Refused', reason: reasonRecord(context.reason ?? 'policy') },
      }),
    },
    { type: 'report', params: ending('refused') },
  ],
  on: {
    ...answers('aborted', 'ended', 'yes'),
    ...cancelAnswered('unknown'),
    'order.migrate': {
      actions: {
        type: 'answer',
        params: ({ context }) => ({
          request: 'Order',
          message: { type: 'Refused', reason: reasonRecord(context.reason ?? 'policy') },
        }),
      },
      ...note('The order again: the same answer.', 'SRC-001'),
    },
  },
});

/** Ends what no record knows of: nothing was offered, and nothing can be promised. */
const forgettable = {
  target: 'refused',
  actions: { type: 'answer' as const, params: cancelAnswer('unknown') },
};

const recordingAbort = sourceHostSetup.createStateConfig({
  ...note('The end of the migration is being recorded.', 'SRC-023'),
  entry: write('source-aborted'),
  on: {
    ...answers('active', 'ended', 'unknown'),
    ...cancelWaits('SRC-024'),
    'received.Aborted': {
      actions: { type: 'keep', params: { informed: true } },
      ...note('The destination has ended it, too.', 'SRC-023'),
    },
    'journal.written': {
      guard: isOf('source-aborted'),
      target: 'ending',
      ...note('Recorded.', 'SRC-023'),
    },
    'journal.failed': [
      {
        guard: { ...isOf('source-aborted'), type: 'isOfUnrecorded' },
        ...forgettable,
        ...note('A restart would know of neither order nor cancel, and the order may come again.', 'SRC-024'),
      },
      {
        guard: isOf('source-aborted'),
        target: 'ending',
        ...note('A restart would abort, which comes to the same.', 'SRC-023'),
      },
    ],
  },
  after: {
    SOURCE_OPERATION: [
      {
        guard: 'isUnrecorded',
        ...forgettable,
        ...note('A restart would know of neither order nor cancel, and the order may come again.', 'SRC-024'),
      },
      {
        target: 'ending',
        ...note('A restart would abort, which comes to the same.', 'SRC-023'),
      },
    ],
  },
});

const endingState = sourceHostSetup.createStateConfig({
  ...note('The end is sure; those who asked for it are told.', 'SRC-023'),
  entry: [
    { type: 'answer', params: cancelAnswer('done') },
    { type: 'report', params: ending('aborted') },
  ],
  always: [
    { guard: 'wasFrozen', target: 'thawing', ...note('The machine stands still.', 'SRC-023') },
    { guard: 'isInformed', target: 'aborted', ...note('The destination knows.', 'SRC-023') },
    {
      target: 'informing',
      actions: ['countAnew', { type: 'send', params: abort }],
      ...note('The destination is told.', 'SRC-023'),
    },
  ],
});

const thawing = sourceHostSetup.createStateConfig({
  ...note('The machine is being let run again.', 'SRC-023'),
  entry: { type: 'thawMachine', params: ({ context }) => ({ epoch: context.epoch - 1 }) },
  on: {
    ...answers('aborted', 'ended', 'unknown'),
    ...cancelAnswered('done'),
    'received.Aborted': {
      actions: { type: 'keep', params: { informed: true } },
      ...note('The destination has ended it, too.', 'SRC-023'),
    },
    'machine.thawed': [
      { guard: 'isInformed', target: 'aborted', ...note('It runs, and the destination knows.', 'SRC-023') },
      {
        target: 'informing',
        actions: ['countAnew', { type: 'send', params: abort }],
        ...note('It runs; the destination is told.', 'SRC-023'),
      },
    ],
  },
  after: {
    SOURCE_OPERATION: {
      target: 'thawing',
      reenter: true,
      ...note('The hypervisor does not answer: it is asked again.', 'SRC-023'),
    },
  },
});

const informing = sourceHostSetup.createStateConfig({
  ...note('The machine runs here; the destination is being told.', 'SRC-023'),
  on: {
    ...answers('aborted', 'ended', 'yes'),
    ...cancelAnswered('done'),
    'received.Aborted': { target: 'aborted', ...note('The destination knows.', 'SRC-023') },
  },
  after: {
    ABORT_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'ABORT_RETRY' } },
        target: 'informing',
        reenter: true,
        actions: [
          { type: 'count', params: { timer: 'ABORT_RETRY' } },
          { type: 'send', params: abort },
        ],
        ...note('No answer yet.', 'SRC-023'),
      },
      { target: 'aborted', ...note('The destination is left to its lease.', 'SRC-023') },
    ],
  },
});

const aborted = sourceHostSetup.createStateConfig({
  ...note('Ended without commit; the machine runs here.', 'SRC-023'),
  tags: ['rest', 'end'],
  on: { ...answers('aborted', 'ended', 'yes'), ...cancelAnswered('done') },
});

/** The states of rest and of ending. */
export const abortStates = {
  idle,
  refused,
  recordingAbort,
  ending: endingState,
  thawing,
  informing,
  aborted,
};
