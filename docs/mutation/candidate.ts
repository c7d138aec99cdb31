/** The script with one mutant switched on, evaluated anew, as an implementation under test. */
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import type * as library from 'xstate';
import type { Iut } from '../../conformance/iut/port.ts';
import { iutOf } from '../../conformance/iut/in-process.ts';
import type { Switchboard } from './switches.ts';
import { type StateWatcher, watchedXstate } from './states.ts';
import type * as agent from '../../src/agent/index.ts';

/** The switches of this process. */
export const board: Switchboard = { hits: 0, mostHits: Number.POSITIVE_INFINITY };
globalThis.mutationSwitchboard = board;

type Wrapper = (require: (id: string) => unknown, module: { exports: object }, exports: object) => void;

/**
 * Makes implementations of the script: each call evaluates all of it again, so tables are mutated, too.
 *
 * @param watcher told which states its machines have and come to
 */
export function candidates(script: string, watcher?: StateWatcher): () => Iut {
  const compiled = new Script(`(function (require, module, exports) {${script}\n})`, {
    filename: 'mutated-reference.cjs',
  });
  const require = createRequire(import.meta.url);
  const xstate =
    watcher === undefined ? require('xstate') : watchedXstate(require('xstate') as typeof library, watcher);
  const requireFrom = (id: string): unknown => (id === 'xstate' ? xstate : require(id));
  return () => {
    const module = { exports: {} };
    (compiled.runInThisContext() as Wrapper)(requireFrom, module, module.exports);
    const { adapterObject } = module.exports as typeof agent;
    return iutOf(() => adapterObject());
  };
}
