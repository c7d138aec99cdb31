/** The files of generated suites, `vectors/suites/*.json`: a finite machine, and words that it must answer. */
import { readdirSync, readFileSync } from 'node:fs';
import type { CaseConfig } from '../case-config.ts';
import type { Role } from '../manifest.ts';
import { packageRoot } from '../package-root.ts';
import type { Explored } from './explore.ts';
import type { Mealy, Word } from './mealy.ts';

/** A state, and what happens in it. */
export interface SuiteState {
  /** The states of the parties in it, as the specification calls them. */
  readonly name: string;
  /** How long time passes here when it passes, in milliseconds. */
  readonly wait: number;
  /** By input: output and next state by number, then the requirements; null for an input that cannot be given here. */
  readonly on: readonly (readonly [output: number, next: number, requirements: string] | null)[];
}

/** What an input stands for. */
export interface SuiteInput {
  readonly name: string;
  /** What was given once: verbs in words, and packets in hexadecimal. */
  readonly sample: readonly { readonly does: string; readonly packet?: string }[];
  /** Messages whose latest copy from the implementation, or to it, decides what is given: exchange and digests. */
  readonly of: readonly string[];
}

/** A file. */
export interface SuiteFile {
  readonly schema: '../schema/suite.schema.json';
  readonly formatVersion: 1;
  readonly about: string;
  readonly party: Role;
  /** What the manifest must claim. */
  readonly needs: readonly string[];
  /** What it is configured to at the beginning, where that is not the usual. */
  readonly config?: CaseConfig;
  /** Whoever has at most so many states, and answers every test rightly, has no single fault of output or transfer. */
  readonly bound: number;
  readonly inputs: readonly SuiteInput[];
  /** Outputs by number; the first is silence. Parts stand in no order, and a part that comes twice counts once. */
  readonly outputs: readonly string[];
  /** States by number; each test begins in the first. */
  readonly states: readonly SuiteState[];
  /** Inputs by number, one after another. */
  readonly tests: readonly Word[];
}

/** A file with its name. */
export interface NamedSuite {
  readonly name: string;
  readonly file: SuiteFile;
}

/** Reads every suite, in the order of their names. */
export function readSuites(): readonly NamedSuite[] {
  const folder = new URL('vectors/suites/', packageRoot());
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      name: name.replace('.json', ''),
      file: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as SuiteFile,
    }));
}

/** The finite machine in a file. */
export function machineIn({ states, inputs, outputs }: SuiteFile): Mealy {
  return {
    states: states.map(({ name }) => name),
    inputs: inputs.map(({ name }) => name),
    outputs,
    next: states.map(({ on }, state) => on.map((row) => row?.[1] ?? state)),
    output: states.map(({ on }) => on.map((row) => row?.[0] ?? 0)),
    applicable: states.map(({ on }) => on.map((row) => row !== null)),
    waits: states.map(({ wait }) => wait),
  };
}

/** The states of a file, of a minimal machine and of the machine that was explored for it. */
export function statesOf(
  machine: Mealy,
  explored: Explored,
  original: readonly number[],
): readonly SuiteState[] {
  return machine.states.map((name, state) => ({
    name,
    wait: explored.waits[original[state]!]!,
    on: machine.inputs.map((_, input) =>
      machine.applicable[state]![input]!
        ? [
            machine.output[state]![input]!,
            machine.next[state]![input]!,
            explored.clauses[original[state]!]![input]!.join(' '),
          ]
        : null,
    ),
  }));
}
