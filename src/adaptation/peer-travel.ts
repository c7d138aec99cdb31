/** What a peer takes along to another process, and how it begins there. */
import { toHex } from '../core/hex.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import { type Dag, encodeDag, makeXid, xidType } from '../xia/index.ts';
import type { MachineContacts } from './host-attachments.ts';
import type { OwnPlace, Rendezvous } from './peer-core.ts';
import type { PeerOptions } from './peer-options.ts';
import type { DrivenSession } from './peer-session.ts';
import {
  mostTravellingSessions,
  type PeerState,
  PeerStateError,
  peerStateVersion,
  type RendezvousState,
  rendezvousState,
  type SessionState,
  type ToldState,
} from './peer-state.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { placeOf, serviceAt } from './places.ts';

/** Where a peer is at its start. @throws RangeError when nobody says so, or the state is that of somebody else. */
export function firstPlace({ at, resume }: Pick<PeerOptions, 'at' | 'resume'>, machine: string): OwnPlace {
  if (resume === undefined) {
    if (at === undefined) throw new RangeError('a peer needs a place, or a state to go on from');
    return ownPlace(at);
  }
  if (resume.machine !== machine) throw new RangeError('the state is that of another machine');
  return ownPlace(resume.attachment ?? dagOfNodes(resume.nodes)!);
}

/** The place in a statement of attachment, or one that nobody has stated: every other one is later than that. */
export function ownPlace(at: AttachmentJson | Dag): OwnPlace {
  if (!('machine' in at)) return { place: placeOf(at), epoch: 1, sequence: 1, attachment: undefined };
  const place = dagOfNodes(at.nodes);
  if (place === undefined) throw new RangeError('the address in the statement of attachment is none');
  return { place, epoch: at.epoch, sequence: 1, attachment: at };
}

/** A rendezvous as it came. */
export function rendezvousOfState(state: RendezvousState | null): Rendezvous | undefined {
  return state === null ? undefined : { hid: state.host, address: dagOfNodes(state.nodes)! };
}

/** What a peer leaves. */
export interface Leaving {
  readonly machine: string;
  readonly own: OwnPlace;
  readonly rendezvous: Rendezvous | undefined;
  readonly registered: ToldState | null;
  readonly sessions: readonly DrivenSession[];
  /** The sessions that others have opened, by who it was and the nonce of the SessionOpen. */
  readonly offers: ReadonlyMap<string, DrivenSession | undefined>;
}

/** The state of a peer. @throws PeerStateError for one that cannot be moved. */
export function stateOf({ machine, own, rendezvous, registered, sessions, offers }: Leaving): PeerState {
  const open = sessions.filter(({ app }) => app.state === 'open');
  const stream = open.find(({ app }) => app.kind === 'stream');
  if (stream !== undefined)
    throw new PeerStateError(
      'STREAM_SESSION',
      `session ${stream.app.id} is a stream, which cannot go on in another process; close it first`,
    );
  if (open.length > mostTravellingSessions)
    throw new PeerStateError(
      'TOO_MANY_SESSIONS',
      `${open.length} sessions are open, and at most ${mostTravellingSessions} travel; close some first`,
    );
  const offerOf = (session: DrivenSession): string => {
    const name = [...offers].find(([, value]) => value === session)?.[0];
    return name?.slice(name.indexOf(' ') + 1) ?? '';
  };
  const travelling = open.flatMap((session): SessionState[] => {
    const state = session.travelling();
    return state === undefined ? [] : [{ ...state, offer: offerOf(session) }];
  });
  return {
    version: peerStateVersion,
    machine,
    attachment: own.attachment ?? null,
    nodes: toHex(encodeDag(own.place)),
    rendezvous: rendezvous === undefined ? null : rendezvousState(rendezvous),
    registered,
    sessions: travelling,
  };
}

/** Whom a peer on its way wants to be told where it is. */
export function contactsOfState({ sessions, rendezvous }: PeerState): MachineContacts {
  const own = rendezvousOfState(rendezvous);
  return {
    sessions: sessions.map(({ id, peer, place: { good, trial, service, rendezvous: around } }) => {
      const place = dagOfNodes((trial ?? good)!.nodes)!;
      const address = serviceAt(place, makeXid(xidType.sid, service));
      const other = rendezvousOfState(around);
      return { session: id, peer, address, ...(other === undefined ? {} : { rendezvous: other.address }) };
    }),
    rendezvous: own === undefined ? [] : [own],
  };
}
