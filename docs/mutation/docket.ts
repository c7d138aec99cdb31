/**
 * Which cases a mutant meets, and in which order: those first that noticed mutants near by, then those that come to
 * places of its file where few others come, for they are about what is special there.
 */
import type { Case } from '../../conformance/case.ts';
import { shuffled } from '../../conformance/shuffle.ts';
import type { Instrumented, MutatedFile } from './instrument.ts';
import { type Mutant, suiteMark } from './mutant.ts';
import { casesAt, type Reach } from './reach.ts';
import type { Place } from './survey.ts';

/** So many of the cases that noticed mutants of a file last are tried first. */
const mostRemembered = 12;
/** Where the machines are. */
const machines = 'src/machines/';
/** Cases that take longer, in milliseconds, come last. */
const slowMs = 200;

/** Chooses cases, and learns from what they notice. */
export class Docket {
  readonly #cases: readonly Case[];
  readonly #reach: Reach;
  readonly #numbers: ReadonlyMap<string, number>;
  /** The place of each case in a fixed order without a pattern. */
  readonly #rank: readonly number[];
  readonly #remembered = new Map<string, Case[]>();
  readonly #mutants: readonly Mutant[];
  readonly #company = new Map<string, ReadonlyMap<number, number>>();

  readonly #usersOf: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(cases: readonly Case[], reach: Reach, { mutants, files }: Instrumented) {
    this.#mutants = mutants;
    this.#usersOf = new Map(files.map(({ path }) => [path, usersOf(path, files)]));
    this.#cases = cases;
    this.#reach = reach;
    this.#numbers = new Map(reach.cases.map(({ id }, number) => [id, number]));
    const rank: number[] = [];
    for (const [place, number] of shuffled([...reach.cases.keys()], 1).entries()) rank[number] = place;
    this.#rank = rank;
  }

  /** What is known of the place of a mutant; undefined when nothing comes there. */
  place({ id }: Mutant): Place | undefined {
    return this.#reach.places[id];
  }

  /** The cases that may notice a mutant, the likeliest first. A case that was not measured may notice anything. */
  casesFor(mutant: Mutant): readonly Case[] {
    const place = this.place(mutant);
    if (place === undefined) return [];
    const there = new Set(place.atLoad ? this.#concernedBy(mutant.file) : casesAt(place));
    const may = this.#cases.filter(({ id }) => {
      const number = this.#numbers.get(id);
      return number === undefined || there.has(number);
    });
    const first = (this.#remembered.get(mutant.file) ?? []).filter((one) => may.includes(one));
    const rest = may.filter((one) => !first.includes(one));
    const cost = new Map(rest.map((one) => [one, this.#cost(one, mutant)]));
    return [...first, ...rest.sort((a, b) => cost.get(a)! - cost.get(b)!)];
  }

  /** Remembers that a case noticed a mutant. */
  noticed({ file }: Mutant, by: Case): void {
    const others = (this.#remembered.get(file) ?? []).filter((one) => one !== by);
    this.#remembered.set(file, [by, ...others].slice(0, mostRemembered));
  }

  /** The cases that may depend on what a file does when it is loaded. */
  #concernedBy(file: string): Iterable<number> {
    // Machines are seen by what their states do; anything else may be used by files of which no place is known.
    if (!file.startsWith(machines)) return this.#numbers.values();
    const concerned = [...this.#usersOf.get(file)!].flatMap((user) => [...this.#companyIn(user).keys()]);
    // A file whose own places nothing comes to, such as one that puts states together, may concern any case.
    return concerned.length > 0 ? concerned : this.#numbers.values();
  }

  #cost(one: Case, { file }: Mutant): number {
    const number = this.#numbers.get(one.id);
    if (number === undefined) return -1;
    const isSlow = this.#reach.cases[number]!.ms > slowMs;
    const isOther = !file.split('/').at(-1)!.startsWith(one.role);
    const all = this.#rank.length;
    const company = this.#companyIn(file).get(number) ?? all * (isOther ? 2 : 1);
    // What was written by hand comes first.
    const isGenerated = one.id.includes(suiteMark);
    return ((Number(isGenerated) * 2 + Number(isSlow)) * all * 3 + company) * all + this.#rank[number]!;
  }

  /** For each case that comes to a file: how many come to the place of it where the fewest do. */
  #companyIn(file: string): ReadonlyMap<number, number> {
    const known = this.#company.get(file);
    if (known !== undefined) return known;
    const found = new Map<number, number>();
    for (const mutant of this.#mutants) {
      const place = mutant.file === file ? this.place(mutant) : undefined;
      const there = place === undefined ? [] : casesAt(place);
      for (const number of there)
        found.set(number, Math.min(found.get(number) ?? this.#rank.length, there.length));
    }
    this.#company.set(file, found);
    return found;
  }
}

/** A file, and those that import it or one of them. */
function usersOf(path: string, files: readonly MutatedFile[]): ReadonlySet<string> {
  const users = new Set([path]);
  for (const user of users) for (const file of files) if (file.imports.includes(user)) users.add(file.path);
  return users;
}
