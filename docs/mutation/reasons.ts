/**
 * Why mutants that the kit does not catch cannot be caught by it. Each reason is a fact about the place; a mutant of
 * which none speaks is a hole of the kit until a case fills it.
 */
import type { Mutant } from './mutant.ts';

/** A reason, and the mutants that it is true of: all that is given here must fit. */
interface Reason {
  readonly because: string;
  /** Of the path of the file. */
  readonly file?: RegExp;
  /** Of the text that was changed. */
  readonly original?: RegExp;
  /** Of the text that it was changed to. */
  readonly replacement?: RegExp;
  readonly mutator?: RegExp;
}

/** What a reason is about. */
export type Change = Pick<Mutant, 'file' | 'original' | 'replacement' | 'mutator'>;

const reasons: readonly Reason[] = [
  {
    because: 'the quirks of xia-core v2, kept to be compared with it; no party of XLMP forwards so',
    file: /^src\/xia\/forwarding-quirks\.ts$/,
  },
  {
    because: 'why an XCMP message is refused: it is dropped, and nobody is told',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^'(truncated|bad-checksum|unknown-type|xcmp.*|XCM-\d+)'$/,
  },
  {
    because: 'words for people in a refusal of text: DAG-018 asks that there are some, not which',
    file: /^src\/xia\//,
    mutator: /^StringLiteral$/,
    original: /^['`](\S* )+\S*['`]$/,
  },
  {
    because: 'words for people about a value that cannot be written; no octet comes of it',
    file: /^src\/protocol\/json/,
    mutator: /^StringLiteral$/,
    original: /^['`](is|has|holds|names) /,
  },
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    file: /^src\/machines\//,
    original: /^(\['(rest|end)'\]|'(rest|end|witness)')$/,
  },
  {
    because: 'the bound of steps that follow one event by themselves: it ends loops of a wrong machine',
    file: /^src\/machines\//,
    original: /^\{ maxIterations: \d+ \}$/,
  },
  {
    because:
      'in the states of the witness that come here a request is pending, so the question always has the answer yes',
    file: /^src\/machines\/witness\.ts$/,
    original: /^context\.pending\?\./,
  },
];

/** The first reason that fits a mutant. */
export function reasonFor(change: Change): string | undefined {
  return reasons.find(
    ({ file, original, replacement, mutator }) =>
      (file?.test(change.file) ?? true) &&
      (original?.test(change.original) ?? true) &&
      (replacement?.test(change.replacement) ?? true) &&
      (mutator?.test(change.mutator) ?? true),
  )?.because;
}
