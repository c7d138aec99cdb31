/** Why mutants of correspondents, rendezvous and machines that move cannot be caught. */
import type { Reason } from './reason.ts';

/** Of correspondents, rendezvous and machines that move. */
export const ofPeers: readonly Reason[] = [];
