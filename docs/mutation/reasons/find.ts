/**
 * Why mutants that the kit does not catch cannot be caught by it. Each reason is a fact about the place; a mutant of
 * which none speaks is a hole of the kit until a case fills it.
 */
import type { Mutant } from '../mutant.ts';
import { ofDestination } from './destination.ts';
import { ofHosts } from './hosts.ts';
import { ofMachines } from './machines.ts';
import { ofPeers } from './peers.ts';
import { ofProtocol } from './protocol.ts';
import { ofRouters } from './routers.ts';
import { ofXia } from './xia.ts';

/** What a reason is about. */
export type Change = Pick<Mutant, 'file' | 'original' | 'replacement' | 'mutator'>;

const reasons = [
  ...ofXia,
  ...ofProtocol,
  ...ofMachines,
  ...ofHosts,
  ...ofDestination,
  ...ofRouters,
  ...ofPeers,
];

/** The first reason that fits a mutant. */
export function reasonFor(change: Change): string | undefined {
  return reasons.find(
    ({ file, original, replacement, mutator }) =>
      (file?.test(change.file) ?? true) &&
      (original?.test(change.original) ?? true) &&
      (replacement?.test(change.replacement) ?? true) &&
      (mutator?.test(change.mutator) ?? true),
  )?.because;
}
