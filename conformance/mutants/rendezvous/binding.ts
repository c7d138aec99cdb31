/** Rendezvous that believe the wrong things, in the wrong order, or before they are durable. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import {
  mutateRendezvous,
  type Overrides,
  type RendezvousContext,
  type RendezvousEffect,
  type RendezvousEvent,
  type RendezvousInput,
  type TimerCommand,
} from '../../../src/machines/index.ts';
import { cast } from '../../cast.ts';
import { hexOf, octets } from '../../octets/octets.ts';
import { defineMutant, type Mutant } from '../mutant.ts';
import { rewired, type Rewiring } from '../rewired.ts';
import { hearing } from '../wrong-messages.ts';

interface Wrong {
  readonly id: string;
  readonly breaks: readonly [RequirementId, ...RequirementId[]];
  readonly says: string;
  readonly caughtBy: readonly [string, ...string[]];
}

type Wires = Rewiring<RendezvousInput, RendezvousEvent, RendezvousEffect, RendezvousContext>;
type Asked = RendezvousEffect | TimerCommand;
type Binding = NonNullable<RendezvousContext['binding']>;

function wrongFunctions(
  { id, breaks, says, caughtBy: [first, ...more] }: Wrong,
  make: (reference: Implementation) => Partial<Implementation>,
): Mutant {
  return defineMutant({
    id: `rendezvous/${id}`,
    of: 'rendezvous',
    breaks,
    says,
    caughtBy: [`rendezvous/${first}`, ...more.map((slug) => `rendezvous/${slug}`)],
    make: (reference) => ({ ...reference, ...make(reference) }),
  });
}

function wrongMachine(wrong: Wrong, overrides: Overrides): Mutant {
  return wrongFunctions(wrong, () => ({ rendezvous: mutateRendezvous(overrides) }));
}

function wrongWires(wrong: Wrong, wires: Wires): Mutant {
  return wrongFunctions(wrong, ({ rendezvous }) => ({ rendezvous: rewired(rendezvous, wires) }));
}

/** Wires that answer something else; undefined answers nothing. */
function answering(
  request: 'Register' | 'Lookup',
  change: (message: Answer, context: RendezvousContext) => Answer | undefined,
): Wires {
  return {
    say: (outputs, { state }) =>
      outputs.flatMap((output) => {
        if (output.type !== 'answer' || output.params.request !== request) return [output];
        const message = change(output.params.message, state.context);
        return message === undefined ? [] : [{ ...output, params: { ...output.params, message } }];
      }),
  };
}

type Answer = Extract<RendezvousEffect, { type: 'answer' }>['params']['message'];

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
    } as never,
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
    } as never,
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
    } as never,
  },
);

/** Answers at once. */
export const answersEarly = wrongWires(
  {
    id: 'answers-before-record',
    breaks: ['RDV-005', 'JRN-002'],
    says: 'Answers bound when it begins to write.',
    caughtBy: ['register-waits-for-record', 'register-with-full-journal'],
  },
  {
    say: (outputs, { event }) =>
      outputs.flatMap((output): readonly Asked[] => {
        if (output.type !== 'writeJournal' || event?.type !== 'received.Register') return [output];
        const { attachment, sequence } = output.params.record;
        const binding = { outcome: 'bound', epoch: attachment.epoch, sequence } as const;
        const message = { type: 'RegisterAnswer', binding } as const;
        return [output, { type: 'answer', params: { to: event.from, request: 'Register', message } }];
      }),
  },
);
/** Sends packets there at once. */
export const routesEarly = wrongWires(
  {
    id: 'sends-packets-before-record',
    breaks: ['RDV-005'],
    says: 'Sends packets to the new place when it begins to write.',
    caughtBy: ['register-waits-for-record', 'register-with-full-journal'],
  },
  {
    say: (outputs) =>
      outputs.flatMap((output): readonly Asked[] => {
        if (output.type !== 'writeJournal') return [output];
        const { attachment } = output.params.record;
        return [output, { type: 'setRoute', params: { attachment } }];
      }),
  },
);
/** Shows what is not durable. */
export const showsPending = wrongWires(
  {
    id: 'shows-what-is-being-written',
    breaks: ['RDV-005', 'RDV-001'],
    says: 'Answers a Lookup by what is being recorded.',
    caughtBy: ['register-waits-for-record', 'register-with-silent-journal'],
  },
  answering('Lookup', (message, { pending }) =>
    pending === null
      ? message
      : {
          type: 'RegisterAnswer',
          binding: { outcome: 'bound', epoch: pending.attachment.epoch, sequence: pending.sequence },
          attachment: pending.attachment,
        },
  ),
);
/** Answers, and sends packets to the place of before. */
export const keepsRoute = wrongWires(
  {
    id: 'sends-packets-to-old-place',
    breaks: ['RDV-005'],
    says: 'Tells the new place, and sends packets to the first one.',
    caughtBy: ['higher-sequence', 'higher-epoch'],
  },
  {
    say: (outputs, { before }) =>
      outputs.filter(({ type }) => type !== 'setRoute' || (before?.context.binding ?? null) === null),
  },
);
/** Gives up what it cannot give up. */
export const givesUp = wrongMachine(
  {
    id: 'gives-up-silent-journal',
    breaks: ['RDV-005'],
    says: 'Gives a Register up when the journal is silent, and then does not answer it.',
    caughtBy: ['register-with-silent-journal'],
  },
  {
    patch: {
      states: { recording: { after: { RENDEZVOUS_OPERATION: { target: 'serving', actions: 'forget' } } } },
    },
  },
);
/** Does not mind whether it was written. */
export const ignoresFailure = wrongWires(
  {
    id: 'answers-although-not-written',
    breaks: ['RDV-006', 'JRN-002'],
    says: 'Takes a record that could not be written for written.',
    caughtBy: ['register-with-full-journal'],
  },
  { hear: (event) => (event.type === 'journal.failed' ? { ...event, type: 'journal.written' } : event) },
);

/** Forgets. */
export const forgets = wrongWires(
  {
    id: 'forgets-at-restart',
    breaks: ['RDV-008', 'INV-008'],
    says: 'Begins with no binding after a restart.',
    caughtBy: ['restart', 'restart-before-record'],
  },
  { wake: ({ resume: _resume, ...input }) => input },
);
/** Takes the first for the last. */
export const firstRecord = wrongFunctions(
  {
    id: 'restarts-from-first-record',
    breaks: ['RDV-008'],
    says: 'Takes the first record of a machine after a restart.',
    caughtBy: ['restart'],
  },
  ({ recover }) => ({ recover: (records) => recover(records.slice(0, 1)) }),
);

/** Leaves signatures to others. */
export const anySignature = wrongFunctions(
  {
    id: 'takes-any-signature',
    breaks: ['SIG-002'],
    says: 'Takes every message for authentic.',
    caughtBy: ['replays-and-spoofs'],
  },
  () => ({ verifyMessage: (_, message) => ({ ok: true, value: message }) }),
);
/** Hears what is for others. */
export const anyReceiver = wrongFunctions(
  {
    id: 'hears-for-others',
    breaks: ['SEC-002'],
    says: 'Does not look for whom a message is.',
    caughtBy: ['replays-and-spoofs'],
  },
  (reference) =>
    hearing(reference, (message) => ({
      ...message,
      header: { ...message.header, receiver: octets(cast.rendezvous.hid) },
    })),
);
