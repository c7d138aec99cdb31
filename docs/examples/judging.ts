/** Judges an implementation, here the reference in the same process, by some of the cases. */
import { exitCodeOf, inProcessIut, kitVersion, loadCatalogue, run } from '../../conformance/index.ts';

const report = await run({
  iut: inProcessIut(),
  catalogue: await loadCatalogue(),
  selection: { filter: ['witness/*'], roles: [], requirements: ['WIT-001'] },
  repeat: 1,
  kit: kitVersion(),
  repeatWith: (id) => `xlmp check --filter '${id}'`,
});

console.log(report.counts.verdicts.fail, 'failed; exit code', exitCodeOf(report));
// → 0 failed; exit code 0
