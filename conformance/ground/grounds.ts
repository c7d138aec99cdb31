/**
 * The grounds that cases stand on, as a graph: what must be established before what, and which case is about each. A
 * case names the last ones that it walks over; those before them follow.
 */
import type { Capability } from '../manifest.ts';

/** A situation to which an implementation is brought, and which is not what the cases that stand on it are about. */
export interface Ground {
  /** What then holds, in half a line. */
  readonly says: string;
  /** The grounds that it stands on itself. */
  readonly on: readonly string[];
  /** What an implementation must claim for it. */
  readonly needs: readonly Capability[];
  /** Cases that are about reaching it, and do not stand on it; at least one. */
  readonly shownBy: readonly string[];
}

/** Every ground by its id. */
export const grounds = {
  'access-router/attached': {
    says: 'the machine is attached at the source',
    on: [],
    needs: [],
    shownBy: ['access-router/join-of-absent-activates'],
  },
  'access-router/holding': {
    says: 'the packets of the machine are held',
    on: ['access-router/attached'],
    needs: [],
    shownBy: ['access-router/hold'],
  },
  'access-router/forwarding': {
    says: 'packets are sent on to the new router',
    on: ['access-router/attached'],
    needs: [],
    shownBy: ['access-router/forward-without-hold'],
  },
  'access-router/prepared': {
    says: 'the destination is prepared',
    on: [],
    needs: [],
    shownBy: ['access-router/join-prepares'],
  },
  'access-router/arrived': {
    says: 'the machine is attached at the destination',
    on: [],
    needs: [],
    shownBy: ['access-router/join-of-absent-activates'],
  },
  'correspondent/testing': {
    says: 'the new place is being tested',
    on: [],
    needs: [],
    shownBy: ['correspondent/rebind-is-taken'],
  },
  'correspondent/proved': {
    says: 'the new place is proved',
    on: ['correspondent/testing'],
    needs: [],
    shownBy: ['correspondent/proof-is-confirmed'],
  },
  'destination-host/offered': {
    says: 'an offer is accepted',
    on: [],
    needs: [],
    shownBy: ['destination-host/offer-accepted'],
  },
  'destination-host/reserving': {
    says: 'the hypervisor is asked to reserve',
    on: ['destination-host/offered'],
    needs: [],
    shownBy: ['destination-host/prepare-reserves'],
  },
  'destination-host/prepared': {
    says: 'everything is reserved',
    on: ['destination-host/reserving'],
    needs: [],
    shownBy: ['destination-host/prepare-reserves'],
  },
  'destination-host/copied': {
    says: 'the first round is loaded',
    on: ['destination-host/prepared'],
    needs: [],
    shownBy: ['destination-host/round-complete'],
  },
  'destination-host/completed': {
    says: 'the whole state is there',
    on: ['destination-host/copied'],
    needs: [],
    shownBy: ['destination-host/complete-with-the-digest'],
  },
  'destination-host/assembling': {
    says: 'the last round is asked for',
    on: ['destination-host/copied'],
    needs: [],
    shownBy: ['destination-host/round-complete'],
  },
  'destination-host/loading': {
    says: 'the hypervisor is asked to load the last round',
    on: ['destination-host/assembling'],
    needs: [],
    shownBy: ['destination-host/round-complete'],
  },
  'destination-host/starting': {
    says: 'the hypervisor is asked to start the machine',
    on: ['destination-host/completed'],
    needs: [],
    shownBy: ['destination-host/doubt-outlasts-lease'],
  },
  'destination-host/running': {
    says: 'the machine runs',
    on: ['destination-host/starting'],
    needs: [],
    shownBy: ['destination-host/commit-starts-the-machine'],
  },
  'destination-host/returning': {
    says: 'the start fails for certain',
    on: ['destination-host/starting'],
    needs: [],
    shownBy: ['destination-host/start-failed-gives-back'],
  },
  'destination-host/joining': {
    says: 'the new router is asked to prepare',
    on: ['destination-host/reserving'],
    needs: ['access-router'],
    shownBy: ['destination-host/join-without-permit'],
  },
  'machine/registered': {
    says: 'the machine has registered',
    on: [],
    needs: [],
    shownBy: ['machine/register-ends-with-answer'],
  },
  'machine/announcing': {
    says: 'the machine announces its new place',
    on: [],
    needs: [],
    shownBy: ['machine/announces-to-everybody'],
  },
  'machine/settled': {
    says: 'the peer has taken it',
    on: ['machine/announcing'],
    needs: [],
    shownBy: ['machine/announces-to-everybody'],
  },
  'peer/accepted': {
    says: 'the session is accepted',
    on: [],
    needs: [],
    shownBy: ['correspondent/accepts-under-the-id-of-both-nonces'],
  },
  'peer/in-session': {
    says: 'the session is in use',
    on: ['peer/accepted'],
    needs: [],
    shownBy: ['correspondent/open-ends-with-accept'],
  },
  'rendezvous/bound': { says: 'the machine is bound', on: [], needs: [], shownBy: ['rendezvous/register'] },
  'source-host/ordered': {
    says: 'an order is taken and the machine offered',
    on: [],
    needs: [],
    shownBy: ['source-host/order-taken'],
  },
  'source-host/accepted': {
    says: 'the offer is accepted and Prepare sent',
    on: ['source-host/ordered'],
    needs: [],
    shownBy: ['source-host/answer-to-another-exchange'],
  },
  'source-host/copying': {
    says: 'the first round is begun',
    on: ['source-host/accepted'],
    needs: [],
    shownBy: ['source-host/ready-begins-pre-copy'],
  },
  'source-host/carrying': {
    says: 'the first round is announced',
    on: ['source-host/copying'],
    needs: [],
    shownBy: ['source-host/first-manifest'],
  },
  'source-host/freezing': {
    says: 'the machine is to stand still',
    on: ['source-host/carrying'],
    needs: [],
    shownBy: ['source-host/round-complete'],
  },
  'source-host/finalising': {
    says: 'the machine stands still and Freeze is sent',
    on: ['source-host/freezing'],
    needs: [],
    shownBy: ['source-host/freeze-names-the-state'],
  },
  'source-host/committed': {
    says: 'the migration is committed',
    on: ['source-host/finalising'],
    needs: [],
    shownBy: ['source-host/commit-waits-for-record'],
  },
  'source-host/swapping': {
    says: 'the witness is asked',
    on: ['source-host/finalising'],
    needs: ['witness'],
    shownBy: ['source-host/swap-waits-for-record'],
  },
  'source-host/swapped': {
    says: 'the witness has set the register',
    on: ['source-host/swapping'],
    needs: ['witness'],
    shownBy: ['source-host/witness-before-commit'],
  },
  'source-host/carried': {
    says: 'everything is carried but the last round',
    on: ['source-host/accepted'],
    needs: [],
    shownBy: ['source-host/round-complete'],
  },
  'source-host/holding': {
    says: 'the router is asked to hold',
    on: ['source-host/carried'],
    needs: ['access-router'],
    shownBy: ['source-host/hold-before-freeze'],
  },
  'source-host/frozen': {
    says: 'packets are held and the machine stands still',
    on: ['source-host/holding'],
    needs: ['access-router'],
    shownBy: ['source-host/hold-before-freeze'],
  },
  'source-host/forwarded': {
    says: 'the migration is committed and the router told to send on',
    on: ['source-host/frozen'],
    needs: ['access-router'],
    shownBy: ['source-host/forward-with-commit'],
  },
  'witness/registered': { says: 'the register is set', on: [], needs: [], shownBy: ['witness/first-swap'] },
} as const satisfies Readonly<Record<string, Ground>>;

/** The id of a ground. */
export type GroundId = keyof typeof grounds;
