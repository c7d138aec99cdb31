/** The reference, or a mutant of it, in the process of the kit: the same verbs without lines in between. */
import { adapterObject, type Implementation, referenceImplementation } from '../../src/agent/index.ts';
import type { Enactment } from '../../src/ports/enactment.ts';
import type { Report } from './lines.ts';
import { type Iut, virtualTime } from './port.ts';

/**
 * Makes the adapter over an implementation, by default the reference.
 *
 * @param enactment real machines that do what the kit says of its hypervisor.
 */
export function inProcessIut(
  implementation: Implementation = referenceImplementation,
  enactment?: Enactment,
): Iut {
  return iutOf(() => adapterObject(implementation, enactment));
}

/** Makes the adapter over objects that answer the verbs in this process; each start takes a new one. */
export function iutOf(make: () => ReturnType<typeof adapterObject>): Iut {
  let adapter = make();
  let id = 0;
  return {
    adapter: 'in process',
    async start() {
      await adapter.close();
      adapter = make();
    },
    async ask(ask) {
      id += 1;
      const reports = (await adapter.ask({ ...ask, id })) as readonly Report[];
      const last = reports.at(-1);
      const said = reports.slice(0, -1);
      return last?.is === 'failed' ? { reports: said, failed: last.reason } : { reports: said };
    },
    ...virtualTime,
    stop: () => adapter.close(),
  };
}
