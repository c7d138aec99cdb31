/**
 * How a correspondence begins: it opens a session, accepts one, or goes on with one from another process.
 */
import { toHex } from '../core/hex.ts';
import type { CorrespondentContext, CorrespondentInput } from '../machines/index.ts';
import { type Dag, makeXid, sinkOf, type Xid, xidType } from '../xia/index.ts';
import { packetOctets } from './answer-size.ts';
import type { CorrespondenceOptions, CorrespondenceStart } from './correspondence-options.ts';
import type { PeerCore, Rendezvous } from './peer-core.ts';
import type { CorrespondenceState } from './peer-state.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { placeOf, serviceAt } from './places.ts';
import type { Whereabouts } from './reach.ts';

/** The rendezvous that a peer names in the opening; undefined when it names none, or no address of it. */
export function rendezvousIn(
  named: { readonly host: string; readonly nodes: string } | undefined,
): Rendezvous | undefined {
  const address = named && dagOfNodes(named.nodes);
  return address === undefined ? undefined : { hid: named!.host, address };
}

/** The place in an address that a peer claims; undefined when it is not that of the peer. */
export function placeIn(nodes: string, peer: string): Dag | undefined {
  const address = dagOfNodes(nodes);
  if (address === undefined) return undefined;
  const place = placeOf(address);
  const sink = sinkOf(place);
  return sink.type === xidType.hid && toHex(sink.id) === peer ? place : undefined;
}

function serviceIn(address: Dag): Xid | undefined {
  const sink = address.nodes.at(-1)!.xid;
  return sink.type === xidType.sid ? sink : undefined;
}

/** The service at the other end, as far as the beginning tells it. */
export function serviceOfStart(start: CorrespondenceStart): Xid | undefined {
  switch (start.role) {
    case 'opens':
      return serviceIn(start.to);
    case 'accepts':
      return start.service;
    case 'resumes':
      return makeXid(xidType.sid, start.state.service);
  }
}

/** Where the other end was when the correspondence left the process that it was in before. */
export function whereaboutsOf(
  { home, good, trial }: CorrespondenceState,
  rendezvous: Rendezvous | undefined,
): Whereabouts {
  const former = trial === null ? null : good;
  return {
    home: dagOfNodes(home)!,
    place: dagOfNodes((trial ?? good)!.nodes)!,
    ...(former === null ? {} : { former: dagOfNodes(former.nodes)! }),
    ...(rendezvous === undefined ? {} : { rendezvous: rendezvous.address }),
  };
}

/** What the correspondent of a session remembers that was opened elsewhere; a test of a place begins anew. */
export function resumedContext(
  { timing }: PeerCore,
  { peer, rendezvous }: CorrespondenceOptions,
  session: string,
  { good, trial, latest, nonce, answerOctets, received, sent }: CorrespondenceState,
): CorrespondentContext {
  const base = { peer, hasRendezvous: rendezvous !== undefined, timing, session, count: 0 };
  return { ...base, good, trial, latest, nonce, answerOctets, received, sent };
}

/** What the party of the correspondent begins with. */
export function inputOf(
  core: PeerCore,
  { peer, rendezvous, start }: CorrespondenceOptions,
): CorrespondentInput {
  const base = { peer, hasRendezvous: rendezvous !== undefined, timing: core.timing };
  // One that goes on begins with its memory, and not with this.
  if (start.role !== 'accepts') return { ...base, role: 'opens' };
  const { session, place, octets, service, accept } = start;
  const to = serviceAt(dagOfNodes(place.nodes)!, service);
  const here = serviceAt(core.here().place, core.identity.service);
  return {
    ...base,
    role: 'accepts',
    session,
    place,
    octets,
    answerOctets: packetOctets(accept.length, to, here),
  };
}
