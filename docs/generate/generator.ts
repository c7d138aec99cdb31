/**
 * What a generator is: something that derives whole files from tables and texts of the repository.
 * `main.ts` writes or compares what all of them give.
 */

/** Derives files; asked for twice without a change in between, it gives the same octets. */
export interface Generator {
  /** Named in error messages. */
  readonly name: string;
  /** The derived files: path from the root of the repository, and whole content. */
  files(): Promise<ReadonlyMap<string, string>>;
}

/** The input of a generator breaks a rule; the message names file and line. */
export class GenerateError extends Error {
  readonly code = 'GENERATE_INPUT';
}
