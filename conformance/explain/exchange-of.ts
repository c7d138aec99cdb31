/** Shows what a case says to an implementation, by running it in this process. */
import type { Implementation } from '../../src/agent/index.ts';
import type { Case } from '../case.ts';
import { ladder } from '../exchange.ts';
import { greet } from '../iut/hello.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { readManifest } from '../manifest.ts';
import { type CaseRun, runCase } from '../run-case.ts';

/** Runs a case once. @throws RangeError when the manifest of the implementation is wrong */
export async function playOnce(one: Case, implementation: Implementation): Promise<CaseRun> {
  const iut = inProcessIut(implementation);
  await iut.start();
  try {
    const manifest = readManifest((await greet(iut)).manifest);
    if ('length' in manifest) throw new RangeError(manifest.join('; '));
    return await runCase(one, iut, manifest);
  } finally {
    await iut.stop();
  }
}

/** The exchange of a run as lines under a title; nothing when nothing was said. */
export function exchangeLines(title: string, { exchange }: CaseRun): readonly string[] {
  return exchange.length === 0 ? [] : [title, ...ladder(exchange).map((line) => `  ${line}`)];
}
