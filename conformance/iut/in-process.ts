/** The reference, or a mutant of it, in the process of the kit: the same verbs without lines in between. */
import { adapterObject, type Implementation, referenceImplementation } from '../../src/agent/index.ts';
import type { Report } from './lines.ts';
import { type Iut, virtualTime } from './port.ts';

/** Makes the adapter over an implementation, by default the reference. */
export function inProcessIut(implementation: Implementation = referenceImplementation): Iut {
  let adapter = adapterObject(implementation);
  let id = 0;
  return {
    adapter: 'in process',
    async start() {
      adapter = adapterObject(implementation);
    },
    async ask(ask) {
      id += 1;
      const reports = (await adapter.ask({ ...ask, id })) as readonly Report[];
      const last = reports.at(-1);
      const said = reports.slice(0, -1);
      return last?.is === 'failed' ? { reports: said, failed: last.reason } : { reports: said };
    },
    ...virtualTime,
    async stop() {},
  };
}
