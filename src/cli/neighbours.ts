/** The hosts of the network of an access router, found among the contacts that it is given. */
import type { AccessRouter } from '../adaptation/index.ts';
import { equalXids } from '../xia/index.ts';
import type { Contact } from './contact.ts';

/** Takes contacts, and tells the router of those in its network as soon as there is one. */
export interface Neighbours {
  found(contact: Contact): void;
  begin(router: AccessRouter): void;
}

/** Contacts come again and again; each host is told of once, and no machine that the router looks after. */
export function neighbours(): Neighbours {
  const told = new Set<string>();
  const early: Contact[] = [];
  let router: AccessRouter | undefined;
  const found = (contact: Contact): void => {
    if (router === undefined) return void early.push(contact);
    const { hid, address, network } = contact;
    const [own] = router.identity.address.nodes;
    const isHere = network === undefined && address.nodes.some(({ xid }) => equalXids(xid, own!.xid));
    if (!isHere || told.has(hid) || router.view().some(({ machine }) => machine === hid)) return;
    told.add(hid);
    router.addNeighbour(hid);
  };
  return {
    found,
    begin(begun) {
      router = begun;
      for (const contact of early.splice(0)) found(contact);
    },
  };
}
