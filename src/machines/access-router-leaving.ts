/** The states of an access router that a machine is about to leave, or has left (chapter 12). */
import { type Args, detached, everything, rowOf } from './access-router-messages.ts';
import { answersTransit, joinsBeside, marks, takesTransit, tellsPlace } from './access-router-requests.ts';
import { accessRouterSetup } from './access-router-setup.ts';
import { note } from './note.ts';

const holding = accessRouterSetup.createStateConfig({
  ...note('The machine stands still, or is about to; packets wait.', 'ATT-013'),
  entry: [
    { type: 'keep', params: { standing: 'holding' } },
    { type: 'setRow', params: rowOf('hold', 'holding') },
  ],
  on: {
    'received.Join': joinsBeside('hold', 'holding', 'attached'),
    ...takesTransit('holding'),
    ...tellsPlace(true),
  },
  after: {
    HOLD_LIMIT: {
      target: 'attached',
      actions: ['endHold', { type: 'report', params: { what: 'hold-limit' } }],
      ...note('Nobody has said how it went on.', 'ATT-016'),
    },
  },
});

const handing = accessRouterSetup.createStateConfig({
  ...note('The machine goes to another host of this AD; packets wait for that.', 'ATT-020'),
  entry: [
    { type: 'keep', params: { standing: 'handing' } },
    { type: 'setRow', params: rowOf('hold', 'holding') },
  ],
  on: {
    'received.Join': joinsBeside('hold', 'holding', 'prepared'),
    ...answersTransit('holding', 'ATT-020'),
    ...tellsPlace(false),
  },
  after: {
    FORWARD_LIFE: [
      {
        guard: 'isExpecting',
        target: 'prepared',
        actions: [{ type: 'dropHeld', params: upToHere }, ...leaves()],
        ...note('The new host did not come; it may.', 'ATT-021'),
      },
      {
        target: 'absent',
        actions: [{ type: 'dropHeld', params: everything }, ...leaves()],
        ...note('The new host did not come.', 'ATT-021'),
      },
    ],
  },
});

const forwarding = accessRouterSetup.createStateConfig({
  ...note('The machine is at another place; packets go there through a tunnel.', 'ATT-019', 'ATT-001'),
  entry: [
    { type: 'keep', params: { standing: 'forwarding' } },
    { type: 'setRow', params: rowOf('forward', 'forwarding') },
    { type: 'flush', params: {} },
    { type: 'sendMark', params: ({ context }) => ({ place: context.place! }) },
  ],
  on: {
    'received.Join': joinsBeside('forward', 'forwarding', 'prepared'),
    ...answersTransit('forwarding', 'ATT-012'),
    ...tellsPlace(false),
    'path.marked': marks,
    'path.exhausted': ends('Enough was sent on.'),
  },
  after: { FORWARD_LIFE: ends('It was long enough.') },
});

/** The states of a machine that leaves. */
export const leavingStates = { holding, handing, forwarding };

/** The machine is not here any more; a host that is prepared stays so. */
function ends(why: string) {
  return [
    {
      guard: 'isExpecting' as const,
      target: 'prepared' as const,
      actions: leaves(),
      ...note(`${why} The machine may come back.`, 'ATT-021'),
    },
    { target: 'absent' as const, actions: leaves(), ...note(why, 'ATT-021') },
  ];
}

function leaves() {
  return [
    { type: 'writeJournal' as const, params: detached },
    { type: 'keep' as const, params: { place: null, holder: '' } },
  ];
}

function upToHere({ context }: Args): { least: number; most: number } {
  return { least: 0, most: context.attached.epoch };
}
