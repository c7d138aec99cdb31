/** Rendezvous that do not wait for their journal, forget, or believe strangers. */
import { cast } from '../../cast.ts';
import { octets } from '../../octets/octets.ts';
import { hearing } from '../wrong-messages.ts';
import { answering, type Asked, wrongFunctions, wrongMachine, wrongWires } from './wrong-rendezvous.ts';

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
