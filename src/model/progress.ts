/** Whether a goal stays within reach: backwards over the edges without faults. */
import type { Exploration } from './exploration.ts';

/**
 * The first world from which no world of the goal can be reached without faults; -1 when there is none.
 * Worlds that were kept but not expanded count as goals, so that an incomplete exploration blames nobody.
 *
 * @param concerns the worlds from which the goal must be within reach.
 */
export function firstStuck<Copies>(
  exploration: Pick<Exploration<Copies>, 'worlds' | 'expanded' | 'ordinary'>,
  concerns: (world: number) => boolean,
  isGoal: (world: number) => boolean,
): number {
  const { worlds, expanded, ordinary } = exploration;
  const edges = ordinary.from.length();
  const starts = new Int32Array(worlds + 1);
  for (let edge = 0; edge < edges; edge += 1) starts[ordinary.to.at(edge) + 1]! += 1;
  for (let world = 0; world < worlds; world += 1) starts[world + 1]! += starts[world] as number;
  const filled = starts.slice(0, worlds);
  const sources = new Int32Array(edges);
  for (let edge = 0; edge < edges; edge += 1) {
    const to = ordinary.to.at(edge);
    sources[filled[to] as number] = ordinary.from.at(edge);
    filled[to]! += 1;
  }
  const reaches = new Uint8Array(worlds);
  const queue = new Int32Array(worlds);
  let last = 0;
  const add = (world: number): void => {
    if (reaches[world] === 1) return;
    reaches[world] = 1;
    queue[last] = world;
    last += 1;
  };
  for (let world = 0; world < worlds; world += 1) if (world >= expanded || isGoal(world)) add(world);
  for (let first = 0; first < last; first += 1) {
    const world = queue[first] as number;
    for (let place = starts[world] as number; place < (starts[world + 1] as number); place += 1) {
      add(sources[place] as number);
    }
  }
  for (let world = 0; world < worlds; world += 1) if (reaches[world] === 0 && concerns(world)) return world;
  return -1;
}
