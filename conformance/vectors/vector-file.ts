/** Vector files as they lie in `vectors/`; their schemas are in `vectors/schema`, and tests there hold them to them. */
import { readFileSync } from 'node:fs';
import { packageRoot } from '../package-root.ts';

/** One test of a vector file. */
export interface VectorTest {
  readonly id: string;
  readonly comment: string;
  readonly flags: readonly string[];
  /** The requirements that it is about, where the file says so for each test. */
  readonly requirements?: readonly string[];
  /** The valid test that differs in little but the fault. */
  readonly twin?: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expectation: Readonly<Record<string, unknown>>;
  readonly result: 'valid' | 'invalid';
}

/** A group of tests of one source. */
export interface VectorGroup {
  readonly id: string;
  readonly tests: readonly VectorTest[];
}

/** Reads a file by its path in `vectors/`. */
export function readVectors(path: string): readonly VectorGroup[] {
  const text = readFileSync(new URL(`vectors/${path}`, packageRoot()), 'utf8');
  return (JSON.parse(text) as { readonly groups: readonly VectorGroup[] }).groups;
}

/** Why an input is refused. */
export interface Refusal {
  readonly code: string;
  /** Where. */
  readonly offset?: number;
  /** What it breaks. */
  readonly requirement?: string;
  /** Which field or member is at fault. */
  readonly path?: string;
}

/** What an invalid test says; a member is missing where it depends on which of several faults is found first. */
export function refusalOf(test: VectorTest): Refusal {
  const { error = test.expectation } = test.expectation;
  if (typeof error === 'string') return { code: error };
  const { code, offset, requirement, path } = error as Refusal;
  return {
    code,
    ...(offset === undefined ? {} : { offset }),
    ...(requirement === undefined ? {} : { requirement }),
    ...(path === undefined ? {} : { path }),
  };
}
