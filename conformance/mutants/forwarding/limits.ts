/** Writers of packets that go beyond the limits, and routers that look at what is no business of theirs. */
import { type Dag, decodeDag, formatXid } from '../../../src/xia/index.ts';
import { defineMutant } from '../mutant.ts';
import { at, node, withRouter } from './wrong-router.ts';

const sourceNodesAt = 6;
const mostNodes = 20;

/** The first nodes of an address as an address. */
function cut(dag: Dag): Dag {
  if (dag.nodes.length <= mostNodes) return dag;
  const nodes = dag.nodes.slice(0, mostNodes);
  return { ...dag, nodes: [...nodes.slice(0, -1), { ...nodes.at(-1)!, edges: [] }] };
}

/** Sends to somewhere on the way. */
export const cutsAddresses = defineMutant({
  id: 'forwarding/cuts-long-addresses',
  of: 'forwarding',
  breaks: ['XIP-006'],
  says: 'Writes the first 20 nodes of an address that has more.',
  caughtBy: ['forwarding/too-many-destination-nodes', 'forwarding/too-many-source-nodes'],
  make: (reference) => ({
    ...reference,
    buildPacket: (parts) =>
      reference.buildPacket({ ...parts, destination: cut(parts.destination), source: cut(parts.source) }),
  }),
});

/** Looks at the source of what it forwards. */
export const judgesSources = defineMutant({
  id: 'forwarding/drops-wrong-sources',
  of: 'forwarding',
  breaks: ['FWD-005', 'FWD-007'],
  says: 'Drops a packet whose source is no valid address.',
  caughtBy: ['forwarding/delivered-with-source-loop', 'forwarding/unreachable-with-source-loop'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const start = at.nodes + node.octets * (packet[at.destinationNodes] ?? 0);
      const source = packet.subarray(start, start + node.octets * (packet[sourceNodesAt] ?? 0));
      return decodeDag(source).ok ? router.receive(packet) : [{ kind: 'malformed', packet }];
    }),
});

/** Does not learn again. */
export const firstRouteStays = defineMutant({
  id: 'forwarding/first-route-stays',
  of: 'forwarding',
  breaks: ['FWD-002'],
  says: 'Keeps the route of an identifier when it is given another one.',
  caughtBy: ['forwarding/router/route-replaced', 'forwarding/many-routes-replaced'],
  make: (reference) => ({
    ...reference,
    makeRouter(address) {
      const router = reference.makeRouter(address);
      const { forwarder } = router;
      const known = new Set<string>();
      const setRoute = forwarder.setRoute.bind(forwarder);
      Object.assign(forwarder, {
        setRoute(...[xid, ...rest]: Parameters<typeof setRoute>) {
          if (!known.has(formatXid(xid))) setRoute(xid, ...rest);
          known.add(formatXid(xid));
        },
      });
      return router;
    },
  }),
});
