/** A rendezvous of chapter 15 as a node of the network; it can crash and come back with its journal. */
import { type RendezvousPoint, startRendezvous, type StationFunctions } from '../adaptation/index.ts';
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import { memoryStore } from '../stores/memory.ts';
import { xipOffset } from '../xia/index.ts';
import type { Identity } from '../runtime/index.ts';
import type { Network, NetworkNode } from './network.ts';
import type { Observer } from './observer.ts';

/** A rendezvous in the network. */
export interface RendezvousNode extends NetworkNode {
  crash(): void;
  restart(): void;
}

const { defaultHopLimit } = xipProfiles['xia-core-v2'];

/** Starts a rendezvous that stands beside a router. */
export function rendezvousNode(
  network: Network,
  name: string,
  router: string,
  parts: {
    readonly identity: Identity;
    readonly clock: Clock;
    readonly functions: StationFunctions;
    readonly observer: Observer;
    readonly seed: number;
  },
): RendezvousNode {
  const store = memoryStore();
  let starts = 0;
  const start = (): RendezvousPoint => {
    starts += 1;
    const { identity, clock, functions, observer, seed } = parts;
    return startRendezvous({
      identity,
      clock,
      store,
      random: seededRandom(seed + starts),
      functions,
      send(packet) {
        if (packet[xipOffset.hopLimit] === defaultHopLimit) observer.sent(name, packet);
        network.send(name, router, packet);
      },
    });
  };
  let rendezvous: RendezvousPoint | undefined = start();
  return {
    name,
    receive: (packet) => rendezvous?.receive(packet),
    crash() {
      rendezvous?.stop();
      rendezvous = undefined;
    },
    restart() {
      rendezvous ??= start();
    },
  };
}
