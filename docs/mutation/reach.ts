/** Which cases come to the place of which mutant: every case is run once against the reference with no mutant on. */
import type { Case } from '../../conformance/case.ts';
import type { Iut } from '../../conformance/iut/port.ts';
import type { Manifest } from '../../conformance/manifest.ts';
import { runCase } from '../../conformance/run-case.ts';
import { board } from './candidate.ts';

/** What running all cases has shown. */
export interface Reach {
  /** The cases in the order of the bits below, each with its milliseconds of the processor. */
  readonly cases: readonly { readonly id: string; readonly ms: number }[];
  /** By the id of a mutant; one that is missing is in no place that anything comes to. */
  readonly places: Readonly<Record<string, Place>>;
}

/** What is known of the place of a mutant. */
export interface Place {
  /** Whether it is met when the modules are loaded: then every case may depend on it. */
  readonly atLoad: boolean;
  /** One bit for each case that comes there while it runs, the first in the lowest; hexadecimal. */
  readonly cases: string;
  /** How often it was met in one case, or at load, at most. */
  readonly hits: number;
}

interface Seen {
  atLoad: boolean;
  readonly cases: Uint8Array;
  most: number;
}

/**
 * Finds it out.
 *
 * @param make a script that says its places
 * @throws Error when a case does not pass: nothing can be judged by it
 */
export async function measureReach(
  make: () => Iut,
  cases: readonly Case[],
  manifest: Manifest,
  onCase: (done: number, all: number) => void,
): Promise<Reach> {
  const seen = new Map<string, Seen>();
  let hits = new Map<string, number>();
  board.cover = (ids) => {
    for (const id of ids) hits.set(id, (hits.get(id) ?? 0) + 1);
  };
  const flush = (index: number | undefined): void => {
    for (const [id, count] of hits) {
      const place = seen.get(id) ?? {
        atLoad: false,
        cases: new Uint8Array((cases.length >> 3) + 1),
        most: 0,
      };
      seen.set(id, place);
      place.most = Math.max(place.most, count);
      if (index === undefined) place.atLoad = true;
      else place.cases[index >> 3]! |= 1 << (index & 7);
    }
    hits = new Map();
  };
  const iut = make();
  flush(undefined);
  await iut.start();
  const times: { id: string; ms: number }[] = [];
  for (const [index, one] of cases.entries()) {
    hits = new Map();
    const before = process.cpuUsage().user;
    const { verdict } = await runCase(one, iut, manifest);
    if (verdict !== 'pass') throw new Error(`${one.id}: the reference gives "${verdict}"; run "xlmp check"`);
    flush(index);
    times.push({ id: one.id, ms: Math.ceil((process.cpuUsage().user - before) / 1000) });
    onCase(index + 1, cases.length);
  }
  await iut.stop();
  delete board.cover;
  return {
    cases: times,
    places: Object.fromEntries(
      [...seen].map(([id, { atLoad, cases: bits, most }]) => [
        id,
        { atLoad, cases: Buffer.from(bits).toString('hex'), hits: most },
      ]),
    ),
  };
}

/** The numbers of the cases that come to a place while they run. */
export function casesAt({ cases }: Place): readonly number[] {
  const bits = Buffer.from(cases, 'hex');
  const found: number[] = [];
  for (let i = 0; i < bits.length * 8; i += 1) if ((bits[i >> 3]! >> (i & 7)) & 1) found.push(i);
  return found;
}
