/** Access routers that hold, resume and forward wrongly. */
import type { Mutant } from '../mutant.ts';
import {
  answering,
  type Asked,
  never,
  saying,
  setting,
  without,
  type Wrong,
  wrongFunctions,
  wrongMachine,
  wrongPath,
  wrongWires,
} from './wrong-router.ts';

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
    } as never,
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
    } as never,
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
    } as never,
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
  { guards: { isNewHold: (_: unknown, { action }: { action: string }) => action === 'hold' } as never },
);

/** Takes a forward although its evidence is not good, when this is so. */
function forwardsBy(wrong: Omit<Wrong, 'breaks'>, when: (transit: Transit) => boolean): Mutant {
  return wrongFunctions({ ...wrong, breaks: ['ATT-018'] }, ({ forwardVerdict }) => ({
    forwardVerdict(station, transit) {
      const verdict = forwardVerdict(station, transit);
      return verdict !== 'valid' && transit.attachment !== undefined && when(transit) ? 'valid' : verdict;
    },
  }));
}

type Transit = Parameters<Parameters<Parameters<typeof wrongFunctions>[1]>[0]['forwardVerdict']>[1];

/** Without a permit. */
export const noPermit = forwardsBy(
  {
    id: 'forwards-without-permit',
    says: 'Forwards by an attachment alone.',
    caughtBy: ['forward-without-permit'],
  },
  ({ permit }) => permit === undefined,
);
/** By any permit. */
export const anyPermit = forwardsBy(
  {
    id: 'forwards-by-any-permit',
    says: 'Does not look what a permit says and who signed it.',
    caughtBy: [
      'forward-with-permit-of-stranger',
      'forward-with-permit-for-another-machine',
      'forward-with-permit-of-another-epoch',
    ],
  },
  ({ permit }) => permit !== undefined,
);
/** To anywhere. */
export const anyAttachment = wrongFunctions(
  {
    id: 'forwards-to-any-place',
    breaks: ['ATT-018'],
    says: 'Does not look who signed an attachment.',
    caughtBy: ['forward-with-attachment-of-stranger', 'forward-with-attachment-of-another-ad'],
  },
  () => ({ verifyAttachment: (attachment) => ({ ok: true, value: attachment }) }),
);
/** Of whomever. */
export const attachmentOfOther = forwardsBy(
  {
    id: 'forwards-to-place-of-other',
    says: 'Does not look of which machine, epoch and host an attachment is.',
    caughtBy: [
      'forward-with-attachment-of-another-machine',
      'forward-with-attachment-of-another-epoch',
      'forward-with-attachment-of-another-host',
    ],
  },
  ({ header, permit, attachment }) =>
    attachment?.machine !== header.machine ||
    attachment.epoch !== header.epoch ||
    attachment.host !== permit?.holder,
);
/** One reason for both. */
export const oneReason = wrongFunctions(
  {
    id: 'says-not-authorised-of-attachments',
    breaks: ['ATT-018'],
    says: 'Refuses a bad attachment with the reason not-authorised.',
    caughtBy: ['forward-without-attachment', 'forward-with-attachment-of-stranger'],
  },
  ({ forwardVerdict }) => ({
    forwardVerdict: (...about) => (forwardVerdict(...about) === 'valid' ? 'valid' : 'not-authorised'),
  }),
);

/** Sends at once. */
export const forwardsEarly = wrongWires(
  {
    id: 'forwards-before-record',
    breaks: ['ATT-019', 'JRN-002'],
    says: 'Answers a forward when it begins to write.',
    caughtBy: ['forward-waits-for-record', 'forward-with-full-journal'],
  },
  saying((output, _, event) => {
    if (output.type !== 'writeJournal' || event?.type !== 'received.Forward') return [output];
    const { host, epoch } = output.params.record;
    const message = { type: 'TransitAnswer', transitState: { state: 'forwarding', epoch } } as const;
    return [output, { type: 'answer', params: { to: host, request: 'Transit', message } }];
  }),
);
/** Without a mark. */
export const noMark = wrongWires(
  {
    id: 'sends-no-mark',
    breaks: ['ATT-019'],
    says: 'Sends no EndMark.',
    caughtBy: ['forward', 'forward-without-hold'],
  },
  without('sendMark'),
);
/** The mark first. */
export const markFirst = wrongWires(
  {
    id: 'sends-mark-first',
    breaks: ['ATT-019'],
    says: 'Sends EndMark before the packets.',
    caughtBy: ['forward'],
  },
  {
    say: (outputs) => {
      const mark = outputs.filter(({ type }) => type === 'sendMark');
      const at = outputs.findIndex(({ type }) => type === 'flush');
      if (mark.length === 0 || at < 0) return outputs;
      const rest = outputs.filter(({ type }) => type !== 'sendMark');
      return [...rest.slice(0, at), ...mark, ...rest.slice(at)];
    },
  },
);
/** Only what comes. */
export const forwardsNothingHeld = wrongWires(
  {
    id: 'drops-what-it-held-when-forwarding',
    breaks: ['ATT-019'],
    says: 'Sends on what comes, and drops what it kept.',
    caughtBy: ['forward', 'forward-to-active'],
  },
  saying((output, { place }) => (output.type === 'flush' && place !== null ? [] : [output])),
);
/** The epoch of before. */
export const wrongEpoch = wrongFunctions(
  {
    id: 'writes-old-epoch-into-tunnels',
    breaks: ['ATT-019'],
    says: 'Writes the epoch that it had itself in front of a packet.',
    caughtBy: ['forward', 'tunnel-onwards'],
  },
  ({ encodeTunnel }) => ({
    encodeTunnel: ({ epoch, packet }) => encodeTunnel({ epoch: epoch - 1, packet }),
  }),
);
/** The mark of everything. */
export const countsWrongly = wrongPath(
  {
    id: 'counts-one-too-few-in-mark',
    breaks: ['ATT-019'],
    says: 'Counts one packet less than it sent.',
    caughtBy: ['forward'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    return {
      ...path,
      sentOn: () => {
        const { packets, octets } = path.sentOn();
        return { packets: Math.max(0, packets - 1), octets };
      },
    };
  },
);
/** Not to those who run. */
export const onlyPrepared = wrongFunctions(
  {
    id: 'forwards-to-prepared-only',
    breaks: ['ATT-019'],
    says: 'Takes an attachment that is active for none to which it may forward.',
    caughtBy: ['forward-to-active'],
  },
  ({ forwardVerdict }) => ({
    forwardVerdict: (station, transit) =>
      transit.attachment?.standing === 'active' ? 'attachment' : forwardVerdict(station, transit),
  }),
);

/** To the old host. */
export const releasesInside = wrongWires(
  {
    id: 'delivers-to-old-host-inside-ad',
    breaks: ['ATT-020'],
    says: 'Delivers to the old host until the new one of the AD has joined.',
    caughtBy: ['forward-inside-ad', 'forward-inside-ad-without-hold'],
  },
  {
    say: (outputs, { state }) =>
      state.value === 'handing'
        ? outputs.flatMap((output): readonly Asked[] =>
            output.type === 'setRow'
              ? [
                  { ...output, params: { row: { ...output.params.row, rule: 'deliver' as const } } },
                  { type: 'flush' as const, params: {} },
                ]
              : [output],
          )
        : outputs,
  },
);
/** The word for it. */
export const saysForwarding = wrongWires(
  {
    id: 'says-forwarding-inside-ad',
    breaks: ['ATT-020'],
    says: 'Answers that it forwards when the machine stays in the AD.',
    caughtBy: ['forward-inside-ad'],
  },
  answering((message, { standing }) =>
    message.type === 'TransitAnswer' && standing === 'handing'
      ? { ...message, transitState: { ...message.transitState, state: 'forwarding' } }
      : message,
  ),
);

/** For ever. */
export const neverEnds = wrongWires(
  {
    id: 'forwards-for-ever',
    breaks: ['ATT-021'],
    says: 'Forwards, and waits for another host of the AD, for ever.',
    caughtBy: ['forwarding-ends', 'forward-inside-ad-ends'],
  },
  never('FORWARD_LIFE'),
);
/** Unwritten. */
export const endsUnwritten = wrongWires(
  {
    id: 'ends-forwarding-unwritten',
    breaks: ['ATT-021', 'ATT-025'],
    says: 'Ends a forwarding without the record detached.',
    caughtBy: ['restart-detached'],
  },
  saying((output) =>
    output.type === 'writeJournal' && output.params.record.step === 'detached' ? [] : [output],
  ),
);
/** The old host again. */
export const backToHost = wrongWires(
  {
    id: 'delivers-to-old-host-afterwards',
    breaks: ['ATT-021'],
    says: 'Delivers to the host that left when the forwarding is over.',
    caughtBy: ['forwarding-ends'],
  },
  setting((row, { attached }, event) =>
    row.rule === 'none' && event?.type.startsWith('xstate.after') === true
      ? { ...row, rule: 'deliver', host: attached.host }
      : row,
  ),
);
