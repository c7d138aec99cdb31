/** Access routers that are wrong about what comes while something else goes on. */
import { saying, wrongMachine, wrongWires } from './wrong-router.ts';
import type { AccessRouterContext } from '../../../src/machines/index.ts';

/** The last one counts. */
export const lastPreparationCounts = wrongMachine(
  {
    id: 'last-preparation-counts',
    breaks: ['ATT-007'],
    says: 'Keeps what comes for the host that prepared last, also when another one did under a higher epoch.',
    caughtBy: ['higher-epoch-stays-prepared-when-attached', 'higher-epoch-stays-prepared-when-holding'],
  },
  { guards: { isOvertaken: () => false } },
);
/** It forgets where it was. */
export const absentAfterFailure = wrongMachine(
  {
    id: 'absent-after-failed-record',
    breaks: ['ATT-011'],
    says: 'Takes a machine for absent when a record about it could not be written.',
    caughtBy: ['record-fails-when-handing', 'record-fails-when-forwarding', 'record-fails-when-settling'],
  },
  { guards: { was: () => false } },
);
/** What waits goes on waiting. */
export const keepsInSilence = wrongWires(
  {
    id: 'keeps-while-journal-is-silent',
    breaks: ['INV-003'],
    says: 'Keeps what waits for as long as the journal says nothing.',
    caughtBy: ['silent-journal-when-holding', 'silent-journal-when-settling'],
  },
  saying((output, _, event) =>
    output.type === 'dropHeld' && event?.type.includes('ROUTER_OPERATION') === true ? [] : [output],
  ),
);
/** It has a short memory. */
export const remembersLastHold = wrongMachine(
  {
    id: 'remembers-the-last-hold',
    breaks: ['ATT-017'],
    says: 'Remembers of the holds that are over the last one alone.',
    caughtBy: ['holds-remembered', 'late-hold-is-no-hold'],
  },
  {
    guards: {
      isNewHold: (
        { context }: { context: AccessRouterContext },
        { action, migration }: { action: string; migration: string },
      ) => action === 'hold' && migration !== context.holder && migration !== context.spent.at(-1),
    },
  },
);
/** It is busy. */
export const missesMarks = wrongWires(
  {
    id: 'misses-early-marks',
    breaks: ['ATT-022'],
    says: 'Hears of an end mark only when a host is prepared or attached, and nothing is being written.',
    caughtBy: ['mark-while-forwarding', 'mark-while-recording'],
  },
  {
    hear: (event, { value }) =>
      event.type === 'path.marked' && (value === 'forwarding' || value === 'recording') ? undefined : event,
  },
);
/** The operator speaks in vain. */
export const noOrders = wrongWires(
  {
    id: 'hears-no-order',
    breaks: ['ATT-023'],
    says: 'Attaches no machine by order of the operator.',
    caughtBy: ['attached-by-order', 'restart-after-order'],
  },
  { hear: (event) => (event.type === 'order.attach' ? undefined : event) },
);
/** Time does not change what was said. */
export const obeysOldOrders = wrongMachine(
  {
    id: 'obeys-old-orders',
    breaks: ['ATT-023'],
    says: 'Attaches a machine by order under whatever epoch.',
    caughtBy: ['order-of-past'],
  },
  {
    guards: {
      isOutdated: (
        { context, event }: { context: AccessRouterContext; event: { type: string } },
        { epoch }: { epoch: number },
      ) => event.type !== 'order.attach' && epoch <= context.attached.epoch,
    },
  },
);
