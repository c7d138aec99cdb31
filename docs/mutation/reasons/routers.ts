/** Why mutants of access routers and of hosts that attach machines cannot be caught. */
import type { Reason } from './reason.ts';

/** Of access routers and of hosts that attach machines. */
export const ofRouters: readonly Reason[] = [];
