/** What suites of both ends of a session give: what comes in it, and what the application sends. */
import { between, openersNonce, serviceOf, type Where } from '../../ground/peers.ts';
import { datagram, type OpeningParts, sessionOpen } from '../../octets/from-peer.ts';
import { hexOf, octets } from '../../octets/octets.ts';
import { sessionHeader } from '../../octets/xip.ts';
import type { MemberName } from '../../cast.ts';
import type { Scene, Stimulus } from '../stimulus.ts';

/** The id of the session that the implementation has accepted; an id that no session has when there is none. */
export function sessionIn(scene: Scene): Uint8Array {
  return scene.last('SessionAccept')?.tlv('session') ?? octets('5e'.repeat(16));
}

/** Who is at the other end, where, and who is tested. */
export interface Ends {
  readonly other: MemberName;
  readonly tested: MemberName;
}

/** A packet of the other end from a place. */
export function packetFrom(
  { other, tested }: Ends,
  where: Where,
  payload: (scene: Scene) => Uint8Array,
  nextHeader = 0,
): (scene: Scene) => Promise<void> {
  return (scene) => scene.deliver(between([other, where], tested, payload(scene), nextHeader));
}

/** The other end opens a session from a place and uses it, once; a suite about what follows begins so. */
export function begins(ends: Ends, where: Where, parts: Partial<OpeningParts>): Stimulus {
  const { other, tested } = ends;
  const opening = {
    from: other,
    to: tested,
    nonce: openersNonce,
    address: serviceOf(other, where),
    ...parts,
  };
  const opens = packetFrom(ends, where, () => sessionOpen(opening));
  const uses = packetFrom(ends, where, (scene) => datagram(sessionIn(scene), 1, 'd0'), sessionHeader);
  return {
    name: 'a session is opened and used',
    async give(scene) {
      if (scene.hasSaid('SessionAccept')) return false;
      await opens(scene);
      await uses(scene);
    },
  };
}

/** A stimulus that there is only in a session. */
export function inSession(name: string, give: Stimulus['give']): Stimulus {
  return {
    name,
    give: async (scene) => (!scene.hasSaid('SessionAccept') ? false : give(scene)),
  };
}

/**
 * What the application of a peer sends at once: less than the answer to a Rebind takes. What is left of what may be sent
 * to a place that is not proved, when a datagram has to wait, is then too little for any message, and no later step
 * depends on how much it is.
 */
const datagramOctets = 100;

/** So many datagrams are sent where nothing stops them; no message of the other end makes room for as many. */
const mostAtOnce = 10;

function sends(scene: Scene): Promise<boolean> {
  const data = 'be'.repeat(datagramOctets);
  return scene.order({ kind: 'send', session: hexOf(sessionIn(scene)), octets: data });
}

/** The application sends one datagram. */
export const applicationSends: Stimulus = inSession('the application sends', async (scene) => {
  if (!(await sends(scene))) return false;
});

/** A stimulus after which the application sends until something waits, so that what may be sent never adds up. */
export function pouring(stimulus: Stimulus): Stimulus {
  return {
    name: stimulus.name,
    async give(scene) {
      if ((await stimulus.give(scene)) === false) return false;
      for (let count = 0; count < mostAtOnce && !scene.isKept(); count += 1)
        if (!(await sends(scene))) return;
    },
  };
}
