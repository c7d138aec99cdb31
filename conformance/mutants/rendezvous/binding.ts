/** Rendezvous that believe the wrong things, or in the wrong order. */
import type { RendezvousContext } from '../../../src/machines/index.ts';
import { cast } from '../../cast.ts';
import { hexOf } from '../../octets/octets.ts';
import { answering, type Binding, wrongFunctions, wrongMachine, wrongWires } from './wrong-rendezvous.ts';

/** Says nothing of what it does not know. */
export const silentUnknown = wrongWires(
  {
    id: 'does-not-answer-for-unknown',
    breaks: ['RDV-001'],
    says: 'Does not answer a Lookup of a machine without a binding.',
    caughtBy: ['lookup-unknown'],
  },
  answering('Lookup', (message, { binding }) => (binding === null ? undefined : message)),
);
/** Says half of it. */
export const noAttachment = wrongWires(
  {
    id: 'tells-no-attachment',
    breaks: ['RDV-001'],
    says: 'Answers a Lookup without the attachment.',
    caughtBy: ['lookup-known'],
  },
  answering('Lookup', (message) =>
    message.type === 'RegisterAnswer' ? { type: 'RegisterAnswer', binding: message.binding } : message,
  ),
);
/** Says it to some. */
export const refusesStrangers = wrongWires(
  {
    id: 'tells-machine-only',
    breaks: ['RDV-001'],
    says: 'Answers a Lookup of the machine itself alone.',
    caughtBy: ['lookup-known', 'lookup-unknown'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Lookup' && event.from !== context.machine ? undefined : event,
  },
);

/** Anybody speaks. */
export const anySpeaker = wrongFunctions(
  {
    id: 'lets-anybody-register',
    breaks: ['RDV-002'],
    says: 'Does not look who registers.',
    caughtBy: ['register-of-stranger', 'delegation-for-another-host', 'delegation-of-stranger'],
  },
  () => ({ speakerVerdict: () => 'valid' }),
);
/** Any delegation. */
export const anyDelegation = wrongFunctions(
  {
    id: 'takes-any-delegation',
    breaks: ['RDV-002'],
    says: 'Does not look what a delegation says.',
    caughtBy: [
      'delegation-for-another-host',
      'delegation-of-another-epoch',
      'delegation-of-stranger',
      'delegation-of-another-machine',
    ],
  },
  ({ speakerVerdict }) => ({
    speakerVerdict: (functions, delegation, use) =>
      delegation === undefined ? speakerVerdict(functions, delegation, use) : 'valid',
  }),
);
/** Forged ones. */
export const forgedDelegation = wrongFunctions(
  {
    id: 'takes-forged-delegation',
    breaks: ['RDV-002'],
    says: 'Does not look who signed a delegation.',
    caughtBy: ['delegation-of-stranger'],
  },
  () => ({ verifyDelegation: (delegation) => ({ ok: true, value: delegation }) }),
);
/** Forgeries of places. */
export const forgedAttachment = wrongFunctions(
  {
    id: 'takes-forged-attachment',
    breaks: ['RDV-002'],
    says: 'Does not look who signed an attachment, and where it leads.',
    caughtBy: [
      'attachment-of-stranger',
      'attachment-of-another-ad',
      'attachment-to-another-host',
      'attachment-over-another-ad',
    ],
  },
  () => ({ verifyAttachment: (attachment) => ({ ok: true, value: attachment }) }),
);
/** Any place. */
export const anyAttachment = wrongFunctions(
  {
    id: 'takes-any-attachment',
    breaks: ['RDV-002'],
    says: 'Looks at the signature of an attachment alone.',
    caughtBy: ['attachment-of-another-machine', 'attachment-of-another-epoch', 'attachment-prepared'],
  },
  ({ attachmentVerdict }) => ({
    attachmentVerdict: (functions, attachment) =>
      attachmentVerdict(functions, { ...attachment, standing: 'active' }, attachment) === 'valid' ||
      attachment.standing === 'prepared'
        ? 'valid'
        : attachmentVerdict(functions, attachment, attachment),
  }),
);
/** Looks at the place first. */
export const attachmentFirst = wrongFunctions(
  {
    id: 'looks-at-attachment-first',
    breaks: ['RDV-002'],
    says: 'Looks at the attachment before it looks who registers.',
    caughtBy: ['register-of-stranger-without-attachment'],
  },
  ({ speakerVerdict, decodeMessage }) => {
    let isForged = false;
    return {
      decodeMessage(message) {
        const decoded = decodeMessage(message);
        const said = decoded.ok && decoded.value.type === 'Register' ? decoded.value.attachment : undefined;
        isForged = said !== undefined && hexOf(said.key) === cast.stranger.key;
        return decoded;
      },
      speakerVerdict: (...about) => (isForged ? 'attachment' : speakerVerdict(...about)),
    };
  },
);

/** The last word counts, whatever it is. */
export const lastCounts = wrongMachine(
  {
    id: 'takes-last-that-came',
    breaks: ['RDV-003'],
    says: 'Takes the Register that came last, like the time stamps of xia-core that nobody compared.',
    caughtBy: ['lower-sequence', 'lower-epoch', 'same-number-other-address', 'replays-and-spoofs'],
  },
  { guards: { isStale: () => false } },
);
/** Compares one of two. */
export const sequenceOnly = wrongMachine(
  {
    id: 'compares-sequence-only',
    breaks: ['RDV-003', 'RDV-005'],
    says: 'Compares sequences and not epochs.',
    caughtBy: ['lower-epoch', 'higher-epoch'],
  },
  {
    guards: {
      isStale: ({ context }: { context: RendezvousContext }, asked: Binding) =>
        context.binding !== null && asked.sequence <= context.binding.sequence,
    },
  },
);
/** Two places with one number. */
export const sameNumber = wrongMachine(
  {
    id: 'takes-other-address-of-same-number',
    breaks: ['RDV-003'],
    says: 'Takes the same epoch and sequence for the binding, whatever the address is.',
    caughtBy: ['same-number-other-address'],
  },
  {
    guards: {
      isBound: ({ context }: { context: RendezvousContext }, asked: Binding) =>
        context.binding !== null &&
        asked.sequence === context.binding.sequence &&
        asked.attachment.epoch === context.binding.attachment.epoch,
    },
  },
);
/** Tells what it was told. */
export const echoesNumbers = wrongWires(
  {
    id: 'answers-stale-by-numbers-of-request',
    breaks: ['RDV-003'],
    says: 'Answers stale with sequence 0 instead of that of the binding.',
    caughtBy: ['lower-sequence', 'lower-epoch'],
  },
  answering('Register', (message) =>
    message.type === 'RegisterAnswer' && message.binding.outcome === 'stale'
      ? { ...message, binding: { ...message.binding, sequence: 0 } }
      : message,
  ),
);

/** Does not see that it is done already. */
export const forgetsBound = wrongMachine(
  {
    id: 'answers-repetition-by-stale',
    breaks: ['RDV-004'],
    says: 'Takes a Register that comes again for one of the past.',
    caughtBy: ['register-again'],
  },
  { guards: { isBound: () => false } },
);
/** Writes it again. */
export const writesAgain = wrongMachine(
  {
    id: 'writes-repetition',
    breaks: ['RDV-004'],
    says: 'Records a Register that comes again once more.',
    caughtBy: ['register-again'],
  },
  {
    guards: {
      isBound: () => false,
      isStale: ({ context }: { context: RendezvousContext }, asked: Binding) =>
        context.binding !== null &&
        (asked.attachment.epoch < context.binding.attachment.epoch ||
          (asked.attachment.epoch === context.binding.attachment.epoch &&
            asked.sequence < context.binding.sequence)),
    },
  },
);
