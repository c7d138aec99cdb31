/** Every alphabet. To add one: write its file and name it here. */
import type { Alphabet } from '../stimulus.ts';
import { accessRouterLeft, accessRouterReached } from './access-router.ts';
import {
  destinationHostInDryRun,
  destinationHostLoads,
  destinationHostPrepares,
  destinationHostRuns,
} from './destination-host.ts';
import { machinePlaces, machineRegisters } from './machine.ts';
import { rendezvous } from './rendezvous.ts';
import { sourceHost, sourceHostInDryRun, sourceHostWithWitness } from './source-host.ts';
import { witness } from './witness.ts';

/** The alphabets of all suites. */
export const alphabets: readonly Alphabet[] = [
  sourceHost,
  sourceHostWithWitness,
  sourceHostInDryRun,
  destinationHostPrepares,
  destinationHostLoads,
  destinationHostRuns,
  destinationHostInDryRun,
  witness,
  accessRouterLeft,
  accessRouterReached,
  rendezvous,
  machinePlaces,
  machineRegisters,
];
