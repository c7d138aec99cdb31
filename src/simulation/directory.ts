/** Who is who: the keys, identifiers and addresses of everybody in a scenario, all from its seed. */
import { identifierOf, sha256, signerFromSeed } from '../protocol/index.ts';
import { type Identity, identityOf } from '../runtime/index.ts';
import { chainDag, type Dag, make4Id, makeXid, type Xid, xidType } from '../xia/index.ts';
import type { Scenario } from './scenario.ts';

const encoder = new TextEncoder();

/** A domain. */
export interface Domain {
  readonly name: string;
  readonly router: string;
  readonly ad: Xid;
  /** The 4ID of its router, when it has an IPv4 address. */
  readonly via: Xid | undefined;
  readonly ip: Uint8Array | undefined;
  readonly identity: Identity;
}

/** Looks up who is who. */
export interface Directory {
  readonly domains: ReadonlyMap<string, Domain>;
  /** Tells whether a node is a host, a correspondent or a rendezvous. */
  isEndNode(node: string): boolean;
  /** The domain of a host, a correspondent, a rendezvous or a router by its name. */
  domainOf(node: string): Domain;
  /** The identity of a host, correspondent or rendezvous in its domain, or of a machine in the domain of its first host. */
  identity(name: string): Identity;
  /** The name of somebody by the id of a HID in hexadecimal, or the first digits when nobody has it. */
  nameOf(hid: string): string;
  /** The address of a machine in a domain. */
  placeIn(domain: Domain, hid: Uint8Array): Dag;
}

/** Makes the directory of a scenario; keys are made when they are first asked for. */
export function makeDirectory(scenario: Scenario, seed: number): Directory {
  const names = new Map<string, string>();
  const identities = new Map<string, Identity>();
  const signerOf = (name: string) =>
    signerFromSeed(sha256(encoder.encode(`xlmp simulation ${seed} ${name}`)));
  const remember = (name: string, identity: Identity): Identity => {
    identities.set(name, identity);
    names.set(identity.hidText, name);
    return identity;
  };

  const domains = new Map<string, Domain>();
  const homes = new Map<string, Domain>();
  for (const { name, router, ip, rendezvous } of scenario.ads) {
    const signer = signerOf(router);
    const ad = makeXid(xidType.ad, identifierOf('AD', signer.publicKey));
    const octets = ip === undefined ? undefined : Uint8Array.from(ip.split('.'), Number);
    const via = octets === undefined ? undefined : make4Id(octets);
    const identity = remember(router, identityOf(signer, ad, via));
    const domain = { name, router, ad, via, ip: octets, identity };
    domains.set(name, domain);
    homes.set(router, domain);
    if (rendezvous !== undefined) homes.set(rendezvous, domain);
  }
  for (const { name, ad } of [...scenario.hosts, ...scenario.correspondents])
    homes.set(name, domains.get(ad)!);

  const domainOf = (node: string): Domain => {
    const domain = homes.get(node);
    if (domain === undefined) throw new RangeError(`${node} is in no domain`);
    return domain;
  };
  return {
    domains,
    isEndNode: (node) => homes.has(node) && homes.get(node)!.router !== node,
    domainOf,
    identity(name) {
      const known = identities.get(name);
      if (known !== undefined) return known;
      const group = scenario.machines.find((machine) => isMember(name, machine.name, machine.count));
      const { ad, via } = domainOf(group?.host ?? name);
      return remember(name, identityOf(signerOf(name), ad, via));
    },
    nameOf: (hid) => names.get(hid) ?? hid.slice(0, 8),
    placeIn: ({ ad, via }, hid) => chainDag(...[via ?? [], ad, makeXid(xidType.hid, hid)].flat()),
  };
}

/** The names of the members of a group of machines; the machine itself when it is none. */
export function membersOf({
  name,
  count,
}: {
  readonly name: string;
  readonly count?: number | undefined;
}): string[] {
  return count === undefined ? [name] : Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

function isMember(name: string, group: string, count: number | undefined): boolean {
  if (count === undefined) return name === group;
  return name.startsWith(`${group}-`) && /^\d+$/.test(name.slice(group.length + 1));
}
