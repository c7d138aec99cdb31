/** What a writer of packets does at the limits of the header, and that it writes nothing beyond them (chapter 03). */
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';

const idDigits = 40;
const mostNodes = 20;
const mostPayload = 0xffff;
const nodeOctets = 28;
const fixedOctets = 8;

/** What a packet is to be made of. */
interface Parts {
  readonly destination?: string;
  readonly source?: string;
  readonly payload?: string;
}

/** An address in which each of so many networks leads to the next one. */
function networks(count: number): string {
  const ids = Array.from({ length: count }, (_, n) => (n + 1).toString(16).padStart(idDigits, '0'));
  return `RE ${ids.map((id) => `AD:${id}`).join(' ')}`;
}

/** How many octets the packet has that comes of it, or that there is none. */
async function sizeOf({ evaluate }: CaseContext, parts: Parts): Promise<number | 'refused'> {
  const plain = { destination: networks(1), source: networks(1), payload: '' };
  const input = { profile: 'xia-core-v2', ...plain, ...parts };
  const { octets } = (await evaluate('header.encode', input)) as { readonly octets?: string };
  return octets === undefined ? 'refused' : octets.length / 2;
}

function payloadOf(octets: number): string {
  return '5a'.repeat(octets);
}

/** As long as the length can say. */
export const longestPayload: Case = defineCase({
  id: 'forwarding/longest-payload',
  title: 'a payload of 65535 octets makes a packet',
  covers: ['XIP-001', 'XIP-003'],
  role: 'forwarding',
  needs: ['header.encode'],
  async run(context) {
    const size = await sizeOf(context, { payload: payloadOf(mostPayload) });
    context.expect.equal(size, fixedOctets + 2 * nodeOctets + mostPayload, 'octets of the packet', 'XIP-001');
  },
});

/** The length could not say it. */
export const payloadTooLong: Case = defineCase({
  id: 'forwarding/payload-too-long',
  title: 'a payload of 65536 octets makes no packet: its length would be said to be 0',
  covers: ['XIP-003'],
  role: 'forwarding',
  needs: ['header.encode'],
  twin: 'forwarding/longest-payload',
  async run(context) {
    const size = await sizeOf(context, { payload: payloadOf(mostPayload + 1) });
    context.expect.equal(size, 'refused', 'what is written', 'XIP-003');
  },
});

function tooManyNodes(side: 'destination' | 'source'): Case {
  return defineCase({
    id: `forwarding/too-many-${side}-nodes`,
    title: `no packet is made with a ${side} of 21 nodes`,
    covers: ['XIP-006'],
    role: 'forwarding',
    needs: ['header.encode'],
    twin: 'forwarding/header/build-20-nodes',
    async run(context) {
      const size = await sizeOf(context, { [side]: networks(mostNodes + 1) });
      context.expect.equal(size, 'refused', 'what is written', 'XIP-006');
    },
  });
}

/** Nobody would take it. */
export const tooManyDestinationNodes = tooManyNodes('destination');
/** Nobody would take it. */
export const tooManySourceNodes = tooManyNodes('source');
