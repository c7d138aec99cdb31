/** Every alphabet. To add one: write its file and name it here. */
import type { Alphabet } from '../stimulus.ts';
import { accessRouterLeft } from './access-router.ts';
import { destinationHostInDryRun } from './destination-host.ts';
import { rendezvous } from './rendezvous.ts';
import { sourceHost, sourceHostInDryRun, sourceHostWithWitness } from './source-host.ts';
import { witness } from './witness.ts';

/** The alphabets of all suites. */
export const alphabets: readonly Alphabet[] = [
  sourceHost,
  sourceHostWithWitness,
  sourceHostInDryRun,
  destinationHostInDryRun,
  witness,
  accessRouterLeft,
  rendezvous,
];
