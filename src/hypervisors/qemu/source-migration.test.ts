import { describe, expect, it } from 'vitest';
import { lawMachine } from '../hypervisor.laws.ts';
import { freshPairs, whyNoPair } from './qemu-pair.laws.ts';
import type { MigrationCapability } from './qmp-commands.ts';
import { connectQmp, type QmpClient } from './qmp.ts';
import { pathsOf } from './run-folder.ts';
import { startSourceMigration } from './source-migration.ts';

const start = freshPairs();

/** A QEMU before 8.1, as far as the driver can tell. */
function withoutAck(qmp: QmpClient): QmpClient {
  const execute = async (command: Parameters<QmpClient['execute']>[0], values: object): Promise<unknown> => {
    const answer: unknown = await qmp.execute(command, values);
    if (command !== 'query-migrate-capabilities') return answer;
    return (answer as readonly MigrationCapability[]).filter(
      ({ capability }) => capability !== 'switchover-ack',
    );
  };
  return { ...qmp, execute };
}

describe.skipIf(whyNoPair !== '')(
  `a QEMU without switchover-ack${whyNoPair && ` (not run: ${whyNoPair})`}`,
  () => {
    it('is held before the switch, and says so', async () => {
      const pair = await start();
      const said: string[] = [];
      const paths = pathsOf(pair.runFolder('here'), lawMachine);
      const qmp = await connectQmp(paths.monitor);
      const flow = await startSourceMigration({
        qmp: withoutAck(qmp),
        paths,
        disks: [],
        sliceOctets: 8 * 1_048_576,
        autoConverge: true,
        log: (_, text) => said.push(text),
      });
      expect(said.join()).toContain('8.1');
      let left = Infinity;
      for (let round = 0; left > 1_000_000 && round < 64; round += 1) left = (await flow.copy(65_536)).left;
      expect(left).toBeLessThanOrEqual(1_000_000);
      let hasStopped = false;
      const { chunks } = await flow.freeze(65_536, () => {
        hasStopped = true;
      });
      expect(hasStopped).toBe(true);
      expect(chunks.length).toBeGreaterThan(1);
      // QEMU says that the migration is completed a little before it is in this state.
      while ((await qmp.execute('query-status')).status === 'finish-migrate');
      expect((await qmp.execute('query-status')).status).toBe('postmigrate');
      qmp.close();
    });
  },
);
