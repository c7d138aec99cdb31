/** The script with one mutant switched on, evaluated anew, as an implementation under test. */
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import type { Iut } from '../../conformance/iut/port.ts';
import { iutOf } from '../../conformance/iut/in-process.ts';
import type { Switchboard } from './switches.ts';
import type * as agent from '../../src/agent/index.ts';

/** The switches of this process. */
export const board: Switchboard = { hits: 0, mostHits: Number.POSITIVE_INFINITY };
globalThis.mutationSwitchboard = board;

type Wrapper = (require: NodeJS.Require, module: { exports: object }, exports: object) => void;

/** Makes implementations of the script: each call evaluates all of it again, so tables are mutated, too. */
export function candidates(script: string): () => Iut {
  const compiled = new Script(`(function (require, module, exports) {${script}\n})`, {
    filename: 'mutated-reference.cjs',
  });
  const require = createRequire(import.meta.url);
  return () => {
    const module = { exports: {} };
    (compiled.runInThisContext() as Wrapper)(require, module, module.exports);
    const { adapterObject } = module.exports as typeof agent;
    return iutOf(() => adapterObject());
  };
}
