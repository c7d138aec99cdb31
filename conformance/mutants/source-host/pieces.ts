/** Source hosts that are wrong about pieces. */
import { defineMutant } from '../mutant.ts';
import { hearing, sending } from '../wrong-messages.ts';

/** Halves them. */
export const halfPieces = defineMutant({
  id: 'source-host/sends-half-pieces',
  of: 'source-host',
  breaks: ['TRF-002'],
  says: 'Sends 512 octets of a chunk, whatever the piece size is.',
  caughtBy: ['source-host/pieces-are-whole'],
  make: (reference) =>
    sending(reference, (message) =>
      message.type === 'Piece'
        ? { ...message, piece: { ...message.piece, data: message.piece.data.subarray(0, 512) } }
        : message,
    ),
});

/** Does not hear of runs. */
export const singlePieces = defineMutant({
  id: 'source-host/takes-runs-for-pieces',
  of: 'source-host',
  breaks: ['TRF-005'],
  says: 'Says that it takes runs, and answers each by its first piece.',
  caughtBy: ['source-host/runs-of-pieces'],
  make: (reference) =>
    hearing(reference, (message) => {
      if (message.type !== 'Fetch') return message;
      const { runs: _, ...others } = message;
      return others;
    }),
});

/** Has no limit. */
export const runsWithoutLimit = defineMutant({
  id: 'source-host/answers-longer-runs-than-it-said',
  of: 'source-host',
  breaks: ['TRF-006'],
  says: 'Says that it answers a Fetch by 32 pieces, and answers it by as many as are asked for.',
  caughtBy: ['source-host/runs-beyond-what-was-said'],
  make: (reference) =>
    sending(reference, (message) =>
      message.type === 'Offer' ? { ...message, pieceRuns: { pieces: 32 } } : message,
    ),
});
