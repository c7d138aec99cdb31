/** Access routers that hear the wrong hosts about packets of a machine. */
import { wrongMachine, wrongWires } from './wrong-router.ts';

/** Anybody. */
export const anybodyHolds = wrongMachine(
  {
    id: 'lets-anybody-hold',
    breaks: ['ATT-012'],
    says: 'Does not look who sends a Transit.',
    caughtBy: ['hold-of-stranger', 'hold-of-destination', 'hold-of-stranger-after-forward'],
  },
  { guards: { isStranger: () => false } },
);
/** Any time. */
export const anyAge = wrongWires(
  {
    id: 'takes-transits-of-the-past',
    breaks: ['ATT-012'],
    says: 'Does not compare the epoch of a Transit.',
    caughtBy: ['hold-under-same-epoch', 'hold-under-lower-epoch', 'hold-of-past-after-forward'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Transit'
        ? { ...event, epoch: Math.max(event.epoch, context.attached.epoch + 1) }
        : event,
  },
);
/** Any time of a forward. */
export const anyAgeOfForward = wrongWires(
  {
    id: 'forwards-by-transits-of-the-past',
    breaks: ['ATT-012'],
    says: 'Does not compare the epoch of a Transit with forward.',
    caughtBy: ['forward-under-same-epoch'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Forward'
        ? { ...event, epoch: Math.max(event.epoch, context.attached.epoch + 1) }
        : event,
  },
);
/** The other way round. */
export const strangerFirst = wrongWires(
  {
    id: 'looks-at-sender-first',
    breaks: ['ATT-012'],
    says: 'Looks who sends a Transit before it looks at the epoch.',
    caughtBy: ['hold-under-same-epoch-of-stranger'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Transit' && event.from !== context.attached.host
        ? { ...event, epoch: Number.MAX_SAFE_INTEGER }
        : event,
  },
);
/** Does not know it any more. */
export const forgetsWhoLeft = wrongWires(
  {
    id: 'refuses-who-has-left',
    breaks: ['ATT-012'],
    says: 'Refuses every Transit when it forwards already.',
    caughtBy: ['forward-again', 'hold-after-forward', 'resume-after-forward'],
  },
  {
    hear: (event, { value }) =>
      value === 'forwarding' && (event.type === 'received.Transit' || event.type === 'received.Forward')
        ? { ...event, from: '00'.repeat(20) }
        : event,
  },
);
/** Takes it for an order. */
export const holdsAgain = wrongMachine(
  {
    id: 'holds-after-forward',
    breaks: ['ATT-012'],
    says: 'Holds when the host that left asks for it while packets are sent on.',
    caughtBy: ['hold-after-forward'],
  },
  {
    patch: {
      states: { forwarding: { on: { 'received.Transit': { target: 'holding', actions: [] } } } },
    },
  },
);
