/** An access router of chapter 12 as a node of the network; it can crash and come back with its journal. */
import { type AccessRouter, startAccessRouter, type StationFunctions } from '../adaptation/index.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import { memoryStore } from '../stores/memory.ts';
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import { xipOffset } from '../xia/index.ts';
import type { RouterState } from './design.ts';
import type { Domain } from './directory.ts';
import type { NetworkNode } from './network.ts';
import type { Observer } from './observer.ts';
import { sendOver, type Surroundings, unwrapped, worldRoutes } from './router-node.ts';

/** An access router in the network. */
export interface AccessNode extends NetworkNode {
  /** The router that runs; undefined while it is down. */
  router(): AccessRouter | undefined;
  state(): RouterState;
  crash(): void;
  restart(): void;
}

const { defaultHopLimit } = xipProfiles['xia-core-v2'];

/** Starts an access router with the hosts, peers and rendezvous of its domain as neighbours. */
export function accessNode(
  surroundings: Surroundings,
  domain: Domain,
  parts: {
    readonly clock: Clock;
    readonly functions: StationFunctions;
    readonly observer: Observer;
    /** Whether packets are held, and sent on to the new place. */
    readonly holds: boolean;
    readonly seed: number;
  },
): AccessNode {
  const { network, directory } = surroundings;
  const { clock, functions, observer, holds, seed } = parts;
  const name = domain.router;
  const store = memoryStore();
  const sendTo = sendOver(surroundings, name, domain.ip);
  const nextOf = worldRoutes(surroundings, name);
  const neighbours = new Map(
    network
      .neighbours(name)
      .filter((neighbour) => directory.isEndNode(neighbour))
      .map((neighbour) => [directory.identity(neighbour).hidText, neighbour]),
  );
  let starts = 0;
  let dropped = 0;

  /** What the router sends for itself has all its hops before it. */
  const observe = (packet: Uint8Array): void => {
    if (packet[xipOffset.hopLimit] === defaultHopLimit) observer.sent(name, packet);
  };
  const start = (): AccessRouter => {
    starts += 1;
    return startAccessRouter({
      identity: domain.identity,
      clock,
      store,
      random: seededRandom(seed + starts),
      functions,
      neighbours: [...neighbours.keys()],
      ...(holds ? {} : { bounds: { packets: 0, octets: 0 }, forwardOctets: 0 }),
      send(packet) {
        observe(packet);
        const next = nextOf(packet);
        if (next !== undefined) sendTo(next, packet);
        // What it sends to somebody of its own domain comes back to it.
        else router?.receive(packet);
      },
      deliver(packet, host) {
        observe(packet);
        const neighbour = neighbours.get(host);
        if (neighbour !== undefined) sendTo(neighbour, packet);
      },
    });
  };
  let router: AccessRouter | undefined = start();
  return {
    name,
    router: () => router,
    receive(packet, from) {
      const inner = unwrapped(surroundings, packet, from);
      if (inner !== undefined) router?.receive(inner);
    },
    state() {
      const views = router?.view() ?? [];
      let rows = 0;
      let held = 0;
      let lost = 0;
      for (const view of views) {
        if (view.state !== 'absent') rows += 1;
        held += view.held;
        lost += view.dropped;
      }
      dropped = Math.max(dropped, lost);
      return { name, rows, held, dropped };
    },
    crash() {
      router?.stop();
      router = undefined;
    },
    restart() {
      router ??= start();
    },
  };
}
