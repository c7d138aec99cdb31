/** Destination hosts that are wrong about exchanges and about messages that they cannot use. */
import { messages } from '../../../spec/registry/messages.ts';
import { defineMutant } from '../mutant.ts';
import {
  askingBySeven,
  believingHeaders,
  complaining,
  endingOnErrors,
  opens,
  sending,
  takingAnyAnswer,
  withExchange,
} from '../wrong-messages.ts';

const grease = 0x0a0a;
/** Octets of an Error. */
const leastError = 96 + 8 + 100;

/** Counts its answers itself. */
export const ownExchange = defineMutant({
  id: 'destination-host/answers-with-own-exchange',
  of: 'destination-host',
  breaks: ['MSG-034'],
  says: 'Gives answers numbers of its own.',
  caughtBy: ['destination-host/answers-copy-the-request'],
  make: (reference) =>
    sending(reference, (message) =>
      opens(message.type) ? message : withExchange(message, (message.header.exchange ^ 1) >>> 0),
    ),
});

/** Answers with what it knows. */
export const ownEpoch = defineMutant({
  id: 'destination-host/answers-with-own-epoch',
  of: 'destination-host',
  breaks: ['MSG-034'],
  says: 'Writes the epoch that it knows into the header of StatusAnswer and not that of the request.',
  caughtBy: ['destination-host/answers-copy-the-request'],
  make: (reference) =>
    sending(reference, (message) => {
      if (message.type !== 'StatusAnswer') return message;
      return { ...message, header: { ...message.header, epoch: message.status.epoch + 1 } };
    }),
});

/** Says how often it has asked. */
export const countsTries = defineMutant({
  id: 'destination-host/counts-its-tries',
  of: 'destination-host',
  breaks: ['MSG-031'],
  says: 'Says in a TLV how often it has asked.',
  caughtBy: ['destination-host/requests-repeat-their-octets'],
  make(reference) {
    let tries = 0;
    return sending(reference, (message) => {
      if (message.type !== 'StatusQuery') return message;
      tries += 1;
      return { ...message, extensions: [{ code: grease, critical: false, value: Uint8Array.of(tries) }] };
    });
  },
});

/** Has one number. */
export const oneNumber = defineMutant({
  id: 'destination-host/one-exchange-for-all',
  of: 'destination-host',
  breaks: ['MSG-032'],
  says: 'Gives every request the number 7.',
  caughtBy: ['destination-host/requests-have-their-own-exchange'],
  make: askingBySeven,
});

/** Takes every answer for that to its last question. */
export const anyAnswer = defineMutant({
  id: 'destination-host/takes-answers-to-any-exchange',
  of: 'destination-host',
  breaks: ['MSG-033'],
  says: 'Takes an answer for that to its last request of the kind whatever its number is.',
  caughtBy: ['destination-host/answer-to-another-exchange'],
  make: (reference) => takingAnyAnswer(reference, 'StatusQuery', 'StatusAnswer'),
});

/** Answers about nothing. */
export const errorWithoutExchange = defineMutant({
  id: 'destination-host/error-without-exchange',
  of: 'destination-host',
  breaks: ['ERR-001'],
  says: 'Writes no exchange into an Error, because what the message meant is not known.',
  caughtBy: ['destination-host/error-for-other-version', 'destination-host/error-for-malformed'],
  make: (reference) => complaining(reference, (message) => withExchange(message, 0)),
});

/** Says nothing of what it cannot read. */
export const silentAboutErrors = defineMutant({
  id: 'destination-host/silent-about-malformed',
  of: 'destination-host',
  breaks: ['ERR-001'],
  says: 'Drops an authentic message that does not decode.',
  caughtBy: ['destination-host/error-for-other-version', 'destination-host/error-for-malformed'],
  make: (reference) => ({ ...reference, authenticHeader: () => undefined }),
});

/** One code for all. */
export const oneFault = defineMutant({
  id: 'destination-host/error-always-malformed',
  of: 'destination-host',
  breaks: ['ERR-002'],
  says: 'Says malformed of every message that does not decode.',
  caughtBy: [
    'destination-host/error-for-other-version',
    'destination-host/error-for-unknown-type',
    'destination-host/error-for-unknown-critical',
  ],
  make: (reference) =>
    complaining(reference, (message) => ({ ...message, fault: { ...message.fault, code: 'malformed' } })),
});

/** Counts from the end of the header. */
export const offsetInBody = defineMutant({
  id: 'destination-host/error-offset-behind-header',
  of: 'destination-host',
  breaks: ['ERR-002'],
  says: 'Counts the offset in an Error from the end of the header.',
  caughtBy: ['destination-host/error-for-malformed', 'destination-host/error-for-unknown-critical'],
  make: (reference) =>
    complaining(reference, (message) => {
      const offset = Math.max(0, message.fault.offset - 96);
      return { ...message, fault: { ...message.fault, offset } };
    }),
});

/** Believes the header. */
export const trustsHeader = defineMutant({
  id: 'destination-host/error-to-anybody',
  of: 'destination-host',
  breaks: ['ERR-003'],
  says: 'Answers a message that does not decode to the sender in its header without a look at the signature.',
  caughtBy: ['destination-host/no-error-for-stranger', 'destination-host/no-error-for-bad-signature'],
  make: believingHeaders,
});

/** Leaves signatures to others. */
export const trustsOffers = defineMutant({
  id: 'destination-host/takes-any-signature',
  of: 'destination-host',
  breaks: ['SIG-002', 'SIG-003', 'ERR-003'],
  says: 'Takes every message for authentic.',
  caughtBy: ['destination-host/offer-signed-by-stranger', 'destination-host/offer-with-bad-signature'],
  make: (reference) => ({
    ...reference,
    verifyMessage: (_, message) => ({ ok: true, value: message }),
  }),
});

/** Answers Errors as all else. */
export const errorAboutError = defineMutant({
  id: 'destination-host/error-about-error',
  of: 'destination-host',
  breaks: ['ERR-004'],
  says: 'Answers an Error that does not decode by an Error.',
  caughtBy: ['destination-host/no-error-for-error'],
  make(reference) {
    // The endpoint looks at the type octet, so it is shown another one behind a good authenticator.
    return {
      ...reference,
      authenticHeader(octets) {
        const header = reference.authenticHeader(octets);
        if (header !== undefined && octets[3] === messages.Error.code) octets[3] = messages.Offer.code;
        return header;
      },
    };
  },
});

/** Explains itself. */
export const longError = defineMutant({
  id: 'destination-host/error-of-any-length',
  of: 'destination-host',
  breaks: ['ERR-005'],
  says: 'Answers a short message that does not decode by an Error that is longer.',
  caughtBy: ['destination-host/no-error-that-is-longer'],
  // The endpoint compares lengths, so it is shown more octets than came.
  make: (reference) => ({
    ...reference,
    parsePacket(octets, profile) {
      const packet = reference.parsePacket(octets, profile);
      if (!packet.ok || packet.value.payload.length >= leastError) return packet;
      if (reference.decodeMessage(packet.value.payload).ok) return packet;
      const payload = new Uint8Array(leastError);
      payload.set(packet.value.payload);
      return { ok: true, value: { ...packet.value, payload } };
    },
    authenticHeader: (octets) => reference.authenticHeader(octets.subarray(0, octets[4]! * 256 + octets[5]!)),
  }),
});

/** Gives up. */
export const errorAsAbort = defineMutant({
  id: 'destination-host/error-ends-migration',
  of: 'destination-host',
  breaks: ['ERR-006'],
  says: 'Takes an Error for the end of the migration.',
  caughtBy: ['destination-host/error-while-offered', 'destination-host/error-while-waiting'],
  make: (reference) => endingOnErrors(reference, 'Abort'),
});
