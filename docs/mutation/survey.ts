/** What is seen while modules are loaded and cases run, put together: which case comes to which place. */
import type { StateWatcher } from './states.ts';

/** What is known of the place of a mutant. */
export interface Place {
  /** Whether it is met when modules are loaded, and is part of no state: then every case may depend on it. */
  readonly atLoad: boolean;
  /**
   * One bit for each case that comes there while it runs, or to the state that it is part of, the first in the lowest;
   * hexadecimal.
   */
  readonly cases: string;
  /** How often it was met in one case, or at load, at most. */
  readonly hits: number;
}

interface Seen {
  atLoad: boolean;
  readonly cases: Uint8Array;
  most: number;
}

/** Collects what is seen. */
export class Survey implements StateWatcher {
  readonly #caseCount: number;
  readonly #seen = new Map<string, Seen>();
  /** How often each place was met since the last case began. */
  #hits = new Map<string, number>();
  /** The places of the configurations that are being made, the innermost last. */
  readonly #unfinished: Set<string>[] = [];
  readonly #outsideOfStates = new Set<string>();
  readonly #partsOf = new Map<object, ReadonlySet<string>>();
  readonly #visited = new Set<object>();

  /**
   * @param caseCount how many cases there are
   * @param known what was seen of the first ones before
   */
  constructor(caseCount: number, known: Readonly<Record<string, Place>>) {
    this.#caseCount = caseCount;
    for (const [id, { atLoad, cases, hits }] of Object.entries(known)) {
      const place = this.#at(id);
      place.cases.set(Buffer.from(cases, 'hex'));
      [place.atLoad, place.most] = [atLoad, hits];
    }
  }

  /** Places were met. */
  meets(ids: readonly string[]): void {
    for (const id of ids) {
      this.#hits.set(id, (this.#hits.get(id) ?? 0) + 1);
      (this.#unfinished.at(-1) ?? this.#outsideOfStates).add(id);
    }
  }

  making(): void {
    this.#unfinished.push(new Set());
  }

  made(configuration: object): void {
    this.#partsOf.set(configuration, this.#unfinished.pop()!);
  }

  visits(configuration: object): void {
    this.#visited.add(configuration);
  }

  /** The modules are loaded. */
  loaded(): void {
    for (const id of this.#count()) this.#at(id).atLoad = this.#outsideOfStates.has(id);
  }

  /** What was met so far belongs to no case. */
  beginCase(): void {
    this.#hits.clear();
    this.#visited.clear();
  }

  /** What was met since it began belongs to the case with this number. */
  endCase(number: number): void {
    const parts = [...this.#visited].flatMap((state) => [...(this.#partsOf.get(state) ?? [])]);
    for (const id of [...this.#count(), ...parts]) this.#at(id).cases[number >> 3]! |= 1 << (number & 7);
  }

  /** All places that were met, by the ids of their mutants. */
  places(): Readonly<Record<string, Place>> {
    return Object.fromEntries(
      [...this.#seen].map(([id, { atLoad, cases, most }]) => [
        id,
        { atLoad, cases: Buffer.from(cases).toString('hex'), hits: most },
      ]),
    );
  }

  /** Keeps how often places were met, and names them. */
  #count(): Iterable<string> {
    for (const [id, count] of this.#hits) {
      const place = this.#at(id);
      place.most = Math.max(place.most, count);
    }
    return this.#hits.keys();
  }

  #at(id: string): Seen {
    const known = this.#seen.get(id);
    if (known !== undefined) return known;
    const place = { atLoad: false, cases: new Uint8Array((this.#caseCount >> 3) + 1), most: 0 };
    this.#seen.set(id, place);
    return place;
  }
}
