/** Access routers that forward wrongly, or without evidence. */
import type { Implementation } from '../../../src/agent/index.ts';
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
  wrongPath,
  wrongWires,
} from './wrong-router.ts';

/** Takes a forward although its evidence is not good, when this is so. */
function forwardsBy(wrong: Omit<Wrong, 'breaks'>, when: (transit: Transit) => boolean): Mutant {
  return wrongFunctions({ ...wrong, breaks: ['ATT-018'] }, ({ forwardVerdict }) => ({
    forwardVerdict(station, transit) {
      const verdict = forwardVerdict(station, transit);
      return verdict !== 'valid' && transit.attachment !== undefined && when(transit) ? 'valid' : verdict;
    },
  }));
}

type Transit = Parameters<Implementation['forwardVerdict']>[1];

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
