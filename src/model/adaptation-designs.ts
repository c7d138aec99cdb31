/**
 * Designs of routers for machines that move which come to mind, or are in use, and do not hold. The explorer must
 * convict each of them.
 */
import type { AnyStateMachine } from 'xstate';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { nobody, pendingForward, pendingJoined, rowOf } from '../machines/access-router-messages.ts';
import { accessRouterMachine } from '../machines/access-router.ts';
import { mutatedMachine, type Overrides } from '../machines/mutable.ts';
import { type Plane, rightPlane } from './adaptation-packet.ts';
import type { MovementName } from './adaptation-script.ts';

/** A wrong design. */
export interface AdaptationDesign {
  readonly text: string;
  /** What it breaks. */
  readonly breaks: RequirementId;
  readonly movement: MovementName;
  readonly faults: { readonly crash: number; readonly journalFailure: number };
  readonly machine?: AnyStateMachine;
  readonly plane?: Plane;
}

const none = { crash: 0, journalFailure: 0 };
const router = (overrides: Overrides): AnyStateMachine => mutatedMachine(accessRouterMachine, overrides);
const isOf = (asked: 'attached' | 'forwarding') => ({
  type: 'isOf',
  params: ({ event }: { event: { readonly step: string } }) => ({ step: event.step, asked }),
});
const attaches = {
  target: 'attached',
  actions: [{ type: 'answer', params: pendingJoined }, 'set', 'forget'],
};

/** Every wrong design by name. */
export const adaptationDesigns: Readonly<Record<string, AdaptationDesign>> = {
  'forwarder-not-keyed': {
    text: 'A router sends what comes through a tunnel on to its place, whatever the epochs are.',
    breaks: 'INV-006',
    movement: 'there-and-back',
    faults: none,
    plane: { ...rightPlane, isKeyed: false },
  },
  'forwarder-survives-return': {
    text: 'A router that forwards goes on with it when the machine comes back.',
    breaks: 'INV-006',
    movement: 'there-and-back',
    faults: none,
    machine: router({
      patch: {
        states: {
          recording: {
            on: {
              'journal.written': [
                {
                  guard: { type: 'was', params: { steps: ['forwarding'] } },
                  target: 'forwarding',
                  actions: [{ type: 'answer', params: pendingJoined }, 'forget'],
                },
                { guard: isOf('attached'), ...attaches },
                {
                  guard: isOf('forwarding'),
                  target: 'forwarding',
                  actions: [{ type: 'answer', params: pendingForward }, 'set', 'forget'],
                },
              ],
            },
          },
        },
      },
    }),
  },
  'hold-without-limit': {
    text: 'A router holds until it is told otherwise.',
    breaks: 'INV-003',
    movement: 'aborted-first',
    faults: none,
    machine: router({ patch: { states: { holding: { after: undefined } } } }),
  },
  'back-by-address': {
    text: 'A router that cannot deliver what comes through a tunnel sends it on by its address.',
    breaks: 'INV-006',
    movement: 'there-and-elsewhere',
    faults: none,
    plane: { ...rightPlane, fallback: 'A' },
  },
  'epoch-forgotten': {
    text: 'A router forgets the latest epoch with the machine, so that an old Join attaches its host again.',
    breaks: 'INV-006',
    movement: 'there-and-back',
    faults: none,
    machine: router({
      patch: {
        states: {
          absent: {
            entry: [
              { type: 'keep', params: { standing: 'absent', attached: nobody } },
              { type: 'setRow', params: rowOf('none', 'absent') },
            ],
          },
        },
      },
    }),
  },
  'epochs-not-compared': {
    text: 'A router takes the word of a host that is attached, or has the right to be, under any epoch.',
    breaks: 'INV-006',
    movement: 'there-and-back',
    faults: none,
    machine: router({ guards: { isOutdated: () => false } }),
  },
  'attached-before-journal': {
    text: 'A router tells a host that it is attached while that is still being written.',
    breaks: 'INV-006',
    movement: 'aborted-first',
    faults: { crash: 1, journalFailure: 0 },
    machine: router({
      patch: {
        states: {
          recording: {
            always: {
              guard: { type: 'isOf', params: { step: 'attached', asked: 'attached' } },
              ...attaches,
            },
          },
        },
      },
    }),
  },
};
