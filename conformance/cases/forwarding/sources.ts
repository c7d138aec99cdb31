/**
 * Packets whose source is no valid address, or whose destination is none where nobody looks: a router judges what it
 * comes to alone (chapter 03). What it answers to such a source is left open, and no case says it.
 */
import { adOf, cast } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { hexOf, patched } from '../../octets/octets.ts';
import { addressText, echoRequest } from '../../octets/xip.ts';

const [fixedOctets, nodeOctets, nodes] = [8, 28, 3];

/** Where the edges of a node stand, counted over destination and source. */
function edgesOf(node: number): number {
  return fixedOctets + nodeOctets * (node + 1) - 4;
}

/** What no valid address has, by what is wrong with it. */
const faults = {
  'source-beyond': [nodes, '017f7f09'],
  'source-entry-beyond': [2 * nodes - 1, '00097f7f'],
  'source-loop': [nodes, '00017f7f'],
  'source-repeats': [nodes, '01017f7f'],
  'source-gap': [nodes, '7f017f7f'],
  'source-marked': [nodes, '81ff7f7f'],
  'untried-beyond': [nodes - 1, '00097f7f'],
} as const satisfies Readonly<Record<string, readonly [node: number, edges: string]>>;

/** An echo request with the fault in it. */
function spoiled(fault: keyof typeof faults): Uint8Array {
  const [node, edges] = faults[fault];
  return patched(echoRequest('source', 'destination', 1, 1), edgesOf(node), edges);
}

/** What becomes of the packet itself; answers stand behind it. */
async function fateOf(
  { evaluate }: CaseContext,
  fault: keyof typeof faults,
  local: readonly string[],
): Promise<unknown> {
  const routes = local.map((xid) => ({ xid, action: 'local' }));
  const input = { address: addressText(cast.witness), types: ['AD', 'HID', 'SID'], routes };
  const { emissions } = (await evaluate('forward', { ...input, octets: hexOf(spoiled(fault)) })) as {
    readonly emissions: readonly { readonly kind: string }[];
  };
  return emissions[0]?.kind;
}

const { destination } = cast;
const place = [`AD:${adOf(destination)}`, `HID:${destination.hid}`, `SID:${destination.sid}`] as const;

/** It is delivered, whatever is said of it in return. */
export const delivered: readonly Case[] = Object.keys(faults).map((name) =>
  defineCase({
    id: `forwarding/delivered-with-${name}`,
    title: `an echo request is delivered although its addresses have this fault: ${name}`,
    covers: ['FWD-005'],
    role: 'forwarding',
    needs: ['forward'],
    async run(context) {
      const fate = await fateOf(context, name as keyof typeof faults, place);
      context.expect.equal(fate, 'local', 'what becomes of it', 'FWD-005');
    },
  }),
);

/** It has no way, whatever is said of it in return. */
export const unreachable: readonly Case[] = Object.keys(faults)
  .filter((name) => name !== 'untried-beyond')
  .map((name) =>
    defineCase({
      id: `forwarding/unreachable-with-${name}`,
      title: `a packet without a way is unreachable although its addresses have this fault: ${name}`,
      covers: ['FWD-007'],
      role: 'forwarding',
      needs: ['forward'],
      async run(context) {
        const fate = await fateOf(context, name as keyof typeof faults, []);
        context.expect.equal(fate, 'unreachable', 'what becomes of it', 'FWD-007');
      },
    }),
  );
