/** Figures of the evaluation as SVG files, legible by day and by night. */
import { coordinate, escaped } from '../../simulation/page/markup.ts';
import type { KeptRun } from '../run.ts';

const width = 860;
const style =
  'svg{font:12px system-ui,sans-serif;background:#fff}text{fill:#444}.s{fill:#9aa4ae}.a{fill:#d9542b}.l{fill:#c62828}' +
  '.f{fill:#2a78d6;opacity:.12}.g{stroke:#ddd}.p0{fill:#9db8d6}.p1{fill:#2a78d6}.p2{fill:#c9d3dc}.q{fill:#d9542b}';

function svg(height: number, label: string, inside: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">` +
    `<style>${style}</style><rect width="${width}" height="${height}" fill="#fff"/>${inside}</svg>\n`
  );
}

/** How long before and after the first freeze requests are drawn. Milliseconds. */
const aroundMs = 250;
const most = 1500;

/** The number of each request over time around the first freeze: sent and answered. Empty without requests. */
export function sequencePlot({ result, rows }: KeptRun): string {
  const move = result.moves.find(({ frozenMs, runningMs }) => frozenMs !== null && runningMs !== null);
  if (move === undefined) return '';
  const [frozen, running] = [move.frozenMs!, move.runningMs!];
  const [from, until] = [frozen - aroundMs, running + aroundMs];
  const inside = rows.filter(([, sent]) => sent >= from && sent <= until);
  const shown = inside.filter((_, i) => i % Math.ceil(inside.length / most) === 0);
  if (shown.length < 2) return '';
  const [first, last] = [shown[0]![0], shown.at(-1)![0]];
  const [left, top, height] = [56, 30, 380];
  const x = (ms: number): number =>
    left + ((Math.min(ms, until) - from) / (until - from)) * (width - left - 16);
  const y = (n: number): number =>
    height - 36 - ((n - first) / Math.max(1, last - first)) * (height - 36 - top);
  const dot = (ms: number, n: number, name: string): string =>
    `<circle class="${name}" cx="${coordinate(x(ms))}" cy="${coordinate(y(n))}" r="1.6"/>`;
  const band = `<rect class="f" x="${coordinate(x(frozen))}" y="${top}" width="${coordinate(x(running) - x(frozen))}" height="${height - 36 - top}"/>`;
  const marks = [frozen, running].map(
    (ms) =>
      `<text x="${coordinate(x(ms))}" y="${height - 18}" text-anchor="middle">${(ms - frozen).toFixed(0)} ms</text>`,
  );
  const dots = shown.map(
    ([n, sent, answered]) =>
      dot(sent, n, answered === null ? 'l' : 's') + (answered === null ? '' : dot(answered, n, 'a')),
  );
  const words =
    `<text x="${left}" y="18">request number over time: grey sent, orange answered, band: freeze ${(running - frozen).toFixed(1)} ms</text>` +
    `<text x="${left - 6}" y="${height - 36}" text-anchor="end">${first}</text><text x="${left - 6}" y="${top + 10}" text-anchor="end">${last}</text>`;
  return svg(
    height,
    `Requests ${first} to ${last} around a freeze`,
    band + dots.join('') + marks.join('') + words,
  );
}

/** The parts of each move as a bar. */
export function partsPlot({ result }: KeptRun): string {
  const moves = result.moves.filter(({ totalMs }) => totalMs !== null);
  if (moves.length === 0) return '';
  const longest = Math.max(...moves.map(({ parts }) => parts.reduce((sum, { ms }) => sum + ms, 0)));
  const left = 130;
  const rows = moves.map(({ by, from, to, parts }, i) => {
    const y = 34 + 22 * i;
    let at = left;
    const bars = parts.map(({ name, ms }, n) => {
      const wide = (ms / longest) * (width - left - 90);
      const bar = `<rect class="p${Math.min(n, 2)}" x="${coordinate(at)}" y="${y}" width="${coordinate(Math.max(wide, 0.5))}" height="14"><title>${escaped(name)}: ${ms.toFixed(1)} ms</title></rect>`;
      at += wide;
      return bar;
    });
    const total = parts.reduce((sum, { ms }) => sum + ms, 0);
    return (
      `<text x="${left - 8}" y="${y + 11}" text-anchor="end">${escaped(`${by} ${from} → ${to}`)}</text>${bars.join('')}` +
      `<text x="${coordinate(at + 6)}" y="${y + 11}">${total.toFixed(0)} ms</text>`
    );
  });
  const names = [...new Set(moves.flatMap(({ parts }) => parts.map(({ name }) => name)))].join(', ');
  return svg(
    44 + 22 * moves.length,
    `Parts of ${moves.length} moves`,
    `<text x="8" y="20">${escaped(names)}</text>${rows.join('')}`,
  );
}

/** The freeze and the silence of each move, in order of the silence. Empty without a probe. */
export function gapsPlot({ result }: KeptRun): string {
  const seen = result.moves.flatMap(({ freezeMs, silence }) =>
    silence === null || freezeMs === null ? [] : [{ freezeMs, gapMs: silence.gapMs }],
  );
  if (seen.length < 2) return '';
  const sorted = [...seen].sort((a, b) => a.gapMs - b.gapMs);
  const longest = sorted.at(-1)!.gapMs;
  const [left, height] = [56, 220];
  const x = (i: number): number => left + ((i + 0.5) / sorted.length) * (width - left - 16);
  const y = (ms: number): number => height - 24 - (ms / longest) * (height - 64);
  const dots = sorted.map(
    ({ freezeMs, gapMs }, i) =>
      `<circle class="q" cx="${coordinate(x(i))}" cy="${coordinate(y(gapMs))}" r="4"/>` +
      `<circle class="p1" cx="${coordinate(x(i))}" cy="${coordinate(y(freezeMs))}" r="3"/>`,
  );
  const words =
    '<text x="8" y="18">silence of the client (orange) and freeze (blue) of each move, in order</text>' +
    `<text x="${left - 6}" y="${coordinate(y(longest) + 4)}" text-anchor="end">${longest.toFixed(0)} ms</text>` +
    `<text x="${left - 6}" y="${height - 20}" text-anchor="end">0</text>`;
  return svg(
    height,
    `Silence of ${sorted.length} moves`,
    `<path class="g" d="M${left} ${height - 24}H${width - 16}"/>${dots.join('')}${words}`,
  );
}
