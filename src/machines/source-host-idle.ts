/** The states of a source host before an order, and after one that it refused (chapter 05). */
import { note } from './note.ts';
import { reasonRecord } from './records.ts';
import { answers, cancelAnswered } from './source-host-answers.ts';
import { ending } from './source-host-messages.ts';
import { sourceHostSetup } from './source-host-setup.ts';

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

/** The states in which nothing was begun. */
export const idleStates = { idle, refused };
