/** Access routers that do not wait for their journal, or do not do what it says. */
import { saying, wrongMachine, wrongWires } from './wrong-router.ts';

/** Answers at once. */
export const answersEarly = wrongWires(
  {
    id: 'answers-before-record',
    breaks: ['ATT-010', 'JRN-002'],
    says: 'Answers an activation when it begins to write.',
    caughtBy: ['activation-waits-for-record'],
  },
  saying((output, _, event) => {
    if (output.type !== 'writeJournal' || event?.type !== 'received.Join') return [output];
    const { host, epoch } = output.params.record;
    const message = {
      type: 'Joined',
      attachment: { host, epoch, standing: 'active' },
      lease: null,
    } as const;
    return [output, { type: 'answer', params: { to: host, request: 'Join', message } }];
  }),
);
/** Delivers at once. */
export const servesEarly = wrongWires(
  {
    id: 'delivers-before-record',
    breaks: ['ATT-010', 'JRN-002'],
    says: 'Delivers to the new host when it begins to write.',
    caughtBy: ['activation-waits-for-record', 'activation-with-silent-journal'],
  },
  saying((output, _, event) => {
    if (output.type !== 'writeJournal' || event?.type !== 'received.Join') return [output];
    const { host, epoch } = output.params.record;
    const row = { rule: 'deliver', state: 'attached', host, epoch, place: null, expects: 0 } as const;
    return [output, { type: 'setRow', params: { row } }];
  }),
);
/** Says so, and does not. */
export const keepsOldHost = wrongWires(
  {
    id: 'goes-on-delivering-to-old-host',
    breaks: ['ATT-010'],
    says: 'Answers an activation inside the AD and leaves the row as it is.',
    caughtBy: ['join-activates', 'forward-inside-ad'],
  },
  {
    say: (outputs, { event, before }) =>
      event?.type === 'journal.written' &&
      ['attached', 'holding', 'handing'].includes(before?.context.standing ?? '')
        ? outputs.filter(({ type }) => type !== 'setRow' && type !== 'flush')
        : outputs,
  },
);
/** Says so, and forwards. */
export const goesOnForwarding = wrongWires(
  {
    id: 'goes-on-forwarding-after-return',
    breaks: ['ATT-010', 'ATT-001', 'INV-006'],
    says: 'Forwards until FORWARD_LIFE is over, also when the machine has come back.',
    caughtBy: ['join-ends-forwarding', 'tunnel-after-return'],
  },
  {
    say: (outputs, { event, before }) =>
      event?.type === 'journal.written' && before?.context.standing === 'forwarding'
        ? outputs.filter(({ type }) => type !== 'setRow' && type !== 'flush')
        : outputs,
  },
);

/** Does not mind whether it was written. */
export const ignoresFailure = wrongWires(
  {
    id: 'goes-on-although-not-written',
    breaks: ['ATT-011', 'JRN-002'],
    says: 'Takes a record that could not be written for written.',
    caughtBy: ['activation-with-full-journal', 'forward-with-full-journal'],
  },
  { hear: (event) => (event.type === 'journal.failed' ? { ...event, type: 'journal.written' } : event) },
);
/** Gives up what it had. */
export const dropsAtFailure = wrongWires(
  {
    id: 'drops-when-not-written',
    breaks: ['ATT-011'],
    says: 'Drops what waits when a record cannot be written.',
    caughtBy: ['forward-with-full-journal'],
  },
  {
    say: (outputs, { event }) =>
      event?.type === 'journal.failed'
        ? [...outputs, { type: 'dropHeld', params: { least: 0, most: Number.MAX_SAFE_INTEGER } }]
        : outputs,
  },
);
/** Gives up what it cannot give up. */
export const givesUp = wrongMachine(
  {
    id: 'gives-up-silent-journal',
    breaks: ['ATT-010'],
    says: 'Gives an activation up when the journal is silent, and then does not answer it.',
    caughtBy: ['activation-with-silent-journal'],
  },
  {
    patch: {
      states: { recording: { after: { ROUTER_OPERATION: { target: 'returning', actions: 'forget' } } } },
    },
  },
);
