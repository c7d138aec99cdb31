/** The adapter as an object in the same process: the same verbs, no lines in between. */
import { virtualClock } from '../clocks/virtual.ts';
import { makeAdapter } from './adapter.ts';
import type { AdapterReport, AdapterVerb } from './adapter-reports.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';

/** An adapter to be called. */
export interface AdapterObject {
  /** Does a verb; gives what it reported, `done` or `failed` last. */
  ask(verb: AdapterVerb): Promise<readonly AdapterReport[]>;
}

/** Makes an adapter over an implementation, in virtual time. */
export function adapterObject(implementation: Implementation = referenceImplementation): AdapterObject {
  let reports: AdapterReport[] = [];
  const adapter = makeAdapter(
    implementation,
    { time: 'virtual', makeClock: (wallSeconds) => virtualClock(wallSeconds) },
    (report) => reports.push(report),
  );
  return {
    ask(verb) {
      reports = [];
      adapter.handle(verb);
      return Promise.resolve(reports);
    },
  };
}
