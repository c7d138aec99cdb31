import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceImplementation } from '../../src/agent/index.ts';
import { qemuEnactment } from '../../src/hypervisors/qemu-enactment.ts';
import { whyNoPair } from '../../src/hypervisors/qemu/qemu-pair.laws.ts';
import { loadCatalogue } from '../catalogue.ts';
import { run } from '../runner.ts';
import { inProcessIut } from './in-process.ts';

describe.skipIf(whyNoPair !== '')(
  `the reference on machines of QEMU${whyNoPair && ` (not run: ${whyNoPair})`}`,
  () => {
    it('passes cases in which machines are taken, brought, given back and found again', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'xlmp-k-'));
      const failures: string[] = [];
      const enactment = await qemuEnactment({ folder, log: (_, text) => failures.push(text) });
      const report = await run({
        iut: inProcessIut(referenceImplementation, enactment),
        catalogue: await loadCatalogue(),
        selection: {
          filter: [
            'source-host/freeze-names-the-state',
            'source-host/give-back',
            'destination-host/complete-with-the-digest',
            'destination-host/restart-when-complete',
            'destination-host/restart-when-running',
          ],
          roles: [],
          requirements: [],
        },
        repeat: 1,
        kit: 'test',
        repeatWith: (id) => id,
      });
      rmSync(folder, { recursive: true });
      expect(failures).toEqual([]);
      expect(report.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      expect(report.counts.executed).toBe(5);
    });
  },
);
