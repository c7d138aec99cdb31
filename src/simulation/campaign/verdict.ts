/** What must hold of every run in the end, whatever went wrong on the way, as long as all of it was mended. */
import type { SimulationResult } from '../result.ts';

/** Something that must not be; a sentence that begins with the invariant. */
export type Violation = string;

/** Judges a run whose faults were all mended in good time before its end. */
export function violationsOf(result: SimulationResult): readonly Violation[] {
  return [
    ...result.violations,
    ...result.machines.filter(({ host }) => host === null).map(({ name }) => `P3: ${name} runs nowhere`),
    ...result.streams
      .filter(({ errors }) => errors > 0)
      .map(
        ({ from, to, errors }) => `stream ${from} → ${to}: ${errors} octets were not those that came next`,
      ),
    ...result.streams
      .filter(({ finishedMs }) => finishedMs === null)
      .map(
        ({ from, to, delivered, octets }) =>
          `P6: stream ${from} → ${to} stands at ${delivered} of ${octets} octets`,
      ),
    ...result.requests
      .filter(({ alive }) => !alive)
      .map(({ from, to }) => `P6: requests ${from} → ${to} are not answered any more`),
  ];
}
