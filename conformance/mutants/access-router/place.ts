/** Access routers that tell machines wrong things, forget over a restart, or believe strangers. */
import type { Implementation } from '../../../src/agent/index.ts';
import { cast } from '../../cast.ts';
import { octets } from '../../octets/octets.ts';
import { defineMutant, type Mutant } from '../mutant.ts';
import { hearing, sending } from '../wrong-messages.ts';
import { answering, type Wrong, wrongFunctions, wrongWires } from './wrong-router.ts';

/** Never. */
export const tellsNobody = wrongWires(
  {
    id: 'refuses-every-place-query',
    breaks: ['ATT-023'],
    says: 'Refuses PlaceQuery also of a machine that is attached.',
    caughtBy: ['place-query', 'place-query-while-holding'],
  },
  {
    say: (outputs, { event }) =>
      event?.type !== 'received.PlaceQuery'
        ? outputs
        : outputs.map((output) =>
            output.type === 'answer'
              ? {
                  ...output,
                  params: {
                    ...output.params,
                    message: { type: 'Refused', reason: { reason: 'attachment', detail: '' } } as const,
                  },
                }
              : output,
          ),
  },
);
/** Always. */
export const tellsPast = wrongWires(
  {
    id: 'tells-place-of-before',
    breaks: ['ATT-023'],
    says: 'Answers PlaceQuery of a machine that has left by where it was.',
    caughtBy: ['place-query-forwarding', 'place-query-handed-over'],
  },
  {
    say: (outputs, { event, state }) =>
      event?.type !== 'received.PlaceQuery'
        ? outputs
        : outputs.map((output) => {
            const { host, epoch } = state.context.attached;
            if (output.type !== 'answer' || host === '') return output;
            const attachment = { host, epoch, standing: 'active' } as const;
            return {
              ...output,
              params: { ...output.params, message: { type: 'Joined', attachment, lease: null } },
            };
          }),
  },
);
/** The prepared one. */
export const tellsPrepared = wrongWires(
  {
    id: 'tells-place-of-who-is-prepared',
    breaks: ['ATT-023'],
    says: 'Answers PlaceQuery by the host that is prepared.',
    caughtBy: ['place-query-prepared'],
  },
  {
    say: (outputs, { event, state }) =>
      event?.type !== 'received.PlaceQuery'
        ? outputs
        : outputs.map((output) => {
            const { next } = state.context;
            if (output.type !== 'answer' || next === null) return output;
            const attachment = { host: next.host, epoch: next.epoch, standing: 'prepared' } as const;
            return {
              ...output,
              params: { ...output.params, message: { type: 'Joined', attachment, lease: null } },
            };
          }),
  },
);
/** A reason of its own. */
export const otherReason = wrongWires(
  {
    id: 'refuses-place-query-otherwise',
    breaks: ['ATT-023'],
    says: 'Refuses PlaceQuery with the reason not-authorised.',
    caughtBy: ['place-query-absent'],
  },
  answering((message) =>
    message.type === 'Refused' && message.reason.reason === 'attachment'
      ? { ...message, reason: { ...message.reason, reason: 'not-authorised' } }
      : message,
  ),
);

function wrongMessages(wrong: Wrong, change: Parameters<typeof sending>[1]): Mutant {
  return wrongFunctions(wrong, (reference) => sending(reference, change));
}

/** Always the same number. */
export const sameNumber = wrongMessages(
  {
    id: 'does-not-number-beacons',
    breaks: ['ATT-024'],
    says: 'Sends the same Beacon again and again.',
    caughtBy: ['beacon'],
  },
  (message) =>
    message.type === 'Beacon' ? { ...message, beacon: { ...message.beacon, sequence: 1 } } : message,
);
/** The name of another. */
export const otherNetwork = wrongMessages(
  {
    id: 'names-no-ad-in-beacons',
    breaks: ['ATT-024'],
    says: 'Writes its HID and not its AD into a Beacon.',
    caughtBy: ['beacon'],
  },
  (message) =>
    message.type === 'Beacon'
      ? { ...message, beacon: { ...message.beacon, ad: message.header.sender } }
      : message,
);
/** Nothing. */
export const forgets = wrongWires(
  {
    id: 'forgets-at-restart',
    breaks: ['ATT-025', 'INV-008'],
    says: 'Begins with no machine after a restart.',
    caughtBy: ['restart-attached', 'restart-forwarding', 'restart-detached', 'restart-before-record'],
  },
  { wake: ({ resume: _resume, ...input }) => input },
);
/** The first one. */
export const firstRecord = defineMutant({
  id: 'access-router/restarts-from-first-record',
  of: 'access-router',
  breaks: ['ATT-025'],
  says: 'Takes the first record of a machine after a restart.',
  caughtBy: ['access-router/restart-attached', 'access-router/restart-forwarding'],
  make: (reference: Implementation) => ({
    ...reference,
    recover: (records) => reference.recover(records.slice(0, 1)),
  }),
});
/** As if it were new. */
export const forgetsEpoch = wrongWires(
  {
    id: 'forgets-epoch-at-restart',
    breaks: ['ATT-025'],
    says: 'Forgets the latest epoch of a machine that is absent over a restart.',
    caughtBy: ['restart-detached'],
  },
  {
    wake({ resume, ...input }) {
      return resume === undefined || resume.step === 'detached' ? input : { ...input, resume };
    },
  },
);
/** It drops what it cannot know. */
export const absentAfterRestart = wrongWires(
  {
    id: 'ends-forwarding-at-restart',
    breaks: ['ATT-025'],
    says: 'Ends a forwarding by a restart.',
    caughtBy: ['restart-forwarding'],
  },
  {
    wake({ resume, ...input }) {
      if (resume === undefined) return input;
      const { step, place } = resume;
      return {
        ...input,
        resume: {
          ...resume,
          ...(step === 'forwarding' ? { step: 'detached', place: null } : { step, place }),
        },
      };
    },
  },
);

/** Leaves signatures to others. */
export const anySignature = wrongFunctions(
  {
    id: 'takes-any-signature',
    breaks: ['SIG-002', 'SIG-003'],
    says: 'Takes every message for authentic.',
    caughtBy: ['spoofs'],
  },
  () => ({ verifyMessage: (_, message) => ({ ok: true, value: message }) }),
);
/** Hears what is for others. */
export const anyReceiver = wrongFunctions(
  {
    id: 'hears-for-other-routers',
    breaks: ['SEC-002'],
    says: 'Does not look for whom a message is.',
    caughtBy: ['for-another-router'],
  },
  (reference) =>
    hearing(reference, (message) => ({
      ...message,
      header: { ...message.header, receiver: octets(cast.router.hid) },
    })),
);
