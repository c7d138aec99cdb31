/** Makes a suite small: of many words, few that notice the same single faults. */
import { noticedBy } from './faults.ts';
import type { Mealy, Word } from './mealy.ts';

/** What it costs to begin a test anew, in steps. */
const resetCost = 1;

/** Chooses words until every single fault that the suite notices is noticed by one of them, the best word first. */
export function reduced(machine: Mealy, suite: readonly Word[]): readonly Word[] {
  const open = suite.map((word) => {
    const { transitions, transfers } = noticedBy(machine, word);
    // One number space: a transition whose output is seen, or a transfer fault behind all of those.
    const shift = machine.states.length * machine.inputs.length;
    return { word, faults: [...transitions, ...[...transfers].map((fault) => fault + shift)] };
  });
  const noticed = new Set<number>();
  const chosen: Word[] = [];
  const worth = ({ word, faults }: (typeof open)[number]): number =>
    faults.filter((fault) => !noticed.has(fault)).length / (word.length + resetCost);
  // The worth of a word only ever falls, so the best old value need not be looked at again when its new one still leads.
  const queue = open.map((entry) => ({ entry, bound: worth(entry) })).sort((a, b) => b.bound - a.bound);
  while (queue.length > 0) {
    const head = queue.shift()!;
    const now = worth(head.entry);
    if (now === 0) continue;
    if (queue.length > 0 && now < queue[0]!.bound) {
      insert(queue, { entry: head.entry, bound: now });
      continue;
    }
    chosen.push(head.entry.word);
    for (const fault of head.entry.faults) noticed.add(fault);
  }
  return chosen;
}

function insert<T extends { readonly bound: number }>(queue: T[], one: T): void {
  let [low, high] = [0, queue.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (queue[middle]!.bound >= one.bound) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, one);
}
