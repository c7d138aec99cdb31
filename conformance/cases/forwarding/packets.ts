/** That a writer of packets writes nothing beyond the limits of the header (chapter 03). */
import { type Case, defineCase } from '../../case.ts';

const idDigits = 40;
const mostNodes = 20;

/** An address in which each of so many networks leads to the next one. */
function networks(count: number): string {
  const ids = Array.from({ length: count }, (_, n) => (n + 1).toString(16).padStart(idDigits, '0'));
  return `RE ${ids.map((id) => `AD:${id}`).join(' ')}`;
}

function tooManyNodes(side: 'destination' | 'source'): Case {
  return defineCase({
    id: `forwarding/too-many-${side}-nodes`,
    title: `no packet is made with a ${side} of 21 nodes`,
    covers: ['XIP-006'],
    role: 'forwarding',
    needs: ['header.encode'],
    twin: 'forwarding/header/build-20-nodes',
    async run({ evaluate, expect }) {
      const plain = { destination: networks(1), source: networks(1), payload: '' };
      const input = { profile: 'xia-core-v2', ...plain, [side]: networks(mostNodes + 1) };
      const { octets } = (await evaluate('header.encode', input)) as { readonly octets?: string };
      expect.equal(octets, undefined, 'what is written', 'XIP-006');
    },
  });
}

/** Nobody would take it. */
export const tooManyDestinationNodes = tooManyNodes('destination');
/** Nobody would take it. */
export const tooManySourceNodes = tooManyNodes('source');
