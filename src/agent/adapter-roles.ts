/** The roles of the adaptation that an adapter can play. */
import { peerUnderTest } from './adapter-peer.ts';
import type { Tested, TestedSetup } from './tested.ts';

/** Who plays a role. */
export const makersByRole: Readonly<Record<string, (setup: TestedSetup) => Tested>> = {
  machine: peerUnderTest,
  correspondent: peerUnderTest,
};
