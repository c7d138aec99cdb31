/** A fact about places of the reference because of which the kit cannot catch mutants there. */

/** A reason, and the mutants that it is true of: all that is given here must fit. */
export interface Reason {
  readonly because: string;
  /** Of the path of the file. */
  readonly file?: RegExp;
  /** Of the text that was changed. */
  readonly original?: RegExp;
  /** Of the text that it was changed to. */
  readonly replacement?: RegExp;
  readonly mutator?: RegExp;
}
