/** Routers that search for the way otherwise. */
import { defineMutant } from '../mutant.ts';
import { at, changed, currentEdges, node, withRouter } from './wrong-router.ts';

/** Always from the start. */
export const alwaysFromEntry = defineMutant({
  id: 'forwarding/searches-from-entry',
  of: 'forwarding',
  breaks: ['FWD-001'],
  says: 'Starts the search at the entry although the packet stands at another node.',
  caughtBy: ['forwarding/router/from-last'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const last = packet[at.last]!;
      if (last >= packet[at.destinationNodes]! - 1) return router.receive(packet);
      return router
        .receive(changed(packet, at.last, 0x7e))
        .map((one) =>
          one.packet[at.last] === 0x7e ? { ...one, packet: changed(one.packet, at.last, last) } : one,
        );
    }),
});

/** Only the first edge. */
export const noFallback = defineMutant({
  id: 'forwarding/tries-one-edge',
  of: 'forwarding',
  breaks: ['FWD-002'],
  says: 'Tries the first edge alone and never the fallbacks.',
  caughtBy: ['forwarding/router/second-edge'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const edges = currentEdges(packet);
      if (edges + 4 > packet.length) return router.receive(packet);
      const kept = packet.slice(edges + 1, edges + 4);
      packet.fill(0x7f, edges + 1, edges + 4);
      const emissions = router.receive(packet);
      packet.set(kept, edges + 1);
      return emissions;
    }),
});

/** As xia-core has it. */
export const unknownTypeEnds = defineMutant({
  id: 'forwarding/unknown-type-ends-search',
  of: 'forwarding',
  breaks: ['FWD-003'],
  says: 'Gives a packet up at an edge to an identifier of a type that it does not know.',
  caughtBy: ['forwarding/router/unknown-type'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const edges = currentEdges(packet);
      const first = packet[edges]! & 0x7f;
      const start = at.nodes + node.octets * first;
      const type =
        start + 4 > packet.length ? 0 : new DataView(packet.buffer, packet.byteOffset).getUint32(start);
      const known = first === 0x7f || router.forwarder.routes.typeRoutes(type) !== undefined;
      return known || packet[at.version] !== 1 ? router.receive(packet) : [{ kind: 'unreachable', packet }];
    }),
});

/** Does not note the way. */
export const noMarks = defineMutant({
  id: 'forwarding/sets-no-marks',
  of: 'forwarding',
  breaks: ['FWD-004'],
  says: 'Passes local identifiers without a visited mark.',
  caughtBy: ['forwarding/router/one-local-hop'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const before = Uint8Array.from(packet);
      return router.receive(packet).map((one) => {
        if (one.packet !== packet) return one;
        const copy = Uint8Array.from(packet);
        const end = at.nodes + node.octets * copy[at.destinationNodes]!;
        for (let edge = at.nodes + node.edges; edge < end; edge += node.octets)
          for (let slot = edge; slot < edge + 4; slot += 1) copy[slot] = before[slot]!;
        return { ...one, packet: copy };
      });
    }),
});

/** Sends on what has arrived. */
export const noDelivery = defineMutant({
  id: 'forwarding/sink-is-never-here',
  of: 'forwarding',
  breaks: ['FWD-005'],
  says: 'Takes a packet whose sink is local for one without a route.',
  caughtBy: ['forwarding/router/delivery'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      router
        .receive(packet)
        .map((one) =>
          one.kind === 'local' && one.packet[at.last] === one.packet[at.destinationNodes]! - 1
            ? { ...one, kind: 'unreachable' as const }
            : one,
        ),
    ),
});

/** Only the sink is delivered, as Linux has it. */
export const onlySink = defineMutant({
  id: 'forwarding/delivers-at-sink-only',
  of: 'forwarding',
  breaks: ['FWD-006'],
  says: 'Walks through a local service that is not the sink.',
  caughtBy: ['forwarding/router/service-before-sink'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      router
        .receive(packet)
        .map((one) =>
          one.kind === 'local' && one.packet[at.last] !== one.packet[at.destinationNodes]! - 1
            ? { ...one, kind: 'unreachable' as const }
            : one,
        ),
    ),
});

/** Delivers what is elsewhere. */
export const sinkIsHere = defineMutant({
  id: 'forwarding/last-at-sink-is-delivered',
  of: 'forwarding',
  breaks: ['FWD-010'],
  says: 'Delivers a packet whose last names the sink without a look at the routes.',
  caughtBy: ['forwarding/router/at-sink-elsewhere'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      packet[at.last] === packet[at.destinationNodes]! - 1
        ? [{ kind: 'local', packet }]
        : router.receive(packet),
    ),
});
