/** The states of an access router at which a machine is absent, prepared or attached (chapter 12). */
import { early, rowOf } from './access-router-messages.ts';
import { joinsInto, marks, refusesTransit, takesTransit, tellsPlace } from './access-router-requests.ts';
import { accessRouterSetup } from './access-router-setup.ts';
import { note } from './note.ts';

const absent = accessRouterSetup.createStateConfig({
  ...note('The machine is not here.', 'ATT-002'),
  tags: ['rest'],
  entry: [
    { type: 'keep', params: { standing: 'absent' } },
    { type: 'setRow', params: rowOf('none', 'absent') },
  ],
  on: {
    'received.Join': joinsInto('prepared', 'nobody'),
    ...refusesTransit(),
    ...tellsPlace(false),
    'order.attach': [
      {
        guard: { type: 'isOutdated', params: ({ event }) => ({ epoch: event.epoch }) },
        ...note('The machine has been further.', 'ATT-005'),
      },
      {
        target: 'recording',
        actions: {
          type: 'keep',
          params: ({ event: { host, epoch, migration } }) => ({
            pending: { from: '', attached: { host, epoch, migration }, place: null },
          }),
        },
        ...note('The machine begins here.', 'ATT-010'),
      },
    ],
  },
});

const prepared = accessRouterSetup.createStateConfig({
  ...note('A host is prepared; what comes for it through tunnels waits.', 'ATT-007'),
  entry: [
    { type: 'keep', params: { standing: 'prepared' } },
    { type: 'setRow', params: rowOf('none', 'prepared') },
  ],
  on: {
    'received.Join': joinsInto('prepared', 'prepared'),
    ...refusesTransit(),
    ...tellsPlace(false),
    'path.marked': marks,
  },
  after: {
    ATTACH_LEASE: {
      target: 'absent',
      actions: [
        { type: 'keep', params: { next: null } },
        { type: 'dropHeld', params: early },
        { type: 'report', params: { what: 'lease-expired' } },
      ],
      ...note('Nobody came.', 'ATT-008'),
    },
  },
});

const attached = accessRouterSetup.createStateConfig({
  ...note('A host is attached; packets go to it.', 'ATT-010'),
  initial: 'entering',
  entry: { type: 'keep', params: { standing: 'attached' } },
  on: {
    'received.Join': joinsInto('attached', 'attached'),
    ...takesTransit('attached'),
    ...tellsPlace(true),
  },
  states: {
    entering: {
      ...note('Left at once.', 'ATT-010'),
      always: [
        { guard: 'awaitsMark', target: 'settling', ...note('It comes from elsewhere.', 'ATT-022') },
        { guard: 'isExpecting', target: 'expecting', ...note('Another host is prepared.', 'ATT-008') },
        { target: 'serving', ...note('Nothing else is to come.', 'ATT-010') },
      ],
    },
    settling: {
      ...note('What comes direct waits for what is older and comes through a tunnel.', 'ATT-022'),
      entry: [
        { type: 'setRow', params: rowOf('order', 'attached') },
        { type: 'flush', params: {} },
      ],
      on: {
        'path.marked': [
          {
            guard: { type: 'isItsMark', params: ({ event }) => ({ epoch: event.epoch }) },
            target: 'entering',
            actions: { type: 'keep', params: { awaitsMark: false } },
            ...note('What the old place kept is all here.', 'ATT-022'),
          },
          marks,
        ],
      },
      after: {
        MARK_WAIT: {
          target: 'entering',
          actions: { type: 'keep', params: { awaitsMark: false } },
          ...note('It has waited long enough.', 'ATT-022'),
        },
      },
    },
    serving: {
      ...note('Packets go to the host when they come.', 'ATT-010'),
      tags: ['rest'],
      entry: [
        { type: 'setRow', params: rowOf('deliver', 'attached') },
        { type: 'flush', params: {} },
      ],
    },
    expecting: {
      ...note('The same, and another host is prepared.', 'ATT-008'),
      entry: [
        { type: 'setRow', params: rowOf('deliver', 'attached') },
        { type: 'flush', params: {} },
      ],
      after: {
        ATTACH_LEASE: {
          target: 'serving',
          actions: [
            { type: 'keep', params: { next: null } },
            { type: 'dropHeld', params: early },
            { type: 'report', params: { what: 'lease-expired' } },
          ],
          ...note('The other host did not come.', 'ATT-008'),
        },
      },
    },
  },
});

/** The states of a machine that is not here, is to come, or is here. */
export const arrivingStates = { absent, prepared, attached };
