/** The message ladder: a line for each party, an arrow for each message, in the order in which they left. */
import type { Ladder } from '../result.ts';
import { escaped } from './markup.ts';

const column = 150;
const row = 20;
const head = 34;
const timeWidth = 84;

/** Draws a ladder; empty when no message was sent. */
export function ladderSvg({ parties, messages }: Ladder): string {
  if (messages.length === 0) return '';
  const width = timeWidth + column * parties.length;
  const height = head + row * (messages.length + 1);
  const x = (party: string): number => timeWidth + column * (parties.indexOf(party) + 0.5);
  const lines = parties.map(
    (party) =>
      `<text class="party" x="${x(party)}" y="16" text-anchor="middle">${escaped(party)}</text>` +
      `<path class="life" d="M${x(party)} 24V${height}"/>`,
  );
  const arrows = messages.map(({ sentMs, arrivedMs, from, to, message, octets }, i) => {
    const y = head + row * (i + 1);
    const [a, b] = [x(from), x(to)];
    const heading = b >= a ? 1 : -1;
    const end = arrivedMs === null ? (a + b) / 2 : b;
    const tip =
      arrivedMs === null
        ? `M${end - 4} ${y - 4}l8 8m0 -8l-8 8`
        : `M${end - 6 * heading} ${y - 3}L${end} ${y}L${end - 6 * heading} ${y + 3}`;
    const took = arrivedMs === null ? 'never arrived' : `took ${(arrivedMs - sentMs).toFixed(3)} ms`;
    return (
      `<g class="${arrivedMs === null ? 'arrow missing' : 'arrow'}"><title>${message}: ${octets} octets, ${took}</title>` +
      `<text class="time" x="${timeWidth - 12}" y="${y + 4}" text-anchor="end">${sentMs.toFixed(2)}</text>` +
      `<path d="M${a} ${y}H${end}${tip}"/>` +
      `<text x="${(a + b) / 2}" y="${y - 4}" text-anchor="middle">${message}</text></g>`
    );
  });
  return (
    `<svg class="ladder" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${messages.length} messages between ${escaped(parties.join(', '))}">${lines.join('')}${arrows.join('')}</svg>`
  );
}
