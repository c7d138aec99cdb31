/** Destination hosts that get a machine attached otherwise than they should (chapter 11). */
import {
  type AttachingContext,
  type AttachingEffect,
  type AttachingEvent,
  type AttachingInput,
  type AttachingMessage,
  type TimerCommand,
} from '../../../src/machines/index.ts';
import type { Mutant } from '../mutant.ts';
import { rewired, type Rewiring } from '../rewired.ts';
import { sending as sendingMessages, takingAnyAnswer } from '../wrong-messages.ts';
import { type Wrong, wrongFunctions } from './wrong-destination.ts';

type Asked = AttachingEffect | TimerCommand;
type Join = Extract<AttachingMessage, { type: 'Join' }>;
type Wires = Rewiring<AttachingInput, AttachingEvent, AttachingEffect, AttachingContext>;

/** A destination host that hears its router, or speaks to it, otherwise. */
function wrongWires(wrong: Wrong, wires: Wires): Mutant {
  return wrongFunctions(wrong, ({ attaching }) => ({ attaching: rewired(attaching, wires) }));
}

/** Wires that say another Join when the machine may run. */
function activatingBy(change: (join: Join) => Join): Wires {
  return {
    say: (outputs, { state }) =>
      outputs.map((output): Asked => {
        if (output.type !== 'send' || output.params.message.type !== 'Join') return output;
        if (state.value !== 'activating') return output;
        return { ...output, params: { ...output.params, message: change(output.params.message) } };
      }),
  };
}

/** Says yes to everything. */
export const alwaysYes = wrongFunctions(
  {
    id: 'votes-yes-without-router',
    breaks: ['ADA-001'],
    says: 'Votes yes for the network when its hypervisor does, whatever the router says.',
    caughtBy: ['join-refused', 'join-unanswered', 'joined-of-other-machine', 'joined-forged'],
  },
  (reference) =>
    sendingMessages(reference, (message) =>
      message.type === 'Ready' ? { ...message, votes: { ...message.votes, network: 'yes' } } : message,
    ),
);

/** Any statement is good. */
export const anyJoined = wrongWires(
  {
    id: 'takes-any-attachment',
    breaks: ['ADA-001'],
    says: 'Votes yes for the network when any statement of attachment comes.',
    caughtBy: ['joined-of-other-machine', 'joined-of-other-epoch', 'joined-of-other-host', 'joined-forged'],
  },
  {
    hear: (event) => (event.type === 'received.Joined' ? { ...event, verdict: 'valid' } : event),
  },
);

/** Looks at the signature alone. */
export const anyEpoch = wrongWires(
  {
    id: 'takes-attachment-of-any-epoch',
    breaks: ['ADA-001'],
    says: 'Does not look at the epoch of a statement of attachment.',
    caughtBy: ['joined-of-other-epoch'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Joined' && event.attachment.epoch !== context.epoch
        ? { ...event, verdict: 'valid' }
        : event,
  },
);

/** Does not look at what is answered. */
export const anyExchange = wrongFunctions(
  {
    id: 'takes-joined-of-any-exchange',
    breaks: ['ADA-001'],
    says: 'Takes any Joined for the answer to its last Join.',
    caughtBy: ['join-answered-by-others'],
  },
  (reference) => takingAnyAnswer(reference, 'Join', 'Joined'),
);

/** Tells it nothing more. */
export const preparesWithPermit = wrongWires(
  {
    id: 'never-tells-router-of-permit',
    breaks: ['ADA-005'],
    says: 'Starts the machine and asks the router no more than to prepare.',
    caughtBy: [
      'join-with-permit',
      'join-with-permit-repeated',
      'join-with-statement',
      'join-with-statement-alone',
      'join-after-restart',
    ],
  },
  { hear: (event) => (event.type === 'order.activate' ? undefined : event) },
);

/** Shows nothing. */
export const joinsWithoutPermit = wrongWires(
  {
    id: 'joins-without-permit',
    breaks: ['ADA-005'],
    says: 'Tells the router that the machine may run, and does not show the permit.',
    caughtBy: ['join-with-permit', 'join-with-statement', 'join-after-restart'],
  },
  activatingBy((join) => {
    const { permit: _, ...rest } = join;
    return rest;
  }),
);

/** Thinks that a permit is enough. */
export const joinsWithoutStatement = wrongWires(
  {
    id: 'joins-without-statement',
    breaks: ['ADA-005'],
    says: 'Does not show the router the statement of the witness.',
    caughtBy: ['join-with-statement', 'join-with-statement-alone'],
  },
  activatingBy((join) => {
    const { statement: _, ...rest } = join;
    return rest;
  }),
);

/** Once is enough. */
export const joinsOnce = wrongWires(
  {
    id: 'joins-once-with-permit',
    breaks: ['ADA-005'],
    says: 'Tells the router once that the machine may run.',
    caughtBy: ['join-with-permit-repeated'],
  },
  {
    say: (outputs) => outputs.filter((output) => output.type !== 'arm' || output.name !== 'ACTIVATE_RETRY'),
  },
);

/** Does not hear the answer. */
export const joinsForEver = wrongWires(
  {
    id: 'joins-for-ever',
    breaks: ['ADA-005'],
    says: 'Repeats Join with the permit although the router has answered.',
    caughtBy: ['join-with-permit-repeated'],
  },
  {
    hear: (event, { value }) =>
      event.type === 'received.Joined' && value === 'activating' ? undefined : event,
  },
);

/** The machine waits for its traffic. */
export const startWaits = wrongFunctions(
  {
    id: 'start-waits-for-router',
    breaks: ['ADA-005'],
    says: 'Takes the machine for started when its router has answered, too.',
    caughtBy: ['join-with-permit'],
  },
  ({ attaching, destinationHost }) => {
    let isActive = true;
    return {
      attaching: rewired(attaching, {
        hear(event) {
          if (event.type === 'order.activate') isActive = false;
          if (event.type === 'received.Joined' && event.attachment.standing === 'active') isActive = true;
          return event;
        },
      }),
      destinationHost: rewired(destinationHost, {
        wake(input) {
          isActive = true;
          return input;
        },
        hear: (event) => (event.type === 'machine.started' && !isActive ? undefined : event),
      }),
    };
  },
);
