/** Source hosts that are wrong about pieces. */
import { defineMutant } from '../mutant.ts';
import { sending } from '../wrong-messages.ts';

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
