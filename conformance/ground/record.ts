/**
 * Writes down what each case stands on, by running all of them against the reference; with `--check` it says where the
 * file differs. To be run when a case was added or walks another way.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { isCase } from '../case.ts';
import { loadModules } from '../catalogue.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { greet } from '../iut/hello.ts';
import { readManifest } from '../manifest.ts';
import { runCase } from '../run-case.ts';
import { lastOf, standsFile } from './graph.ts';
import type { GroundId } from './grounds.ts';

const modules = await loadModules(new URL('../cases/', import.meta.url));
const cases = modules.flatMap((module) => Object.values(module).filter(isCase));
const iut = inProcessIut();
await iut.start();
const manifest = readManifest((await greet(iut)).manifest);
if ('length' in manifest) throw new RangeError(manifest.join('; '));
const stands: Record<string, readonly GroundId[]> = {};
for (const one of cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
  const reached = new Set<GroundId>();
  const { verdict } = await runCase(one, iut, manifest, (id) => void reached.add(id));
  if (verdict !== 'pass') throw new RangeError(`${one.id}: ${verdict} against the reference`);
  if (reached.size > 0) stands[one.id] = lastOf([...reached]);
}
await iut.stop();
const text = `${JSON.stringify(stands, undefined, 2)}\n`;
if (!process.argv.includes('--check')) writeFileSync(standsFile(), text);
else if (JSON.stringify(JSON.parse(readFileSync(standsFile(), 'utf8'))) !== JSON.stringify(stands)) {
  process.stderr.write(
    'conformance/ground/stands.json is not what cases stand on; run this without --check\n',
  );
  process.exitCode = 1;
}
