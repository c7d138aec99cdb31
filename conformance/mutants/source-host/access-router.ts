/** Source hosts that tell their access router the wrong thing, or at the wrong time (chapter 11). */
import { timers } from '../../../spec/registry/timers.ts';
import {
  type DirectingContext,
  type DirectingEffect,
  type DirectingEvent,
  type DirectingInput,
  type DirectingMessage,
  mutateDirecting,
  type TimerCommand,
} from '../../../src/machines/index.ts';
import type { Mutant } from '../mutant.ts';
import { rewired, type Rewiring } from '../rewired.ts';
import { sending } from '../wrong-messages.ts';
import { type Wrong, wrongFunctions } from './wrong-source.ts';

type Asked = DirectingEffect | TimerCommand;
type Wires = Rewiring<DirectingInput, DirectingEvent, DirectingEffect, DirectingContext>;

const placeSteps: readonly string[] = ['frozen', 'committed', 'swapped'];
const held: Asked = { type: 'report', params: { what: 'held', reason: null } };

/** A source host that hears its router, or speaks to it, otherwise. */
function wrongWires(wrong: Wrong, wires: Wires): Mutant {
  return wrongFunctions(wrong, ({ directing }) => ({ directing: rewired(directing, wires) }));
}

/** Wires that do not hear an event. */
function deafTo(type: DirectingEvent['type']): Wires {
  return { hear: (event) => (event.type === type ? undefined : event) };
}

/** Wires that say something else to the router. */
function transiting(change: (message: DirectingMessage) => DirectingMessage): Wires {
  return {
    say: (outputs) =>
      outputs.map((output) =>
        output.type === 'send' ? { ...output, params: { message: change(output.params.message) } } : output,
      ),
  };
}

/** Does not ask. */
export const holdsNothing = wrongWires(
  {
    id: 'freezes-without-hold',
    breaks: ['ADA-002'],
    says: 'Stops the machine and leaves the router to find out.',
    caughtBy: ['hold-before-freeze'],
  },
  { say: (outputs, { event }) => (event?.type === 'order.hold' ? [held] : outputs) },
);

/** Asks, and goes on. */
export const freezesAtOnce = wrongWires(
  {
    id: 'freezes-before-answer-of-router',
    breaks: ['ADA-002'],
    says: 'Stops the machine as soon as it has asked the router to hold.',
    caughtBy: ['hold-before-freeze'],
  },
  { say: (outputs, { event }) => (event?.type === 'order.hold' ? [...outputs, held] : outputs) },
);

/** The router is silent. */
export const waitsForRouter = wrongWires(
  {
    id: 'waits-for-silent-router',
    breaks: ['ADA-002'],
    says: 'Lets the freeze wait until TRANSIT_RETRY is used up.',
    caughtBy: ['hold-unanswered'],
  },
  {
    say: (outputs) => outputs.filter((output) => output.type !== 'report' || output.params.what !== 'unheld'),
  },
);

/** The router is silent for a moment. */
export const hurries = wrongFunctions(
  {
    id: 'waits-once-for-router',
    breaks: ['ADA-002'],
    says: 'Lets the freeze begin when TRANSIT_RETRY has fired once.',
    caughtBy: ['hold-unanswered'],
  },
  () => ({ directing: mutateDirecting({ guards: { isWaitingTooLong: () => true } }) }),
);

/** What is held is held again. */
export const holdsOn = wrongFunctions(
  {
    id: 'asks-on-for-what-is-held',
    breaks: ['TMR-003'],
    says: 'Goes on asking the router to hold when it has said that it does.',
    caughtBy: ['hold-answered-is-not-repeated'],
  },
  () => ({
    directing: mutateDirecting({ patch: { states: { held: { after: { TRANSIT_RETRY: 'holding' } } } } }),
  }),
);

/** Its own idea of time. */
export const ownDelay = wrongWires(
  {
    id: 'asks-router-by-standard-delay',
    breaks: ['TMR-001'],
    says: 'Repeats Transit after the standard delay, though it was configured to a shorter one.',
    caughtBy: ['hold-repeated-by-other-delay'],
  },
  {
    say: (outputs) =>
      outputs.map((output) =>
        output.type === 'arm' && output.name === 'TRANSIT_RETRY'
          ? { ...output, delayMs: Math.max(output.delayMs, timers.TRANSIT_RETRY.standard) }
          : output,
      ),
  },
);

/** The router says no. */
export const waitsAfterNo = wrongWires(
  {
    id: 'waits-after-refused-hold',
    breaks: ['ADA-002'],
    says: 'Takes no notice of a router that refuses to hold.',
    caughtBy: ['hold-refused'],
  },
  deafTo('received.Refused'),
);

/** Any answer is good. */
export const anyAnswer = wrongWires(
  {
    id: 'takes-any-transit-answer',
    breaks: ['ADA-002'],
    says: 'Takes any TransitAnswer to say that packets are held.',
    caughtBy: ['hold-answered-otherwise'],
  },
  {
    hear: (event) => (event.type === 'received.TransitAnswer' ? { ...event, state: 'holding' } : event),
  },
);

/** Leaves the packets where they are. */
export const neverResumes = wrongWires(
  {
    id: 'never-resumes',
    breaks: ['ADA-003'],
    says: 'Lets the machine go on and does not tell the router.',
    caughtBy: ['resume-when-cancelled', 'resume-when-not-frozen-yet', 'resume-after-restart'],
  },
  deafTo('order.resume'),
);

/** Thinks that only an answer has held something. */
export const resumesHeld = wrongWires(
  {
    id: 'resumes-only-what-was-held',
    breaks: ['ADA-003'],
    says: 'Tells the router nothing when the machine goes on before the router has answered.',
    caughtBy: ['resume-when-not-frozen-yet'],
  },
  {
    hear: (event, { value }) => (event.type === 'order.resume' && value === 'holding' ? undefined : event),
  },
);

/** Leaves it to the lease. */
export const resumesNothingAfterRestart = wrongWires(
  {
    id: 'forgets-hold-over-restart',
    breaks: ['ADA-003'],
    says: 'Does not tell the router that the machine goes on, after a restart.',
    caughtBy: ['resume-after-restart'],
  },
  {
    hear: (event, { value }) => (event.type === 'order.resume' && value === 'idle' ? undefined : event),
  },
);

/** The packets stay. */
export const neverForwards = wrongWires(
  {
    id: 'never-forwards',
    breaks: ['ADA-004'],
    says: 'Sends the Commit and leaves the packets at the router.',
    caughtBy: ['forward-with-commit', 'forward-without-attachment', 'forward-after-witness'],
  },
  deafTo('order.forward'),
);

/** Behind the permit. */
export const forwardsLate = wrongWires(
  {
    id: 'forwards-behind-the-commit',
    breaks: ['ADA-004'],
    says: 'Tells the router to forward when TRANSIT_RETRY has fired after the Commit.',
    caughtBy: ['forward-with-commit'],
  },
  {
    say: (outputs, { event }) =>
      event?.type === 'order.forward' ? outputs.filter(({ type }) => type !== 'send') : outputs,
  },
);

/** Any word of the router will do. */
export const forwardsUntilAnything = wrongWires(
  {
    id: 'forwards-until-late-answer',
    breaks: ['TMR-001'],
    says: 'Takes the router to know of forward when it was told once.',
    caughtBy: ['forward-repeated'],
  },
  {
    say: (outputs, { state }) => outputs.filter(({ type }) => type !== 'arm' || state.value !== 'forwarding'),
  },
);

/** Does not say where. */
export const forwardsNowhere = wrongWires(
  {
    id: 'forwards-without-attachment',
    breaks: ['ADA-004'],
    says: 'Does not tell the router where the machine goes.',
    caughtBy: ['forward-with-commit'],
  },
  transiting((message) => {
    const { attachment: _, ...rest } = message;
    return rest;
  }),
);

/** Does not show why. */
export const forwardsWithoutPermit = wrongWires(
  {
    id: 'forwards-without-permit',
    breaks: ['ADA-004'],
    says: 'Does not show the router the permit.',
    caughtBy: ['forward-with-commit', 'forward-without-attachment'],
  },
  transiting((message) => {
    const { permit: _, ...rest } = message;
    return rest;
  }),
);

/** Forgets the place. */
export const forgetsPlace = wrongFunctions(
  {
    id: 'forgets-attachment-over-restart',
    breaks: ['ADA-004'],
    says: 'Leaves the statement of attachment out of its records.',
    caughtBy: ['forward-after-restart'],
  },
  ({ encodeJournalRecord }) => ({
    encodeJournalRecord(record) {
      if (!placeSteps.includes(record.step)) return encodeJournalRecord(record);
      const { attachment: _, ...rest } = record as typeof record & { readonly attachment?: unknown };
      return encodeJournalRecord(rest as typeof record);
    },
  }),
);

/** Comes back in silence. */
export const comesBackUnattached = wrongFunctions(
  {
    id: 'comes-back-without-permit',
    breaks: ['ADA-005'],
    says: 'Asks the router to attach a machine that was given back, without the permit.',
    caughtBy: ['join-when-given-back'],
  },
  (reference) =>
    sending(reference, (message) => {
      if (message.type !== 'Join') return message;
      const { permit: _, ...rest } = message;
      return rest;
    }),
);
