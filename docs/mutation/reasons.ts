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

const reasons: readonly Reason[] = [];

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
