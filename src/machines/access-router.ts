/** The access router: the party that knows at which host of its AD a virtual machine is (chapter 12). */
import { arrivingStates } from './access-router-arriving.ts';
import type {
  AccessRouterContext,
  AccessRouterEffect,
  AccessRouterEvent,
  AccessRouterInput,
  AccessRouterStep,
} from './access-router-events.ts';
import { leavingStates } from './access-router-leaving.ts';
import {
  everything,
  nobody,
  pendingForward,
  pendingJoined,
  pendingRecord,
} from './access-router-messages.ts';
import { marks } from './access-router-requests.ts';
import { accessRouterSetup } from './access-router-setup.ts';
import { accessRouterGlossary } from './glossary.ts';
import { note } from './note.ts';
import { party, type Party } from './party.ts';

const returning = accessRouterSetup.createStateConfig({
  ...note('Left at once: for where the last record leads to, or back to where it was.', 'ATT-025'),
  always: [
    { guard: was('attached'), target: 'attached', ...note('A host is attached.', 'ATT-025') },
    { guard: was('forwarding'), target: 'forwarding', ...note('It has left.', 'ATT-025') },
    { guard: was('holding'), target: 'holding', ...note('It held.', 'ATT-011') },
    { guard: was('handing'), target: 'handing', ...note('It held for another host.', 'ATT-011') },
    { guard: was('prepared'), target: 'prepared', ...note('A host is prepared.', 'ATT-011') },
    { target: 'absent', ...note('The machine is not here.', 'ATT-025') },
  ],
});

/** What is heard while the fate of a record is not known. */
const unsure = {
  'path.marked': marks,
  'journal.written': [
    {
      guard: isOf('attached'),
      target: 'attached',
      actions: [{ type: 'answer' as const, params: pendingJoined }, 'set' as const, 'forget' as const],
      ...note('The host is attached.', 'ATT-010'),
    },
    {
      guard: isOf('forwarding'),
      target: 'forwarding',
      actions: [{ type: 'answer' as const, params: pendingForward }, 'set' as const, 'forget' as const],
      ...note('The machine has left.', 'ATT-019'),
    },
  ],
  'journal.failed': [
    { guard: isOf('attached'), ...givesUp() },
    { guard: isOf('forwarding'), ...givesUp() },
  ],
};

const recording = accessRouterSetup.createStateConfig({
  ...note('A record is being written; packets are treated as before, requests are dropped.', 'ATT-011'),
  entry: { type: 'writeJournal', params: pendingRecord },
  on: unsure,
  after: {
    ROUTER_OPERATION: { target: 'stalled', ...note('The journal does not answer.', 'ATT-011') },
  },
});

const stalled = accessRouterSetup.createStateConfig({
  ...note('The journal has not answered; what waits is dropped.', 'ATT-011'),
  entry: [
    { type: 'dropHeld', params: everything },
    { type: 'report', params: { what: 'stalled' } },
  ],
  on: unsure,
  after: {
    ROUTER_OPERATION: { target: 'stalled', reenter: true, ...note('Still no answer.', 'ATT-011') },
  },
});

/** @internal */
export const accessRouterMachine = accessRouterSetup.createMachine({
  id: 'accessRouter',
  context: ({ input }) => begun(input),
  options: { maxIterations: 20 },
  initial: 'returning',
  states: { returning, ...arrivingStates, ...leavingStates, recording, stalled },
});

/** What an access router knows of one machine, and does with packets for it. */
export const accessRouter: Party<
  AccessRouterInput,
  AccessRouterEvent,
  AccessRouterEffect,
  AccessRouterContext
> = party(accessRouterMachine, accessRouterGlossary);

function begun({ machine, timing = {}, resume }: AccessRouterInput): AccessRouterContext {
  const { host, epoch, migration } = resume ?? nobody;
  const standing = resume === undefined || resume.step === 'detached' ? 'absent' : resume.step;
  return {
    machine,
    timing,
    standing,
    attached: { host, epoch, migration },
    next: null,
    place: resume?.place ?? null,
    marked: 0,
    awaitsMark: false,
    spent: [],
    holder: '',
    pending: null,
  };
}

function was(standing: AccessRouterContext['standing']) {
  return { type: 'was' as const, params: { steps: [standing] } };
}

function isOf(step: AccessRouterStep) {
  return {
    type: 'isOf' as const,
    params: ({ event }: { event: { readonly step: AccessRouterStep } }) => ({
      step: event.step,
      asked: step,
    }),
  };
}

function givesUp() {
  return {
    target: 'returning' as const,
    actions: ['forget' as const, { type: 'report' as const, params: { what: 'journal' as const } }],
    ...note('It goes on as it was.', 'ATT-011'),
  };
}
