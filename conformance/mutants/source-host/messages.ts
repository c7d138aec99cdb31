/** Source hosts that are wrong about exchanges and Errors. */
import { defineMutant } from '../mutant.ts';
import { askingBySeven, endingOnErrors, takingAnyAnswer } from '../wrong-messages.ts';

/** Has one number. */
export const oneNumber = defineMutant({
  id: 'source-host/one-exchange-for-all',
  of: 'source-host',
  breaks: ['MSG-032'],
  says: 'Gives every request the number 7.',
  caughtBy: ['source-host/requests-have-their-own-exchange'],
  make: askingBySeven,
});

/** Takes every answer for that to its last question. */
export const anyAnswer = defineMutant({
  id: 'source-host/takes-answers-to-any-exchange',
  of: 'source-host',
  breaks: ['MSG-033'],
  says: 'Takes an OfferAccept for the answer to its offer whatever its number is.',
  caughtBy: ['source-host/answer-to-another-exchange'],
  make: (reference) => takingAnyAnswer(reference, 'Offer', 'OfferAccept'),
});

/** Gives up. */
export const errorAsAborted = defineMutant({
  id: 'source-host/error-ends-migration',
  of: 'source-host',
  breaks: ['ERR-006'],
  says: 'Takes an Error for a refusal of what it asked for.',
  caughtBy: ['source-host/error-while-offering'],
  make: (reference) => endingOnErrors(reference, 'Refused'),
});
