/**
 * The network: nodes, the links between them, and the routes that follow from both. It moves packets and nothing
 * else; what a node does with them is the node's affair.
 */
import { type SeededRandom, seededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import { type Channel, channel, type LinkCount } from './link.ts';
import type { LinkSpec, Quality } from './scenario.ts';

/** A node of the network. */
export interface NetworkNode {
  readonly name: string;
  /** Takes a packet, which becomes its own, and the name of the neighbour that it came from. */
  receive(packet: Uint8Array, from: string): void;
}

/** Called for what happens on links; all are optional. */
export interface NetworkEvents {
  arrived?(packet: Uint8Array, at: string): void;
  lost?(packet: Uint8Array): void;
  copied?(from: Uint8Array, to: Uint8Array): void;
}

/** A network. */
export interface Network {
  add(node: NetworkNode): void;
  /** Sends a packet to a neighbour, in one hop. @throws RangeError when there is no link. */
  send(from: string, to: string, packet: Uint8Array): void;
  /** Changes a link, in both directions. */
  change(between: readonly string[], quality: Quality, isUp: boolean): void;
  /** Cuts these nodes off from all others; none ends the cut. */
  partition(names: readonly string[]): void;
  /** The neighbours of a node. */
  neighbours(name: string): readonly string[];
  /** The neighbour that is next on the shortest way from every node that has a way to this one. */
  nextHops(to: string): ReadonlyMap<string, string>;
  /** The shortest time of flight between two nodes in milliseconds. */
  distance(from: string, to: string): number;
  readonly count: Readonly<LinkCount>;
}

interface Edge {
  readonly to: string;
  readonly delayMs: number;
  readonly channel: Channel;
}

/**
 * Makes a network with links; its nodes are added later. Equal seeds give equal faults.
 *
 * @param transit the nodes that packets of others pass through.
 */
export function makeNetwork(
  links: readonly LinkSpec[],
  transit: ReadonlySet<string>,
  clock: Clock,
  seed: number,
  events: NetworkEvents = {},
): Network {
  const nodes = new Map<string, NetworkNode>();
  const edges = new Map<string, Map<string, Edge>>();
  const routes = new Map<
    string,
    { hops: ReadonlyMap<string, string>; delays: ReadonlyMap<string, number> }
  >();

  const connect = (from: string, to: string, link: LinkSpec, random: SeededRandom): void => {
    const outgoing = edges.get(from) ?? new Map<string, Edge>();
    edges.set(from, outgoing);
    const carrier = channel(link, {
      clock,
      random,
      deliver(packet) {
        events.arrived?.(packet, to);
        nodes.get(to)!.receive(packet, from);
      },
      lost: (packet) => events.lost?.(packet),
      copied: (packet, twin) => events.copied?.(packet, twin),
    });
    outgoing.set(to, { to, delayMs: link.delayMs, channel: carrier });
  };
  links.forEach((link, i) => {
    const [a = '', b = ''] = link.between;
    connect(a, b, link, seededRandom(Math.imul(seed, 0x9e3779b1) + 2 * i));
    connect(b, a, link, seededRandom(Math.imul(seed, 0x9e3779b1) + 2 * i + 1));
  });
  const routesTo = (goal: string) => {
    const known = routes.get(goal) ?? shortestWays(goal, edges, transit);
    routes.set(goal, known);
    return known;
  };
  const all = (): Edge[] => [...edges.values()].flatMap((outgoing) => [...outgoing.values()]);
  return {
    add(node) {
      nodes.set(node.name, node);
    },
    send(from, to, packet) {
      const edge = edges.get(from)?.get(to);
      if (edge === undefined) throw new RangeError(`there is no link between ${from} and ${to}`);
      edge.channel.send(packet);
    },
    change([a = '', b = ''], quality, isUp) {
      edges.get(a)?.get(b)?.channel.change(quality, isUp);
      edges.get(b)?.get(a)?.channel.change(quality, isUp);
    },
    partition(names) {
      const inside = new Set(names);
      for (const [from, outgoing] of edges) {
        for (const { to, channel: carrier } of outgoing.values())
          carrier.cut(inside.has(from) !== inside.has(to));
      }
    },
    neighbours: (name) => [...(edges.get(name)?.keys() ?? [])],
    nextHops: (to) => routesTo(to).hops,
    distance: (from, to) => routesTo(to).delays.get(from) ?? Number.NaN,
    get count() {
      const total: LinkCount = { packets: 0, octets: 0, lost: 0 };
      for (const { channel: carrier } of all()) {
        total.packets += carrier.count.packets;
        total.octets += carrier.count.octets;
        total.lost += carrier.count.lost;
      }
      return total;
    },
  };
}

/** Dijkstra's algorithm from the goal backwards; links have the same delay in both directions. */
function shortestWays(
  goal: string,
  edges: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
  transit: ReadonlySet<string>,
): { readonly hops: ReadonlyMap<string, string>; readonly delays: ReadonlyMap<string, number> } {
  const hops = new Map<string, string>();
  const delays = new Map([[goal, 0]]);
  const open = new Set([goal]);
  const done = new Set<string>();
  while (open.size > 0) {
    let nearest = '';
    for (const name of open) if (nearest === '' || delays.get(name)! < delays.get(nearest)!) nearest = name;
    open.delete(nearest);
    done.add(nearest);
    if (nearest !== goal && !transit.has(nearest)) continue;
    for (const { to, delayMs } of edges.get(nearest)?.values() ?? []) {
      const delay = delays.get(nearest)! + delayMs;
      if (done.has(to) || delay >= (delays.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      delays.set(to, delay);
      hops.set(to, nearest);
      if (transit.has(to)) open.add(to);
    }
  }
  return { hops, delays };
}
