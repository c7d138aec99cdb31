/** What is known of a mutant of the text of the reference, and what the kit said of it. */

/** One change of one place in one file. */
export interface Mutant {
  /** Its switch in the script; another after every change of the sources. */
  readonly id: string;
  readonly file: string;
  /** Of the file that it was made of. */
  readonly digest: string;
  readonly line: number;
  readonly column: number;
  /** The mutator of Stryker that made it. */
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

/**
 * What became of it: a case failed (`killed`); a case could not go on, for it threw, died or never ended (`broke`); a
 * case could not decide (`undecided`), which is no pass either; every case passed (`survived`); no case comes there
 * (`unreached`).
 */
export const fates = ['killed', 'broke', 'undecided', 'survived', 'unreached'] as const;

/** What became of a mutant. */
export type Fate = (typeof fates)[number];

/** What the kit said of a mutant. */
export interface Judgement {
  readonly fate: Fate;
  /** The case that noticed it, or `start` when it cannot even be greeted. */
  readonly by?: string;
  /** How many cases it met. */
  readonly met: number;
  /** How many more would come to its place, had they not been too many. */
  readonly left: number;
  /** Whether tests of the generated suites were among them. */
  readonly suites?: boolean;
}

/** What stays the same for a mutant as long as its file does, and is that of no other one. */
export function keyOf({ file, digest, line, column, mutator, original, replacement }: Mutant): string {
  return `${file} ${digest} ${line}:${column}+${original.length} ${mutator} ${replacement}`;
}

/** Whether a fate means that the kit would not call it conformant. */
export function isCaught(fate: Fate): boolean {
  return fate === 'killed' || fate === 'broke' || fate === 'undecided';
}

/** Whether it was a test of a generated suite that noticed a mutant; these are asked when no other case has noticed it. */
export function isBySuite({ by = '' }: Judgement): boolean {
  return by.includes(suiteMark);
}

/** What is in the ids of the tests of generated suites. */
export const suiteMark = '/suite/';
