/**
 * A suite of few long words: instead of beginning anew for each fault, the walk goes on to the nearest transition that
 * still has faults which nobody would notice, takes it, and asks what tells the right next state from the wrong ones.
 */
import { separatingWords } from './distinguish.ts';
import { revealing, transferNumber } from './faults.ts';
import type { Mealy, Word } from './mealy.ts';

/** Words longer than that are hard to read in a report. */
const longest = 60;

/** Makes a suite that notices every single fault that can be noticed. */
export function joined(machine: Mealy): readonly Word[] {
  const words = separatingWords(machine);
  const open = openFaults(machine);
  const suite: Word[] = [];
  for (;;) {
    const walk = new Walk(machine, open);
    while (walk.word.length < longest) {
      const way = wayToOpen(machine, open, walk.state);
      if (way === undefined) break;
      for (const input of way) walk.take(input);
      for (let ask = bestQuestion(walk, words); ask !== undefined; ask = bestQuestion(walk, words))
        for (const input of ask) walk.take(input);
    }
    if (walk.word.length === 0) return [...suite, ...wordsForRest(machine, open, words)];
    if (walk.news > 0) suite.push(walk.word);
  }
}

/** A word for each fault that hides from the questions, because they lead through the faulty transition again. */
function wordsForRest(
  machine: Mealy,
  open: OpenFaults,
  words: readonly (readonly (Word | undefined)[])[],
): readonly Word[] {
  return open.flatMap((row, state) =>
    row.flatMap(({ wrong }, input) =>
      [...wrong].flatMap((to) => {
        const right = machine.next[state]![input]!;
        const word = words[right]![to] === undefined ? undefined : revealing(machine, { state, input, to });
        return word === undefined ? [] : [word];
      }),
    ),
  );
}

/** By state and input: the wrong next states that nobody notices yet, and whether the transition was never taken. */
type OpenFaults = readonly (readonly { readonly wrong: Set<number>; taken: boolean; given: number }[])[];

function openFaults(machine: Mealy): OpenFaults {
  return machine.states.map((_, state) =>
    machine.inputs.map((__, input) => {
      const can = machine.applicable[state]![input]!;
      const wrong = can ? [...machine.states.keys()].filter((to) => to !== machine.next[state]![input]) : [];
      return { wrong: new Set(wrong), taken: !can, given: 0 };
    }),
  );
}

/** So often a transition is visited for faults that are not noticed; what is left then cannot be. */
const mostVisits = 6;

/** A shortest way to an open transition and through it; undefined when there is none. */
function wayToOpen(machine: Mealy, open: OpenFaults, from: number): Word | undefined {
  const seen = new Set([from]);
  const queue: { readonly state: number; readonly word: Word }[] = [{ state: from, word: [] }];
  for (let head = queue.shift(); head !== undefined; head = queue.shift()) {
    const { state, word } = head;
    for (const input of machine.inputs.keys()) {
      if (!machine.applicable[state]![input]!) continue;
      const faults = open[state]![input]!;
      const target = machine.next[state]![input]!;
      if (!faults.taken || (faults.wrong.size > 0 && faults.given < mostVisits)) {
        faults.given += 1;
        return [...word, input];
      }
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push({ state: target, word: [...word, input] });
    }
  }
  return undefined;
}

/** The word that tells most of the faulty machines apart for its length; undefined when none tells any. */
function bestQuestion(walk: Walk, words: readonly (readonly (Word | undefined)[])[]): Word | undefined {
  let best: { readonly word: Word; readonly worth: number } | undefined;
  for (const state of new Set(walk.wrongStates())) {
    const word = words[walk.state]![state];
    if (word === undefined) continue;
    const worth = walk.noticedBy(word) / word.length;
    if (worth > 0 && (best === undefined || worth > best.worth)) best = { word, worth };
  }
  return best?.word;
}

/** A faulty machine that has met its fault. */
interface Strayed {
  readonly state: number;
  readonly input: number;
  readonly to: number;
  at: number;
}

/** A word as it grows, and the faulty machines that it has not noticed yet. */
class Walk {
  readonly word: number[] = [];
  state = 0;
  /** How many faults it has noticed that nobody had before. */
  news = 0;
  private readonly machine: Mealy;
  private readonly open: OpenFaults;
  private strayed = new Map<number, Strayed>();

  constructor(machine: Mealy, open: OpenFaults) {
    this.machine = machine;
    this.open = open;
  }

  /** Where faulty machines are, which are not where the right one is. */
  wrongStates(): readonly number[] {
    return [...this.strayed.values()].flatMap(({ at }) => (at === this.state ? [] : [at]));
  }

  take(input: number): void {
    const { machine, open, state } = this;
    const said = machine.output[state]![input]!;
    for (const [number, fault] of this.strayed) {
      if (machine.output[fault.at]![input] !== said) {
        this.strayed.delete(number);
        if (open[fault.state]![fault.input]!.wrong.delete(fault.to)) this.news += 1;
      } else fault.at = faultyNext(machine, fault, input);
    }
    const here = open[state]![input]!;
    if (!here.taken) this.news += 1;
    here.taken = true;
    for (const to of here.wrong) {
      const number = transferNumber(machine, { state, input, to });
      if (!this.strayed.has(number)) this.strayed.set(number, { state, input, to, at: to });
    }
    this.state = machine.next[state]![input]!;
    this.word.push(input);
  }

  /** How many faulty machines a word would notice from here. */
  noticedBy(word: Word): number {
    const { machine } = this;
    let count = 0;
    for (const fault of this.strayed.values()) {
      let right = this.state;
      const copy = { ...fault };
      for (const input of word) {
        if (machine.output[copy.at]![input] !== machine.output[right]![input]) {
          count += 1;
          break;
        }
        copy.at = faultyNext(machine, copy, input);
        right = machine.next[right]![input]!;
      }
    }
    return count;
  }
}

function faultyNext(machine: Mealy, fault: Strayed, input: number): number {
  return fault.at === fault.state && input === fault.input ? fault.to : machine.next[fault.at]![input]!;
}
