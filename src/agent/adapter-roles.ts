/** The roles of the adaptation that an adapter can play. */
import { peerUnderTest } from './adapter-peer.ts';
import { accessRouterUnderTest, rendezvousUnderTest } from './adapter-station.ts';
import type { Tested, TestedSetup } from './tested.ts';

/** Who plays a role. */
export const makersByRole: Readonly<Record<string, (setup: TestedSetup) => Tested>> = {
  'access-router': accessRouterUnderTest,
  rendezvous: rendezvousUnderTest,
  machine: peerUnderTest,
  correspondent: peerUnderTest,
};
