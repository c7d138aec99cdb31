/** Routers that drop, count and answer otherwise. */
import type { Emission } from '../../../src/xia/index.ts';
import { defineMutant } from '../mutant.ts';
import { at, changed, withRouter } from './wrong-router.ts';

function silent(emissions: Emission[], kind: Emission['kind']): Emission[] {
  return emissions.some((one) => one.kind === kind)
    ? emissions.filter((one) => one.kind === kind)
    : emissions;
}

/** Says nothing. */
export const dropsSilently = defineMutant({
  id: 'forwarding/unreachable-without-answer',
  of: 'forwarding',
  breaks: ['FWD-007'],
  says: 'Drops a packet without a way and tells nobody.',
  caughtBy: ['forwarding/router/no-route-ad'],
  make: (reference) =>
    withRouter(reference, (router, packet) => silent(router.receive(packet), 'unreachable')),
});

/** Forgets to count. */
export const keepsHopLimit = defineMutant({
  id: 'forwarding/keeps-hop-limit',
  of: 'forwarding',
  breaks: ['FWD-008'],
  says: 'Sends a packet on with the hop limit it came with.',
  caughtBy: ['forwarding/router/to-port'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const before = packet[at.hopLimit]!;
      return router
        .receive(packet)
        .map((one) =>
          one.kind === 'port' && one.packet === packet
            ? { ...one, packet: changed(packet, at.hopLimit, before) }
            : one,
        );
    }),
});

/** Counts one hop too many. */
export const forwardsLastHop = defineMutant({
  id: 'forwarding/forwards-hop-limit-1',
  of: 'forwarding',
  breaks: ['FWD-009'],
  says: 'Sends a packet with hop limit 1 on with 0.',
  caughtBy: ['forwarding/router/hop-limit-1'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      if (packet[at.hopLimit] !== 1) return router.receive(packet);
      packet[at.hopLimit] = 2;
      const emissions = router.receive(packet);
      return emissions.map((one) =>
        one.kind === 'port' && one.packet === packet
          ? { ...one, packet: changed(packet, at.hopLimit, 0) }
          : one,
      );
    }),
});

/** Answers what it should not even read. */
export const answersMalformed = defineMutant({
  id: 'forwarding/answers-malformed',
  of: 'forwarding',
  breaks: ['FWD-011'],
  says: 'Treats a packet that is not well formed as one without a way.',
  caughtBy: ['forwarding/router/edge-beyond'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      router
        .receive(packet)
        .map((one) => (one.kind === 'malformed' ? { ...one, kind: 'unreachable' as const } : one)),
    ),
});

/** Takes a cycle for a missing route. */
export const answersCycle = defineMutant({
  id: 'forwarding/answers-cycle',
  of: 'forwarding',
  breaks: ['FWD-012'],
  says: 'Answers a packet that goes round among local identifiers with unreachable.',
  caughtBy: ['forwarding/router/cycle'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      router
        .receive(packet)
        .map((one) =>
          one.kind === 'malformed' && packet[at.last]! < packet[at.destinationNodes]!
            ? { ...one, kind: 'unreachable' as const }
            : one,
        ),
    ),
});

/** Discards with a word. */
export const answersDiscard = defineMutant({
  id: 'forwarding/answers-discard',
  of: 'forwarding',
  breaks: ['FWD-013'],
  says: 'Takes a route that says discard for no route.',
  caughtBy: ['forwarding/router/discard'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      router
        .receive(packet)
        .map((one) => (one.kind === 'discard' ? { ...one, kind: 'unreachable' as const } : one)),
    ),
});
