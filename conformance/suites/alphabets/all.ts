/** Every alphabet. To add one: write its file and name it here. */
import type { Alphabet } from '../stimulus.ts';
import { accessRouterLeft, accessRouterReached, accessRouterWithin } from './access-router.ts';
import { correspondent, correspondentChallenges, correspondentOfDelegate } from './correspondent.ts';
import { correspondentAccepts, correspondentOpens } from './correspondent-openings.ts';
import {
  destinationHostInDryRun,
  destinationHostLoads,
  destinationHostPrepares,
  destinationHostRuns,
  destinationHostWithWitness,
} from './destination-host.ts';
import { destinationHostAttaches } from './destination-host-attaches.ts';
import { machineMeets } from './machine-meets.ts';
import { machineAnnounces, machinePlaces, machineRegisters } from './machine.ts';
import { rendezvous } from './rendezvous.ts';
import { sourceHostForwards, sourceHostHolds } from './source-host-directs.ts';
import { sourceHost, sourceHostInDryRun, sourceHostWithWitness } from './source-host.ts';
import { witness } from './witness.ts';

/** The alphabets of all suites. */
export const alphabets: readonly Alphabet[] = [
  sourceHost,
  sourceHostWithWitness,
  sourceHostInDryRun,
  sourceHostHolds,
  sourceHostForwards,
  destinationHostPrepares,
  destinationHostLoads,
  destinationHostRuns,
  destinationHostWithWitness,
  destinationHostInDryRun,
  destinationHostAttaches,
  witness,
  accessRouterLeft,
  accessRouterReached,
  accessRouterWithin,
  rendezvous,
  correspondent,
  correspondentChallenges,
  correspondentOfDelegate,
  correspondentOpens,
  correspondentAccepts,
  machinePlaces,
  machineAnnounces,
  machineMeets,
  machineRegisters,
];
