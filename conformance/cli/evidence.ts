/** Where the evidence of a run goes. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceCollector } from '../evidence/collector.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Candidate } from './candidate.ts';
import { KitError } from './usage.ts';

/**
 * The evidence of a run in a folder, of several runs in a folder within it for each adapter; undefined without one.
 * @throws KitError when nothing can be written there
 */
export function evidenceOf(
  folder: string | undefined,
  { iut }: Candidate,
  runs: number,
): EvidenceCollector | undefined {
  if (folder === undefined) return undefined;
  const own = runs === 1 ? folder : join(folder, iut.adapter.replaceAll(' ', '-'));
  try {
    mkdirSync(own, { recursive: true });
    accessSync(own, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KitError(`cannot write evidence to "${own}": ${why}`, exitCodes.harness);
  }
  return new EvidenceCollector(iut, own);
}
