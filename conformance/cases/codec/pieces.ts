/** Pieces, which are longer than other messages: too many octets for a vector (chapter 04, section Framing). */
import { defineCase } from '../../case.ts';
import { message, rawTlv, tlv } from '../../octets/message.ts';
import { hexOf, octets, opaque, uint } from '../../octets/octets.ts';

/** A Piece with so much data, and a TLV of grease behind it. */
function piece(data: number, grease: number): Uint8Array {
  return message(
    'Piece',
    { from: 'source', to: 'destination', exchange: 7 },
    tlv('piece', 'c1'.repeat(20), uint(0x1234, 4), opaque(octets('5a'.repeat(data - 1), 'a5'))),
    rawTlv(0x0a0a, octets('9c'.repeat(grease))),
  );
}

/** They come and go in any order. */
export const anyLength = defineCase({
  id: 'codec/pieces-of-any-length',
  title:
    'pieces of many lengths, one behind the other, are read, and their values are written as the same octets',
  covers: ['MSG-008', 'MSG-013'],
  role: 'codec',
  needs: ['message.decode', 'message.encode'],
  async run({ evaluate, expect }) {
    const sizes = [1, 1_000, 30_000, 2, 8_000, 8_192, 20_000, 28_000, 25_000, 3];
    for (const data of [...sizes, ...sizes]) {
      for (const grease of [0, 46]) {
        const sent = piece(data, grease);
        const { value } = (await evaluate('message.decode', { octets: hexOf(sent) })) as {
          readonly value?: object;
        };
        const written = (await evaluate('message.encode', { value })) as { readonly octets?: string };
        expect.equal(written.octets?.length, 2 * sent.length, `the digits of a piece of ${data}`, 'MSG-008');
        expect.that(written.octets === hexOf(sent), {
          expectedOneOf: [`the octets that a piece of ${data} was read from`],
          actual: 'others',
          requirement: 'MSG-008',
        });
      }
    }
  },
});
