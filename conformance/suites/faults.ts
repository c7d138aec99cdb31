/**
 * Single faults of a machine: one transition that says something else, or that leads to another state. Whether a word
 * notices one is decided by playing it.
 */
import type { Mealy, Word } from './mealy.ts';

/** Which faults of a machine a suite notices. */
export interface Kills {
  readonly output: { readonly killed: number; readonly all: number };
  readonly transfer: { readonly killed: number; readonly all: number };
  /** Transfer faults that no suite can notice, because the machine does the same with them; they count nowhere. */
  readonly equivalent: number;
}

/** A transition that leads elsewhere. */
export interface TransferFault {
  readonly state: number;
  readonly input: number;
  readonly to: number;
}

/** The number of a transition: its faults are numbered from it. */
export function transitionNumber(machine: Mealy, state: number, input: number): number {
  return state * machine.inputs.length + input;
}

/**
 * What a word notices: transitions whose output faults it sees, and transfer faults by number.
 *
 * @param known transfer faults that need not be looked at again.
 */
export function noticedBy(
  machine: Mealy,
  word: Word,
  known: ReadonlySet<number> = new Set(),
): { readonly transitions: ReadonlySet<number>; readonly transfers: ReadonlySet<number> } {
  const transitions = new Set<number>();
  const transfers = new Set<number>();
  let state = 0;
  word.forEach((input, at) => {
    const number = transitionNumber(machine, state, input);
    const right = machine.next[state]![input]!;
    if (!transitions.has(number)) {
      transitions.add(number);
      machine.states.forEach((_, to) => {
        const fault = transferNumber(machine, { state, input, to });
        if (to === right || known.has(fault)) return;
        if (betrays(machine, { state, input, to }, word, at + 1, right)) transfers.add(fault);
      });
    }
    state = right;
  });
  return { transitions, transfers };
}

/** The number of a transfer fault. */
export function transferNumber(machine: Mealy, { state, input, to }: TransferFault): number {
  return transitionNumber(machine, state, input) * machine.states.length + to;
}

/** Whether the rest of a word, after the fault was met for the first time, gets another answer. */
function betrays(machine: Mealy, fault: TransferFault, word: Word, from: number, right: number): boolean {
  let [expected, actual] = [right, fault.to];
  for (let at = from; at < word.length; at += 1) {
    const input = word[at]!;
    if (machine.output[expected]![input] !== machine.output[actual]![input]) return true;
    expected = machine.next[expected]![input]!;
    actual = faultyNext(machine, fault, actual, input);
    if (expected === actual && !word.slice(at + 1).includes(fault.input)) return false;
  }
  return false;
}

function faultyNext(machine: Mealy, fault: TransferFault, state: number, input: number): number {
  return state === fault.state && input === fault.input ? fault.to : machine.next[state]![input]!;
}

/** A shortest word that notices a transfer fault; undefined when a machine with it does the same as one without it. */
export function revealing(machine: Mealy, fault: TransferFault): Word | undefined {
  const seen = new Set<number>([0]);
  const queue: { readonly right: number; readonly wrong: number; readonly word: Word }[] = [
    { right: 0, wrong: 0, word: [] },
  ];
  for (const { right, wrong, word } of queue) {
    for (const input of machine.inputs.keys()) {
      if (!machine.applicable[right]![input]!) continue;
      const longer = [...word, input];
      if (machine.output[right]![input] !== machine.output[wrong]![input]) return longer;
      const after = machine.next[right]![input]!;
      const strayed = faultyNext(machine, fault, wrong, input);
      const number = after * machine.states.length + strayed;
      if (seen.has(number)) continue;
      seen.add(number);
      queue.push({ right: after, wrong: strayed, word: longer });
    }
  }
  return undefined;
}

/** Every transition that a tester can have taken, in a machine whose states can all be reached. */
export function testableTransitions(
  machine: Mealy,
): readonly { readonly state: number; readonly input: number }[] {
  return machine.states.flatMap((_, state) =>
    machine.inputs.flatMap((__, input) => (machine.applicable[state]![input]! ? [{ state, input }] : [])),
  );
}

/** Counts the single faults of a machine that a suite notices. */
export function killsOf(machine: Mealy, suite: readonly Word[]): Kills {
  const { output, noticed } = faultsSeen(machine, suite);
  const all = testableTransitions(machine);
  let [transferAll, equivalent] = [0, 0];
  for (const { state, input } of all) {
    for (const to of machine.states.keys()) {
      if (to === machine.next[state]![input]) continue;
      const fault = { state, input, to };
      if (!noticed.has(transferNumber(machine, fault)) && revealing(machine, fault) === undefined)
        equivalent += 1;
      else transferAll += 1;
    }
  }
  return {
    output: { killed: output, all: all.length * (machine.outputs.length - 1) },
    transfer: { killed: noticed.size, all: transferAll },
    equivalent,
  };
}

/** The same, when it is known of another suite which faults can be noticed at all; that is what takes long to find. */
export function killsAmong(machine: Mealy, suite: readonly Word[], known: Kills): Kills {
  const { output, noticed } = faultsSeen(machine, suite);
  return {
    output: { killed: output, all: known.output.all },
    transfer: { killed: noticed.size, all: known.transfer.all },
    equivalent: known.equivalent,
  };
}

/** How many output faults a suite notices, and which transfer faults. */
function faultsSeen(
  machine: Mealy,
  suite: readonly Word[],
): { readonly output: number; readonly noticed: ReadonlySet<number> } {
  const seen = new Set<number>();
  const noticed = new Set<number>();
  for (const word of suite) {
    const { transitions, transfers } = noticedBy(machine, word, noticed);
    for (const number of transitions) seen.add(number);
    for (const number of transfers) noticed.add(number);
  }
  return { output: seen.size * (machine.outputs.length - 1), noticed };
}
