/** Access routers that hold and resume wrongly. */
import { answering, never, setting, without, wrongMachine, wrongPath, wrongWires } from './wrong-router.ts';

/** Only says so. */
export const doesNotHold = wrongWires(
  {
    id: 'says-holding-and-delivers',
    breaks: ['ATT-013'],
    says: 'Answers that it holds, and goes on delivering.',
    caughtBy: ['hold', 'hold-again'],
  },
  setting((row) => (row.rule === 'hold' ? { ...row, rule: 'deliver' } : row)),
);
/** Says something else. */
export const saysAttached = wrongWires(
  {
    id: 'says-attached-when-holding',
    breaks: ['ATT-013'],
    says: 'Answers hold by the state of before.',
    caughtBy: ['hold'],
  },
  answering((message) =>
    message.type === 'TransitAnswer' && message.transitState.state === 'holding'
      ? { ...message, transitState: { ...message.transitState, state: 'attached' } }
      : message,
  ),
);
/** Once and for all. */
export const holdsOnce = wrongMachine(
  {
    id: 'holds-once',
    breaks: ['ATT-013'],
    says: 'Does not hold for a second migration.',
    caughtBy: ['hold-of-next-migration'],
  },
  {
    guards: {
      isNewHold: (
        { context }: { context: { readonly spent: readonly string[]; readonly holder: string } },
        { action }: { action: string },
      ) => action === 'hold' && context.holder === '' && context.spent.length === 0,
    },
  },
);
/** Late ones too. */
export const holdsLate = wrongMachine(
  {
    id: 'holds-by-late-messages',
    breaks: ['ATT-017'],
    says: 'Holds by a message that comes again, or late.',
    caughtBy: ['hold-after-resume', 'hold-overtaken-by-resume', 'hold-after-limit'],
  },
  {
    guards: {
      isNewHold: (
        { context }: { context: { readonly holder: string } },
        { action, migration }: { action: string; migration: string },
      ) => action === 'hold' && migration !== context.holder,
    },
  },
);

/** As many as come. */
export const noBound = wrongPath(
  {
    id: 'holds-any-number',
    breaks: ['ATT-014'],
    says: 'Keeps as many packets as come.',
    caughtBy: ['hold-packets-bound'],
  },
  (machinePath, ports) =>
    machinePath({ ...ports, bounds: { ...ports.bounds, packets: Number.MAX_SAFE_INTEGER } }),
);
/** As big as they are. */
export const noOctetBound = wrongPath(
  {
    id: 'holds-any-size',
    breaks: ['ATT-014'],
    says: 'Counts packets and not their octets.',
    caughtBy: ['hold-octets-bound'],
  },
  (machinePath, ports) =>
    machinePath({ ...ports, bounds: { ...ports.bounds, octets: Number.MAX_SAFE_INTEGER } }),
);
/** Unseen. */
export const countsNothing = wrongPath(
  {
    id: 'does-not-count-dropped',
    breaks: ['ATT-014'],
    says: 'Drops what does not fit and says nothing of it.',
    caughtBy: ['hold-octets-bound', 'hold-packets-bound'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    return { ...path, counts: () => ({ ...path.counts(), dropped: 0 }) };
  },
);

/** Throws it away. */
export const dropsAtResume = wrongWires(
  {
    id: 'drops-when-hold-ends',
    breaks: ['ATT-015', 'ATT-016'],
    says: 'Drops what it kept when a hold ends.',
    caughtBy: ['resume', 'hold-limit'],
  },
  without('flush'),
);
/** Anybody's. */
export const anyResume = wrongMachine(
  {
    id: 'resumes-for-any-migration',
    breaks: ['ATT-015'],
    says: 'Resumes for a migration that does not hold.',
    caughtBy: ['resume-of-another-migration'],
  },
  {
    guards: {
      isItsResume: (_: unknown, { action }: { action: string }) => action === 'resume',
    },
  },
);
/** Waits for ever. */
export const noLimit = wrongWires(
  {
    id: 'holds-for-ever',
    breaks: ['ATT-016'],
    says: 'Holds until it is told otherwise.',
    caughtBy: ['hold-limit', 'hold-limit-not-renewed', 'hold-after-limit'],
  },
  never('HOLD_LIMIT'),
);
/** Asked again, held again. */
export const renewsLimit = wrongMachine(
  {
    id: 'renews-hold-limit',
    breaks: ['ATT-016'],
    says: 'Begins the hold anew by every message that asks for it.',
    caughtBy: ['hold-limit-not-renewed'],
  },
  { guards: { isNewHold: (_: unknown, { action }: { action: string }) => action === 'hold' } },
);
