/** Which cases come to the place of which mutant: every case is run once against the reference with no mutant on. */
import type { Case } from '../../conformance/case.ts';
import type { Iut } from '../../conformance/iut/port.ts';
import type { Manifest } from '../../conformance/manifest.ts';
import { runCase } from '../../conformance/run-case.ts';
import { board } from './candidate.ts';
import type { StateWatcher } from './states.ts';
import { type Place, Survey } from './survey.ts';

/** What running all cases has shown. */
export interface Reach {
  /** The cases in the order of the bits below, each with its milliseconds of the processor. */
  readonly cases: readonly { readonly id: string; readonly ms: number }[];
  /** By the id of a mutant; one that is missing is in no place that anything comes to. */
  readonly places: Readonly<Record<string, Place>>;
}

/**
 * Finds it out of cases of which it is not known.
 *
 * @param make makes an implementation of a script that says its places to the board and its states to a watcher
 * @param known of the same script
 * @throws Error when a case does not pass: nothing can be judged by it
 */
export async function measureReach(
  make: (watcher: StateWatcher) => () => Iut,
  cases: readonly Case[],
  manifest: Manifest,
  onCase: (done: number, all: number) => void,
  known: Reach = { cases: [], places: {} },
): Promise<Reach> {
  const before = known.cases.length;
  const survey = new Survey(before + cases.length, known.places);
  board.cover = (ids) => survey.meets(ids);
  const iut = make(survey)();
  survey.loaded();
  await iut.start();
  const times = [...known.cases];
  for (const [index, one] of cases.entries()) {
    survey.beginCase();
    const began = process.cpuUsage().user;
    const { verdict } = await runCase(one, iut, manifest);
    if (verdict !== 'pass') throw new Error(`${one.id}: the reference gives "${verdict}"; run "xlmp check"`);
    survey.endCase(before + index);
    times.push({ id: one.id, ms: Math.ceil((process.cpuUsage().user - began) / 1000) });
    onCase(index + 1, cases.length);
  }
  await iut.stop();
  delete board.cover;
  return { cases: times, places: survey.places() };
}

/** The numbers of the cases that come to a place while they run. */
export function casesAt({ cases }: Place): readonly number[] {
  const bits = Buffer.from(cases, 'hex');
  const found: number[] = [];
  for (let i = 0; i < bits.length * 8; i += 1) if ((bits[i >> 3]! >> (i & 7)) & 1) found.push(i);
  return found;
}
