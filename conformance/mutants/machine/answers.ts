/** Machines that make the wrong thing of an answer. */
import { mutateRebinding, mutateRegistration } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';
import { takingAnyAnswer } from '../wrong-messages.ts';

/** Proves nothing. */
export const neverProves = defineMutant({
  id: 'machine/never-proves',
  of: 'machine',
  breaks: ['MOV-011'],
  says: 'Does not answer a challenge.',
  caughtBy: ['machine/challenge-is-answered'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ guards: { isChallenged: () => false } }),
  }),
});

/** Proves it once. */
export const provesOnce = defineMutant({
  id: 'machine/proves-once',
  of: 'machine',
  breaks: ['MOV-011'],
  says: 'Answers the first challenge alone; the correspondent has it now.',
  caughtBy: ['machine/challenge-is-answered'],
  make: (reference) => ({
    ...reference,
    rebinding: rewired(reference.rebinding, {
      hear: (event, { value }) =>
        event.type === 'received.RebindAnswer' && event.challenge !== null && value === 'proving'
          ? undefined
          : event,
    }),
  }),
});

/** Proves everything. */
export const provesAnything = defineMutant({
  id: 'machine/answers-any-challenge',
  of: 'machine',
  breaks: ['MOV-011'],
  says: 'Answers every challenge, whatever announcement it is about.',
  caughtBy: ['machine/challenge-of-other-numbers'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({
      guards: {
        isChallenged: (_: unknown, { challenge }: { challenge: string | null }) => challenge !== null,
      },
    }),
  }),
});

/** Does not go beyond. */
export const neverOvertakes = defineMutant({
  id: 'machine/does-not-raise-sequence',
  of: 'machine',
  breaks: ['MOV-012'],
  says: 'Repeats its announcement although a later one of the epoch is known.',
  caughtBy: ['machine/rebind-stale'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ guards: { isOvertaken: () => false } }),
  }),
});

/** Not at the rendezvous. */
export const neverOvertakesThere = defineMutant({
  id: 'machine/does-not-raise-sequence-of-register',
  of: 'machine',
  breaks: ['MOV-012'],
  says: 'Repeats Register although the rendezvous knows a later one of the epoch.',
  caughtBy: ['machine/register-stale'],
  make: (reference) => ({
    ...reference,
    registration: mutateRegistration({ guards: { isOvertaken: () => false } }),
  }),
});

/** Goes on in an epoch that is over. */
export const speaksOn = defineMutant({
  id: 'machine/speaks-on-when-superseded',
  of: 'machine',
  breaks: ['MOV-013'],
  says: 'Goes on announcing to a correspondent that knows a higher epoch.',
  caughtBy: ['machine/rebind-superseded'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ guards: { isOver: () => false } }),
  }),
});

/** The same at the rendezvous. */
export const registersOn = defineMutant({
  id: 'machine/registers-on-when-superseded',
  of: 'machine',
  breaks: ['MOV-013'],
  says: 'Goes on registering at a rendezvous that knows a higher epoch.',
  caughtBy: ['machine/register-superseded'],
  make: (reference) => ({
    ...reference,
    registration: mutateRegistration({ guards: { isOver: () => false } }),
  }),
});

/** Brings no cookie. */
export const noCookie = defineMutant({
  id: 'machine/brings-no-cookie',
  of: 'machine',
  breaks: ['MOV-014'],
  says: 'Repeats the Rebind without the cookie.',
  caughtBy: ['machine/cookie-is-brought'],
  make: (reference) => ({
    ...reference,
    rebinding: rewired(reference.rebinding, {
      hear: (event) => (event.type === 'received.RebindCookie' ? undefined : event),
    }),
  }),
});

/** Brings it under another number. */
export const cookieAnew = defineMutant({
  id: 'machine/cookie-under-next-sequence',
  of: 'machine',
  breaks: ['MOV-014'],
  says: 'Announces its place anew when it has a cookie.',
  caughtBy: ['machine/cookie-is-brought'],
  make: (reference) => ({
    ...reference,
    rebinding: rewired(reference.rebinding, {
      say: (outputs) =>
        outputs.map((output) => {
          if (output.type !== 'send' || output.params.message.type !== 'Rebind') return output;
          const { message } = output.params;
          if (message.cookie === undefined) return output;
          const place = { sequence: message.place.sequence + 1 };
          return { ...output, params: { ...output.params, message: { ...message, place } } };
        }),
    }),
  }),
});

/** Answers are answers. */
export const answerToOlder = defineMutant({
  id: 'machine/takes-answers-to-older-announcements',
  of: 'machine',
  breaks: ['MOV-019'],
  says: 'Takes an answer to an announcement before for one to the last.',
  caughtBy: ['machine/answer-to-older-announcement'],
  make: (reference) => takingAnyAnswer(reference, 'Rebind', 'RebindAnswer'),
});
