/**
 * Which part of a module is part of which state of a machine, and which states are come to. A state is data that is
 * made when modules are loaded, so its places are met long before any case; what a case can notice of them is what the
 * state does, and only cases that come to the state see that.
 */
import type * as xstate from 'xstate';

/** Told what happens, while modules are loaded and later. */
export interface StateWatcher {
  /** The parts of a configuration are about to be made. */
  making(): void;
  /** They were made; configurations that were made in between are not among them. */
  made(configuration: object): void;
  /** A machine came to the state of a configuration, or got an event in it. */
  visits(configuration: object): void;
}

type AnyFunction = (...args: never[]) => unknown;

/** What xstate asks a state for when an event comes; it is marked internal there. */
interface Hearing {
  next(snapshot: unknown, event: unknown): unknown;
}

/** The library of machines, with somebody who watches what it is used for. */
export function watchedXstate(library: typeof xstate, watcher: StateWatcher): object {
  const setup = (given: never): object => {
    const made = library.setup(given) as unknown as Record<string, AnyFunction>;
    return new Proxy(made, {
      get(_, name) {
        const original = made[String(name)]!;
        if (name === 'createStateConfig') {
          // The function is asked for before its arguments are made.
          watcher.making();
          return (configuration: never) => {
            watcher.made(configuration);
            return original(configuration);
          };
        }
        if (name !== 'createMachine') return original;
        return (configuration: never) => {
          const machine = original(configuration) as xstate.AnyStateMachine;
          watch(machine.root, watcher);
          return machine;
        };
      },
    });
  };
  return { ...library, setup };
}

function watch(node: xstate.AnyStateNode, watcher: StateWatcher): void {
  const { config, entry } = node;
  const hearing = node as unknown as Hearing;
  const next = hearing.next.bind(node);
  const visit = (): void => watcher.visits(config);
  Object.defineProperty(node, 'entry', {
    get() {
      visit();
      return entry;
    },
  });
  hearing.next = (snapshot, event) => {
    visit();
    return next(snapshot, event);
  };
  for (const child of Object.values(node.states)) watch(child, watcher);
}
