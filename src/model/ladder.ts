/** A counterexample as people read it: a ladder of messages, with the states of the parties and what runs where. */
import { runningAt, type Copies } from './copies.ts';
import type { Taken, WorldView } from './exploration.ts';
import type { Parcel } from './role.ts';

const columnWidth = 36;

/** The lines of a ladder. */
export function ladder(way: readonly Taken<Copies>[]): readonly string[] {
  const first = way[0];
  if (first === undefined) return ['(at the very beginning)'];
  const names = first.before.parties.map(({ name }) => name);
  const lines = [row(names), row(first.before.parties.map(({ state }) => state)), ''];
  for (const taken of way) lines.push(...rungs(taken, names));
  return lines;
}

function rungs(taken: Taken<Copies>, names: readonly string[]): string[] {
  const actor = names.indexOf(taken.actor);
  if (actor < 0) return [`*** ${taken.text} ***`];
  const lines: string[] = [];
  if (taken.hears === null) lines.push(cell(names, actor, taken.text));
  else lines.push(arrow(taken.hears, names));
  const said = taken.sends.map(({ message }) => message.type).join(', ');
  const before = taken.before.parties[actor]?.state;
  const after = taken.after.parties[actor]?.state;
  const news = [before === after ? '' : `[${after}]`, said === '' ? '' : `> ${said}`].filter(
    (text) => text !== '',
  );
  const line = news.join(' ');
  if (line.length < columnWidth) news.splice(0, news.length, line);
  for (const text of news) if (text !== '') lines.push(cell(names, actor, text));
  const change = changeOf(taken.before, taken.after);
  if (change !== '') lines.push(`    ==> ${change}`);
  return lines;
}

/** An arrow from who sent the message, some time before, to who hears it now. */
function arrow({ from, to, message }: Parcel, names: readonly string[]): string {
  const start = names.indexOf(from);
  const end = names.indexOf(to);
  if (start < 0) return cell(names, end, `${message.type} of the ${from}`);
  const [left, right] = [Math.min(start, end), Math.max(start, end)];
  const width = (right - left) * columnWidth - 2;
  const label = ` ${message.type} `;
  const line = label.padStart(label.length + Math.floor((width - label.length) / 2), '-').padEnd(width, '-');
  const drawn = end > start ? `|${line}>` : `<${line}|`;
  const before = names
    .slice(0, left)
    .map(() => '|'.padEnd(columnWidth))
    .join('');
  const after = names
    .slice(right + 1)
    .map(() => '|'.padStart(columnWidth))
    .join('');
  return `${before}${drawn}${after}`;
}

function cell(names: readonly string[], column: number, text: string): string {
  return row(names.map((_, index) => (index === column ? text : '|')));
}

function row(cells: readonly string[]): string {
  return cells
    .map((text) => text.padEnd(columnWidth))
    .join('')
    .trimEnd();
}

function changeOf(before: WorldView<Copies>, after: WorldView<Copies>): string {
  const where = (view: WorldView<Copies>): string => {
    const places = runningAt(view.copies);
    return places.length === 0 ? 'runs nowhere' : `runs at the ${places.join(' and the ')}`;
  };
  const changes: string[] = [];
  if (where(before) !== where(after)) changes.push(`the machine ${where(after)}`);
  if (before.copies.stale !== after.copies.stale) changes.push('as a stale copy');
  for (const promise of after.copies.promises) {
    if (!before.copies.promises.includes(promise)) changes.push(`the operator is told "${promise}"`);
  }
  return changes.join(', ');
}
