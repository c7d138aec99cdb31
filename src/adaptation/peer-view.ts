/** What a peer shows of its sessions. */
import { formatDag } from '../xia/index.ts';
import type { DelegatedSession } from './delegate.ts';
import type { SessionView } from './peer-options.ts';
import type { DrivenSession } from './peer-session.ts';
import { serviceAt } from './places.ts';

/** What a host has to know of a session to announce the place of this end in it; nothing before it is open. */
export function delegatedOf({ app, place }: DrivenSession): readonly DelegatedSession[] {
  const whereabouts = place.whereabouts();
  const service = place.service();
  if (app.state !== 'open' || whereabouts === undefined || service === undefined) return [];
  const { rendezvous } = whereabouts;
  const address = serviceAt(whereabouts.place, service);
  return [{ session: app.id, peer: app.peer, address, ...(rendezvous === undefined ? {} : { rendezvous }) }];
}

/** A session for people and tests. */
export function viewOf({ app, place, announcer }: DrivenSession): SessionView {
  const destination = app.destination();
  return {
    id: app.id,
    peer: app.peer,
    state: app.state,
    destination: destination === undefined ? '' : formatDag(destination),
    isProved: app.isProved(),
    parties: [place.state(), announcer()?.state() ?? ''],
  };
}
