/**
 * The network of the lab as data: which namespaces there are, what joins them, and the commands that build it. Every
 * domain is a bridge in the namespace of its access router; the routers meet at a bridge in a namespace of its own.
 * XIP travels over it in UDP, so that every agent listens on the usual port at an address of its own.
 */

/** A domain. */
export interface DomainPlan {
  readonly name: string;
  /** Namespace of its access router. */
  readonly router: string;
  /** Namespaces of hosts: they get a tap for a guest. */
  readonly hosts: readonly string[];
  /** Namespaces of clients: they get a device for packets of IP that ride on XIP. */
  readonly clients: readonly string[];
  /** Namespaces of all others: witness, rendezvous. */
  readonly others: readonly string[];
}

/** A network of the lab. */
export interface NetworkPlan {
  /** What all names of the run begin with: letters and digits, at most 12. */
  readonly id: string;
  readonly domains: readonly DomainPlan[];
  /** Octets of a packet of IP on every link; 68 to 65535. */
  readonly mtu: number;
  /** The hosts whose tap is for the second guest; those of all others are for the first. */
  readonly secondAt?: readonly string[];
}

/** A built place: what stands in one namespace. */
export interface Place {
  /** The short name, such as `h1`. */
  readonly name: string;
  /** The name of the namespace on this machine. */
  readonly namespace: string;
  readonly domain: string;
  readonly kind: 'router' | 'host' | 'client' | 'other';
  /** IPv4 address towards the lab. */
  readonly address: string;
  /** The guest that its tap is for; of hosts only. */
  readonly link?: GuestLink;
}

/** The network of a guest: all that is on it is the guest and the host where it is, which is its router. */
export interface GuestLink {
  /** The router of the guest: this address, with the same MAC, is on the tap of every host where the guest may be. */
  readonly routerAddress: string;
  readonly address: string;
  readonly mac: string;
}

/** The networks of the first guest and of the second. */
export const guestLinks: readonly [GuestLink, GuestLink] = [guestLink(0), guestLink(1)];

function guestLink(n: number): GuestLink {
  return { routerAddress: `10.9.${n}.1`, address: `10.9.${n}.2`, mac: `52:54:00:09:0${n}:02` };
}

/** What every guest and every tap is told, so that a guest finds the same router wherever it wakes up. */
export const guestNetwork = {
  tap: 'tap0',
  routerMac: '02:c0:de:00:00:01',
  routerLinkLocal: 'fe80::1',
  /** The device by which the kernel of a host or a correspondent hands packets to its gateway. */
  tun: 'xip0',
  /** What one packet of a session carries. */
  tunMtu: 1172,
  /** The first client; the others follow. */
  clientAddress: '10.10.0.1',
  guests: '10.9.0.0/16',
  clients: '10.10.0.0/24',
} as const;

const core = 'x';
const addressesFrom = 11;

/** The places of a network, routers before what is behind them. */
export function placesOf({ id, domains, secondAt = [] }: NetworkPlan): readonly Place[] {
  return domains.flatMap(({ name: domain, router, hosts, clients, others }, i) => {
    const place = (name: string, kind: Place['kind'], last: number): Place => ({
      name,
      namespace: `${id}-${name}`,
      domain,
      kind,
      address: `10.66.${i + 1}.${last}`,
      ...(kind === 'host' ? { link: guestLinks[secondAt.includes(name) ? 1 : 0] } : {}),
    });
    const members = [
      ...hosts.map((member) => [member, 'host'] as const),
      ...clients.map((member) => [member, 'client'] as const),
      ...others.map((member) => [member, 'other'] as const),
    ];
    return [
      place(router, 'router', 1),
      ...members.map(([member, kind], n) => place(member, kind, addressesFrom + n)),
    ];
  });
}

/** All namespaces of a network. */
export function namespacesOf(plan: NetworkPlan): readonly string[] {
  return [`${plan.id}-${core}`, ...placesOf(plan).map(({ namespace }) => namespace)];
}

/** The commands that build a network, in order; each is a program and its words. */
export function buildCommands(plan: NetworkPlan): readonly (readonly string[])[] {
  const { id, domains, mtu } = plan;
  const middle = `${id}-${core}`;
  const commands: (readonly string[])[] = [];
  const ip = (namespace: string, words: string): void => {
    commands.push(['ip', '-n', namespace, ...words.split(' ')]);
  };
  const bridge = (namespace: string, name: string): void => {
    ip(namespace, `link add ${name} type bridge forward_delay 0 mcast_snooping 0`);
    ip(namespace, `link set ${name} mtu ${mtu} up`);
  };
  const join = (inside: string, port: string, on: string, namespace: string, device: string): void => {
    ip(inside, `link add ${port} type veth peer name ${device} netns ${namespace}`);
    ip(inside, `link set ${port} mtu ${mtu} master ${on} up`);
    ip(namespace, `link set ${device} mtu ${mtu} up`);
  };
  for (const namespace of namespacesOf(plan)) {
    commands.push(['ip', 'netns', 'add', namespace]);
    ip(namespace, 'link set lo up');
  }
  bridge(middle, 'br0');
  const places = placesOf(plan);
  domains.forEach(({ name: domain, router }, i) => {
    const namespace = `${id}-${router}`;
    join(middle, `p${i + 1}`, 'br0', namespace, 'core0');
    ip(namespace, `addr add 10.66.0.${i + 1}/24 dev core0`);
    bridge(namespace, 'br0');
    ip(namespace, `addr add 10.66.${i + 1}.1/24 dev br0`);
    domains.forEach((_, other) => {
      if (other !== i) ip(namespace, `route add 10.66.${other + 1}.0/24 via 10.66.0.${other + 1}`);
    });
    commands.push(['ip', 'netns', 'exec', namespace, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    places
      .filter((place) => place.domain === domain && place.kind !== 'router')
      .forEach((place, n) => {
        join(namespace, `p${n + 1}`, 'br0', place.namespace, 'u0');
        ip(place.namespace, `addr add ${place.address}/24 dev u0`);
        ip(place.namespace, `route add default via 10.66.${i + 1}.1`);
      });
  });
  const { guests, clients, clientAddress } = guestNetwork;
  for (const { namespace, kind, link } of places) {
    if (link !== undefined) {
      addTap(commands, namespace, link);
      addTun(commands, namespace, undefined, [clients, guests]);
    } else if (kind === 'client') addTun(commands, namespace, clientAddress, [guests]);
  }
  return commands;
}

/** A tap that is the guest's router, whichever host it is on: the neighbour entries never have to be learnt anew. */
function addTap(commands: (readonly string[])[], namespace: string, link: GuestLink): void {
  const { tap, routerMac, routerLinkLocal } = guestNetwork;
  const { routerAddress, address, mac } = link;
  const ip = (words: string): void => {
    commands.push(['ip', '-n', namespace, ...words.split(' ')]);
  };
  ip(`tuntap add ${tap} mode tap`);
  ip(`link set ${tap} address ${routerMac} addrgenmode none up`);
  ip(`addr add ${routerAddress}/24 dev ${tap}`);
  ip(`-6 addr add ${routerLinkLocal}/64 dev ${tap} nodad`);
  ip(`neigh replace ${address} lladdr ${mac} nud permanent dev ${tap}`);
  commands.push(['ip', 'netns', 'exec', namespace, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
}

/** The device between the kernel and a gateway; it stays while agents come and go. */
function addTun(
  commands: (readonly string[])[],
  namespace: string,
  address: string | undefined,
  routed: readonly string[],
): void {
  const { tun, tunMtu } = guestNetwork;
  const ip = (words: string): void => {
    commands.push(['ip', '-n', namespace, ...words.split(' ')]);
  };
  ip(`tuntap add ${tun} mode tun`);
  ip(`link set ${tun} mtu ${tunMtu} up`);
  if (address !== undefined) ip(`addr add ${address}/32 dev ${tun}`);
  for (const prefix of routed) ip(`route add ${prefix} dev ${tun}`);
}

/** The commands that take a network away again; each may fail, where only a part of it was built. */
export function removeCommands(namespaces: readonly string[]): readonly (readonly string[])[] {
  return namespaces.map((namespace) => ['ip', 'netns', 'delete', namespace]);
}
