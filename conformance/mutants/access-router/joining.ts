/** Access routers that prepare, or refuse, whom they should not. */
import { wallSeconds } from '../../cast.ts';
import type { Mutant } from '../mutant.ts';
import { answering, setting, type Wrong, wrongFunctions, wrongMachine, wrongWires } from './wrong-router.ts';

/** Lets a verdict on a ticket count for nothing. */
function ignoring(reason: string, wrong: Omit<Wrong, 'breaks'>): Mutant {
  return wrongFunctions({ ...wrong, breaks: ['ATT-003'] }, ({ joinVerdict }) => ({
    joinVerdict(...about) {
      const verdict = joinVerdict(...about);
      return verdict === reason ? 'valid' : verdict;
    },
  }));
}

/** Anybody may have written it. */
export const anySignature = ignoring('ticket-signature', {
  id: 'takes-any-ticket',
  says: 'Does not look who signed a ticket.',
  caughtBy: ['ticket-of-stranger'],
});
/** Anybody may show it. */
export const anyParty = ignoring('ticket-party', {
  id: 'takes-ticket-of-anybody',
  says: 'Does not look for whom a ticket is.',
  caughtBy: ['ticket-of-another-machine', 'ticket-for-another-host'],
});
/** Any epoch. */
export const anyEpoch = ignoring('ticket-epoch', {
  id: 'takes-ticket-for-any-epoch',
  says: 'Does not look for which epochs a ticket is.',
  caughtBy: ['epoch-below-ticket', 'epoch-above-ticket', 'epoch-above-ticket-of-source'],
});
/** Any time. */
export const anyTime = ignoring('ticket-time', {
  id: 'takes-ticket-of-any-time',
  says: 'Does not look when a ticket is valid.',
  caughtBy: ['ticket-too-late', 'ticket-too-early'],
});

/** One reason for all. */
export const oneReason = wrongWires(
  {
    id: 'says-not-authorised-of-tickets',
    breaks: ['ATT-003'],
    says: 'Refuses every bad ticket with the reason not-authorised.',
    caughtBy: ['ticket-of-stranger', 'epoch-below-ticket'],
  },
  answering((message) =>
    message.type === 'Refused' && message.reason.reason.startsWith('ticket')
      ? { ...message, reason: { ...message.reason, reason: 'not-authorised' } }
      : message,
  ),
);

/** The commit was made long ago. */
export const judgesTime = wrongFunctions(
  {
    id: 'judges-time-when-activating',
    breaks: ['ATT-010'],
    says: 'Does not activate by a ticket that has run out.',
    caughtBy: ['ticket-too-late-activates'],
  },
  ({ joinVerdict }) => ({
    joinVerdict: (station, trust, join) =>
      join.ticket.notAfter < wallSeconds ? 'ticket-time' : joinVerdict(station, trust, join),
  }),
);

/** Nobody comes back. */
export const noReturn = wrongFunctions(
  {
    id: 'lets-nobody-come-back',
    breaks: ['ATT-006', 'ATT-010'],
    says: 'Lets only the destination of a ticket join.',
    caughtBy: ['source-prepares-after-last-epoch', 'source-activates', 'join-ends-forwarding'],
  },
  ({ joinVerdict }) => ({
    joinVerdict: (station, trust, join) =>
      join.header.sender === join.ticket.toHost ? joinVerdict(station, trust, join) : 'ticket-party',
  }),
);

/** Compares first. */
export const staleFirst = wrongMachine(
  {
    id: 'refuses-who-is-attached',
    breaks: ['ATT-004'],
    says: 'Takes the Join of the host that is attached for one of the past.',
    caughtBy: ['join-again', 'join-again-prepares', 'join-again-with-bad-permit'],
  },
  { guards: { isAttached: () => false } },
);
/** Forgets the evidence. */
export const judgesAgain = wrongFunctions(
  {
    id: 'judges-who-is-attached-again',
    breaks: ['ATT-004'],
    says: 'Wants to see a good permit of the host that is attached already.',
    caughtBy: ['join-again-with-bad-permit'],
  },
  ({ joinVerdict, rightVerdict }) => ({
    joinVerdict(station, trust, join) {
      const right = rightVerdict(station, trust, join);
      return right === 'none' ? joinVerdict(station, trust, join) : right;
    },
  }),
);

/** Does not compare. */
export const anyAge = wrongMachine(
  {
    id: 'takes-joins-of-the-past',
    breaks: ['ATT-005'],
    says: 'Does not compare the epoch of a Join with the latest epoch.',
    caughtBy: ['join-under-lower-epoch', 'join-after-leaving', 'join-of-past-after-leaving'],
  },
  { guards: { isOutdated: () => false } },
);
/** Compares wrongly. */
export const equalEpoch = wrongMachine(
  {
    id: 'takes-joins-of-same-epoch',
    breaks: ['ATT-005'],
    says: 'Refuses a lower epoch as stale, and takes the same one.',
    caughtBy: ['join-under-same-epoch', 'prepare-under-same-epoch', 'join-after-leaving'],
  },
  {
    guards: {
      isOutdated: ({ context }: { context: Latest }, { epoch }: { epoch: number }) =>
        epoch < context.attached.epoch,
    },
  },
);
/** Forgets what it knew. */
export const forgetsLatest = wrongMachine(
  {
    id: 'forgets-latest-epoch-when-absent',
    breaks: ['ATT-005'],
    says: 'Compares with the latest epoch only while it forwards or a host is attached.',
    caughtBy: ['latest-epoch-outlives-forwarding'],
  },
  {
    guards: {
      isOutdated: ({ context }: { context: Latest }, { epoch }: { epoch: number }) =>
        context.standing !== 'absent' && epoch <= context.attached.epoch,
    },
  },
);

/** What the rule is about. */
interface Latest {
  readonly standing: string;
  readonly attached: { readonly epoch: number };
}

/** Says more than is so. */
export const preparedIsActive = wrongWires(
  {
    id: 'says-active-when-prepared',
    breaks: ['ATT-006'],
    says: 'Gives a host that prepares an active attachment.',
    caughtBy: ['join-prepares'],
  },
  answering((message) =>
    message.type === 'Joined' && message.lease !== null
      ? { ...message, attachment: { ...message.attachment, standing: 'active' } }
      : message,
  ),
);
/** Says nothing of it. */
export const noLease = wrongWires(
  {
    id: 'says-another-lease',
    breaks: ['ATT-006'],
    says: 'Says a lease of a second, whatever it is.',
    caughtBy: ['join-prepares'],
  },
  answering((message) =>
    message.type === 'Joined' && message.lease !== null ? { ...message, lease: 1_000 } : message,
  ),
);
/** The new place at once. */
export const preparedAttracts = wrongWires(
  {
    id: 'delivers-to-who-is-prepared',
    breaks: ['ATT-006'],
    says: 'Delivers to the host that is prepared.',
    caughtBy: ['prepared-gets-nothing'],
  },
  setting((row, { next }) => (row.rule === 'deliver' && next !== null ? { ...row, host: next.host } : row)),
);
/** The new place at once, also where nobody else is. */
export const preparedAttractsAlone = wrongWires(
  {
    id: 'delivers-to-who-is-prepared-alone',
    breaks: ['ATT-006'],
    says: 'Delivers to the host that is prepared when no other is attached.',
    caughtBy: ['prepared-alone-gets-nothing'],
  },
  setting((row, { next }) =>
    row.state === 'prepared' && next !== null ? { ...row, rule: 'deliver', host: next.host } : row,
  ),
);
