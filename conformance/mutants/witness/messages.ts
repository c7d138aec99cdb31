/** Witnesses that are wrong about messages that they cannot use. */
import { defineMutant } from '../mutant.ts';
import { believingHeaders, complaining, withExchange } from '../wrong-messages.ts';

/** Answers about nothing. */
export const errorWithoutExchange = defineMutant({
  id: 'witness/error-without-exchange',
  of: 'witness',
  breaks: ['ERR-001'],
  says: 'Writes no exchange into an Error, because what the message meant is not known.',
  caughtBy: ['witness/error-for-other-version'],
  make: (reference) => complaining(reference, (message) => withExchange(message, 0)),
});

/** One code for all. */
export const oneFault = defineMutant({
  id: 'witness/error-always-malformed',
  of: 'witness',
  breaks: ['ERR-002'],
  says: 'Says malformed of every message that does not decode.',
  caughtBy: ['witness/error-for-other-version'],
  make: (reference) =>
    complaining(reference, (message) => ({ ...message, fault: { ...message.fault, code: 'malformed' } })),
});

/** Believes the header. */
export const trustsHeader = defineMutant({
  id: 'witness/error-to-anybody',
  of: 'witness',
  breaks: ['ERR-003'],
  says: 'Answers a message that does not decode to the sender in its header without a look at the signature.',
  caughtBy: ['witness/no-error-for-stranger'],
  make: believingHeaders,
});

/** Leaves signatures to others. */
export const anySignature = defineMutant({
  id: 'witness/takes-any-signature',
  of: 'witness',
  breaks: ['SIG-002', 'SIG-003', 'ERR-003'],
  says: 'Takes every message for authentic.',
  caughtBy: ['witness/swap-signed-by-stranger', 'witness/swap-with-bad-signature'],
  make: (reference) => ({
    ...reference,
    verifyMessage: (_, message) => ({ ok: true, value: message }),
  }),
});
