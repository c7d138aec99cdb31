/** Access routers that attach, or prepare, whom they should not, or not whom they should. */
import type { Implementation } from '../../../src/agent/index.ts';
import { wallSeconds } from '../../cast.ts';
import type { Mutant } from '../mutant.ts';
import {
  answering,
  saying,
  setting,
  type Wrong,
  wrongFunctions,
  wrongMachine,
  wrongWires,
} from './wrong-router.ts';

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
    } as never,
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
    } as never,
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

/** Without a look. */
export const anyRight = wrongFunctions(
  {
    id: 'takes-any-right',
    breaks: ['ATT-009'],
    says: 'Takes any permit and any statement for the right to run.',
    caughtBy: ['permit-of-stranger', 'permit-for-another-host', 'statement-of-stranger'],
  },
  ({ rightVerdict }) => ({
    rightVerdict: (...about) => (rightVerdict(...about) === 'none' ? 'none' : 'valid'),
  }),
);

type Join = Parameters<Implementation['rightVerdict']>[2];

/** Takes a right although it is not good, when this is so. */
function rightOf(
  wrong: Omit<Wrong, 'breaks'>,
  when: (join: Parameters<Parameters<Parameters<typeof wrongFunctions>[1]>[0]['rightVerdict']>[2]) => boolean,
): Mutant {
  return wrongFunctions({ ...wrong, breaks: ['ATT-009'] }, ({ rightVerdict }) => ({
    rightVerdict(station, trust, join) {
      const verdict = rightVerdict(station, trust, join);
      return verdict === 'not-authorised' && when(join) ? 'valid' : verdict;
    },
  }));
}

/** For whom it is. */
export const anyHolder = rightOf(
  {
    id: 'ignores-holder',
    says: 'Does not look for whom a permit or a statement is.',
    caughtBy: ['permit-for-another-host', 'statement-for-another-host'],
  },
  ({ header, permit, statement }: Join) => (permit?.holder ?? statement?.owner) !== header.sender,
);
/** For what it is. */
export const anyMachine = rightOf(
  {
    id: 'ignores-machine-of-permit',
    says: 'Does not look for which machine a permit is.',
    caughtBy: ['permit-for-another-machine'],
  },
  ({ header, permit }: Join) => permit !== undefined && permit.machine !== header.machine,
);
/** When it is. */
export const anyEpochOfRight = rightOf(
  {
    id: 'ignores-epoch-of-right',
    says: 'Does not look for which epoch a permit or a statement is.',
    caughtBy: ['permit-of-another-epoch', 'statement-of-another-epoch'],
  },
  ({ header, permit, statement }: Join) => (permit?.epoch ?? statement?.epoch) !== header.epoch,
);
/** Why it is. */
export const anyMigration = rightOf(
  {
    id: 'ignores-migration-of-right',
    says: 'Does not look of which migration a permit or a statement is.',
    caughtBy: ['permit-of-another-migration', 'statement-of-another-migration'],
  },
  ({ header, permit, statement }: Join) => (permit?.migration ?? statement?.migration) !== header.migration,
);
/** Whoever signed it. */
export const anySigner = wrongFunctions(
  {
    id: 'takes-permit-of-any-host',
    breaks: ['ATT-009'],
    says: 'Does not look who signed a permit.',
    caughtBy: ['permit-of-stranger', 'permit-of-sender'],
  },
  ({ verifyPermit, identifierOf }) => ({
    verifyPermit: (permit) => verifyPermit(permit, identifierOf('HID', permit.key)),
  }),
);
/** Whoever says it. */
export const anyWitness = wrongFunctions(
  {
    id: 'trusts-any-witness',
    breaks: ['ATT-009'],
    says: 'Takes the statement of any witness.',
    caughtBy: ['statement-of-stranger'],
  },
  ({ verifyStatement, identifierOf }) => ({
    verifyStatement: (statement) => verifyStatement(statement, identifierOf('HID', statement.key)),
  }),
);
/** Permits alone. */
export const noStatements = wrongFunctions(
  {
    id: 'takes-no-statement',
    breaks: ['ATT-010'],
    says: 'Activates by a permit alone, never by a statement.',
    caughtBy: ['join-activates-by-statement'],
  },
  ({ rightVerdict }) => ({
    rightVerdict: (station, trust, { statement: _statement, ...join }) => {
      const verdict = rightVerdict(station, trust, join);
      return verdict === 'none' ? 'not-authorised' : verdict;
    },
  }),
);

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
