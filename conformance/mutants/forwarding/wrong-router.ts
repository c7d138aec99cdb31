/** How a mutant changes what a router does: the packet before the router has it, or what comes out. */
import type { Implementation } from '../../../src/agent/index.ts';
import type { Dag, Emission, Router } from '../../../src/xia/index.ts';

/** A router as the kit uses it. */
export type RouterPort = Pick<Router, 'forwarder' | 'receive'>;

/** Offsets in a packet that mutants need, as chapter 03 draws them. */
export const at = { version: 0, nextHeader: 1, hopLimit: 4, destinationNodes: 5, last: 7, nodes: 8 } as const;

/** Octets of a node, and where its edges begin. */
export const node = { octets: 28, edges: 24 } as const;

/** The reference with routers that receive in another way. `receive` gets a router of the reference. */
export function withRouter(
  reference: Implementation,
  receive: (router: RouterPort, packet: Uint8Array, address: Dag) => Emission[],
): Implementation {
  return {
    ...reference,
    makeRouter(address) {
      const router = reference.makeRouter(address);
      return { forwarder: router.forwarder, receive: (packet) => receive(router, packet, address) };
    },
  };
}

/** Where the edges stand that a packet tries first. */
export function currentEdges(packet: Uint8Array): number {
  const count = packet[at.destinationNodes]!;
  const last = packet[at.last]!;
  return at.nodes + node.octets * (last < count ? last : count - 1) + node.edges;
}

/** A copy of a packet with the octet at an offset changed. */
export function changed(packet: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = Uint8Array.from(packet);
  copy[offset] = value;
  return copy;
}
