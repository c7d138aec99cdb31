/** What is set in a QEMU before a machine leaves it. Capabilities are asked for, since versions of QEMU differ. */
import { noDowntime } from './outgoing-pace.ts';
import type { QmpClient } from './qmp.ts';

/** Octets in a second; the pace is ours, by reading. */
const bandwidth = 100_000_000_000;

/**
 * Sets what QEMU needs for a migration out of it; says whether it can be held back from stopping the machine.
 *
 * @throws QemuError
 */
export async function setOutgoing(qmp: QmpClient, autoConverge: boolean): Promise<boolean> {
  const known = new Set(
    (await qmp.execute('query-migrate-capabilities')).map(({ capability }) => capability),
  );
  const wanted = {
    events: true,
    'return-path': true,
    'pause-before-switchover': true,
    'switchover-ack': true,
    'auto-converge': autoConverge,
    'postcopy-ram': false,
  };
  const capabilities = Object.entries(wanted)
    .filter(([capability]) => known.has(capability))
    .map(([capability, state]) => ({ capability, state }));
  await qmp.execute('migrate-set-capabilities', { capabilities });
  await qmp.execute('migrate-set-parameters', {
    'max-bandwidth': bandwidth,
    'downtime-limit': noDowntime,
  });
  return known.has('switchover-ack');
}
