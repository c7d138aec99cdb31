/**
 * The ways to stay reachable, and the address that each sends to (chapter 11). Only what was learnt from signed
 * messages goes in; the source address of a packet never does.
 */
import { type Dag, sinkOf, type Xid } from '../xia/index.ts';
import { dagOfWays, placeOf, waysOf } from './places.ts';

/**
 * A way to stay reachable.
 *
 * `fallback`: the address holds a way round, by the rendezvous. `route`: the address stays, routers change their rows.
 * `rebind`: the machine tells its correspondents. `rendezvous`: everything goes by the rendezvous. `combined`: the
 * machine tells its correspondents, and what does not get through there goes round.
 */
export type Reach = 'fallback' | 'route' | 'rebind' | 'rendezvous' | 'combined';

/** All ways, for options and configurations. */
export const reaches = [
  'fallback',
  'route',
  'rebind',
  'rendezvous',
  'combined',
] as const satisfies readonly Reach[];

/** What is known of where somebody is. Places have the HID of the machine as their sink. */
export interface Whereabouts {
  /** Where it was when the session was opened. */
  readonly home: Dag;
  /** Where it was bound last. */
  readonly place: Dag;
  /** Where it was before, while the place is not proved. */
  readonly former?: Dag;
  /** The address of its rendezvous. */
  readonly rendezvous?: Dag;
}

/** Whether a machine that has moved tells its correspondents, and its rendezvous. */
export function announcesTo(reach: Reach): { readonly sessions: boolean; readonly rendezvous: boolean } {
  return {
    sessions: reach === 'rebind' || reach === 'combined',
    rendezvous: reach !== 'route' && reach !== 'rebind',
  };
}

/**
 * The address to send to.
 *
 * @param service what is behind the machine, if the packet is for a service of it.
 */
export function destinationOf(reach: Reach, whereabouts: Whereabouts, service?: Xid): Dag {
  const { home, place, former, rendezvous } = whereabouts;
  const machine = sinkOf(place);
  const sinks = service === undefined ? [machine] : [machine, service];
  const by = (dag: Dag | undefined): readonly (readonly Xid[])[] =>
    dag === undefined ? [] : waysOf(dag).map((way) => way.slice(0, -1));
  const round = rendezvous === undefined ? [] : waysOf(placeOf(rendezvous));
  switch (reach) {
    case 'fallback':
      return dagOfWays([...by(home), ...round], sinks);
    case 'route':
      // Routers that have a row for the machine itself take it; the others send on towards its home.
      return dagOfWays([[], ...by(home)], sinks);
    case 'rebind':
      return dagOfWays(by(place), sinks);
    case 'rendezvous':
      return dagOfWays(round.length > 0 ? round : by(home), sinks);
    case 'combined':
      return dagOfWays([...by(place), ...by(former), ...round], sinks);
  }
}

/** The address of a machine by its rendezvous alone. */
export function throughRendezvous(rendezvous: Dag, machine: Xid, service?: Xid): Dag {
  const sinks = service === undefined ? [machine] : [machine, service];
  return dagOfWays(waysOf(placeOf(rendezvous)), sinks);
}
