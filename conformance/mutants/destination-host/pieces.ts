/** Destination hosts that are wrong about pieces. */
import { defineMutant } from '../mutant.ts';
import { hearing, sending } from '../wrong-messages.ts';

/** Has a size of its own. */
export const ownPieceSize = defineMutant({
  id: 'destination-host/names-its-own-piece-size',
  of: 'destination-host',
  breaks: ['TRF-001'],
  says: 'Accepts every offer with the piece size that it likes best.',
  caughtBy: ['destination-host/piece-size-not-offered', 'destination-host/piece-size-not-raised'],
  make: (reference) =>
    sending(reference, (message) =>
      message.type === 'OfferAccept' ? { ...message, pieceSize: { octets: 8192 } } : message,
    ),
});

/** Forgets what it has agreed upon. */
export const usualPieces = defineMutant({
  id: 'destination-host/asks-for-usual-pieces',
  of: 'destination-host',
  breaks: ['TRF-003'],
  says: 'Agrees upon a piece size and goes on with 1024 octets.',
  caughtBy: ['destination-host/pieces-of-the-agreed-size'],
  make(reference) {
    const deaf = hearing(reference, (message) => {
      if (message.type !== 'Offer') return message;
      const { pieceSize: _, ...others } = message;
      return others;
    });
    return sending(deaf, (message) =>
      message.type === 'OfferAccept' ? { ...message, pieceSize: { octets: 512 } } : message,
    );
  },
});

/** Takes what comes. */
export const piecesOfAnyLength = defineMutant({
  id: 'destination-host/takes-pieces-of-any-length',
  of: 'destination-host',
  breaks: ['TRF-003'],
  says: 'Cuts a piece that is too long, and fills up one that is too short.',
  caughtBy: ['destination-host/piece-of-other-length'],
  make: (reference) =>
    hearing(reference, (message) => {
      if (message.type !== 'Piece') return message;
      const { length } = message.piece.data;
      const data = new Uint8Array(length < 512 || length === 513 ? 512 : 1024);
      data.set(message.piece.data.subarray(0, data.length));
      return { ...message, piece: { ...message.piece, data } };
    }),
});

/** Asks for runs of everybody. */
export const runsOfEverybody = defineMutant({
  id: 'destination-host/asks-everybody-for-runs',
  of: 'destination-host',
  breaks: ['TRF-004'],
  says: 'Asks for runs of pieces without looking whether the source takes them.',
  caughtBy: ['destination-host/runs-not-offered'],
  make: (reference) =>
    hearing(reference, (message) =>
      message.type === 'Offer' ? { ...message, pieceRuns: { pieces: 512 } } : message,
    ),
});
