/** The adapter as an object in the same process: the same verbs, no lines in between. */
import { virtualClock } from '../clocks/virtual.ts';
import type { Enactment } from '../ports/enactment.ts';
import { makeAdapter } from './adapter.ts';
import type { AdapterReport, AdapterVerb } from './adapter-reports.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';

/** An adapter to be called. */
export interface AdapterObject {
  /** Does a verb; gives what it reported, `done` or `failed` last. */
  ask(verb: AdapterVerb): Promise<readonly AdapterReport[]>;
  /** Ends what runs. */
  close(): Promise<void>;
}

/**
 * Makes an adapter over an implementation, in virtual time.
 *
 * @param enactment real machines that do what the kit says of its hypervisor.
 */
export function adapterObject(
  implementation: Implementation = referenceImplementation,
  enactment?: Enactment,
): AdapterObject {
  let reports: AdapterReport[] = [];
  const adapter = makeAdapter(
    implementation,
    {
      time: 'virtual',
      makeClock: (wallSeconds) => virtualClock(wallSeconds),
      ...(enactment === undefined ? {} : { enactment }),
    },
    (report) => reports.push(report),
  );
  return {
    async ask(verb) {
      reports = [];
      await adapter.handle(verb);
      return reports;
    },
    close: () => adapter.close(),
  };
}
