/**
 * Finite Mealy machines: a state, an input, an output, the next state. Numbers stand for states, inputs and outputs;
 * state 0 is where a machine begins.
 */

/** A finite, deterministic machine. */
export interface Mealy {
  /** Names of states, for people; their number is the bound for which a suite is complete. */
  readonly states: readonly string[];
  readonly inputs: readonly string[];
  /** Names of outputs; 0 is silence. */
  readonly outputs: readonly string[];
  /** By state and input. */
  readonly next: readonly (readonly number[])[];
  /** By state and input. */
  readonly output: readonly (readonly number[])[];
  /**
   * By state and input: whether a tester can give it there. What cannot be given does nothing: state and output are
   * those of an input that is ignored.
   */
  readonly applicable: readonly (readonly boolean[])[];
  /** By state: how long time passes there when it passes, in milliseconds; states of different ones are not one state. */
  readonly waits?: readonly number[];
}

/** Inputs, one after another. */
export type Word = readonly number[];

/** What a machine says to a word, and the state that it is in afterwards. */
export function respond(
  machine: Mealy,
  word: Word,
  from = 0,
): { readonly outputs: readonly number[]; readonly state: number } {
  let state = from;
  const outputs = word.map((input) => {
    const said = machine.output[state]![input]!;
    state = machine.next[state]![input]!;
    return said;
  });
  return { outputs, state };
}

/** Whether a tester can give a word from a state on. */
export function isApplicable(machine: Mealy, word: Word, from = 0): boolean {
  let state = from;
  return word.every((input) => {
    const can = machine.applicable[state]![input]!;
    state = machine.next[state]![input]!;
    return can;
  });
}

/** A shortest word to each state that can be reached; undefined for the others. */
export function accessWords(machine: Mealy): readonly (Word | undefined)[] {
  const words: (Word | undefined)[] = machine.states.map(() => undefined);
  words[0] = [];
  const queue = [0];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    machine.inputs.forEach((_, input) => {
      const target = machine.next[state]![input]!;
      if (!machine.applicable[state]![input]! || words[target] !== undefined) return;
      words[target] = [...words[state]!, input];
      queue.push(target);
    });
  }
  return words;
}

/** The smallest machine that does the same: states that no word tells apart become one, in the order of their reach. */
export function minimal(machine: Mealy): Mealy {
  const words = accessWords(machine);
  const reached = machine.states
    .map((_, state) => state)
    .filter((state) => words[state] !== undefined)
    .sort((a, b) => words[a]!.length - words[b]!.length || a - b);
  const blockOf = coarsestPartition(machine, reached);
  const numberOf = new Map<number, number>();
  for (const state of reached) {
    const block = blockOf.get(state)!;
    if (!numberOf.has(block)) numberOf.set(block, numberOf.size);
  }
  const chosen = [...numberOf.keys()].map((block) => reached.find((state) => blockOf.get(state) === block)!);
  return {
    ...machine,
    states: chosen.map((state) => machine.states[state]!),
    next: chosen.map((state) => machine.next[state]!.map((target) => numberOf.get(blockOf.get(target)!)!)),
    output: chosen.map((state) => machine.output[state]!),
    applicable: chosen.map((state) => machine.applicable[state]!),
    ...(machine.waits === undefined ? {} : { waits: chosen.map((state) => machine.waits![state]!) }),
  };
}

/** The block of each state, refined until states of one block agree on every output and on the block that follows. */
function coarsestPartition(machine: Mealy, states: readonly number[]): ReadonlyMap<number, number> {
  let blockOf = new Map(states.map((state) => [state, 0]));
  for (let count = 0; ;) {
    const numbers = new Map<string, number>();
    const refined = new Map<number, number>();
    for (const state of states) {
      const after = machine.next[state]!.map((target) => blockOf.get(target));
      const can = machine.applicable[state]!.map(Number);
      const says = machine.output[state]!.join();
      const sign = [blockOf.get(state), machine.waits?.[state], says, can.join(''), after.join()].join(';');
      if (!numbers.has(sign)) numbers.set(sign, numbers.size);
      refined.set(state, numbers.get(sign)!);
    }
    if (numbers.size === count) return refined;
    count = numbers.size;
    blockOf = refined;
  }
}
