/**
 * The plot that the XIA project drew of its experiment: the number of each request over time, when it was sent, when
 * it arrived and when its answer was there. A freeze is a hole in the last two.
 */
import type { MoveResult, RequestsResult, SimulationResult } from '../result.ts';
import { coordinate, escaped, milliseconds } from './markup.ts';

type Plot = SimulationResult['plots'][number];
type Row = readonly (number | null)[];

const width = 960;
const height = 480;
const margin = { left: 58, right: 16, top: 42, bottom: 40 };
const series = [
  { name: 'sent', at: 1, mark: 'sent' },
  { name: 'arrived', at: 2, mark: 'arrived' },
  { name: 'answered', at: 3, mark: 'answered' },
] as const;

/** Draws a plot; empty when there is nothing to draw. */
export function plotSvg(plot: Plot, flow: RequestsResult, moves: readonly MoveResult[]): string {
  const first = plot.rows[0];
  const last = plot.rows.at(-1);
  if (first === undefined || last === undefined) return '';
  const startMs = first[1]!;
  const endMs = plot.rows.reduce((most, row) => Math.max(most, row[3] ?? row[1]!), startMs + 1);
  const [low, high] = [first[0]!, Math.max(last[0]!, first[0]! + 1)];
  const x = (ms: number): number =>
    margin.left + ((ms - startMs) / (endMs - startMs)) * (width - margin.left - margin.right);
  const y = (number: number): number =>
    height - margin.bottom - ((number - low) / (high - low)) * (height - margin.top - margin.bottom);
  const dots = (rows: readonly Row[], at: number): string =>
    rows
      .map((row) => (row[at] === null ? '' : `M${coordinate(x(row[at]!))} ${coordinate(y(row[0]!))}h0`))
      .join('');
  const lost = plot.rows.filter((row) => row[3] === null);

  const freezes = moves.flatMap(({ machine, frozenMs, runningMs }) =>
    (machine === plot.from || machine === plot.to) && frozenMs !== null && frozenMs < endMs
      ? [
          {
            from: Math.max(frozenMs, startMs),
            until: Math.min(runningMs ?? endMs, endMs),
            whole: (runningMs ?? endMs) - frozenMs,
          },
        ]
      : [],
  );
  const bands = freezes
    .filter(({ until }) => until > startMs)
    .map(
      ({ from, until, whole }) =>
        `<rect class="freeze" x="${coordinate(x(from))}" y="${margin.top}" width="${coordinate(x(until) - x(from))}" ` +
        `height="${height - margin.top - margin.bottom}"/>` +
        bracket(x(from), x(until), margin.top - 24, `freeze ${milliseconds(whole)}`),
    );
  const gapEnd = flow.gapStartMs + flow.gapMs;
  const gap =
    flow.gapStartMs >= startMs && gapEnd <= endMs
      ? bracket(x(flow.gapStartMs), x(gapEnd), margin.top - 6, `silence ${milliseconds(flow.gapMs)}`)
      : '';
  const description = `Requests ${low} to ${high} over ${milliseconds(endMs - startMs)}; ${lost.length} were never answered.`;
  return [
    `<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(description)}" `,
    `data-rows="${escaped(JSON.stringify(plot.rows))}" data-x="${coordinate(margin.left)},${width - margin.right},${startMs},${endMs}" `,
    `data-y="${height - margin.bottom},${margin.top},${low},${high}">`,
    ...bands,
    axes(x, y, startMs, endMs, low, high),
    ...series.map(({ at, mark }) => `<path class="dots ${mark}" d="${dots(plot.rows, at)}"/>`),
    `<path class="lost" d="${lost.map((row) => cross(x(row[1]!), y(row[0]!))).join('')}"/>`,
    gap,
    '<g class="pointer" visibility="hidden"><line/></g></svg>',
  ].join('');
}

/** What the marks mean. */
export function plotLegend(plot: Plot): string {
  const lost = plot.rows.some((row) => row[3] === null);
  const entries = [
    ...series.map(({ name, mark }) => [mark, name]),
    ...(lost ? [['lost', 'never answered']] : []),
  ];
  return `<p class="legend">${entries.map(([mark, text]) => `<span class="key ${mark}"></span>${text}`).join(' ')}</p>`;
}

function bracket(from: number, until: number, y: number, text: string): string {
  const [a, b] = [coordinate(from), coordinate(until)];
  const middle = Math.min(Math.max((from + until) / 2, margin.left + 70), width - margin.right - 70);
  return (
    `<path class="bracket" d="M${a} ${y + 3}v-6M${a} ${y}H${b}M${b} ${y + 3}v-6"/>` +
    `<text class="bracket" x="${coordinate(middle)}" y="${y - 4}" text-anchor="middle">${text}</text>`
  );
}

function cross(x: number, y: number): string {
  return `M${coordinate(x - 1.5)} ${coordinate(y - 1.5)}l3 3m-3 0l3-3`;
}

function axes(
  x: (ms: number) => number,
  y: (number: number) => number,
  startMs: number,
  endMs: number,
  low: number,
  high: number,
): string {
  const step = niceStep(endMs - startMs);
  const rowStep = niceStep(high - low);
  const lines: string[] = [];
  for (let ms = 0; startMs + ms <= endMs; ms += step) {
    const at = coordinate(x(startMs + ms));
    lines.push(`<path class="grid" d="M${at} ${margin.top}V${height - margin.bottom}"/>`);
    lines.push(`<text x="${at}" y="${height - margin.bottom + 18}" text-anchor="middle">${ms}</text>`);
  }
  for (let number = Math.ceil(low / rowStep) * rowStep; number <= high; number += rowStep) {
    const at = coordinate(y(number));
    lines.push(`<path class="grid" d="M${margin.left} ${at}H${width - margin.right}"/>`);
    lines.push(`<text x="${margin.left - 6}" y="${Number(at) + 4}" text-anchor="end">${number}</text>`);
  }
  const middle = (width + margin.left - margin.right) / 2;
  lines.push(
    `<text x="${middle}" y="${height - 6}" text-anchor="middle">milliseconds from ${startMs.toFixed(1)}</text>`,
  );
  return lines.join('');
}

/** A round number of which a span has about six. */
function niceStep(span: number): number {
  const raw = Math.max(span / 6, 1e-9);
  const power = 10 ** Math.floor(Math.log10(raw));
  return Math.max(1, [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw)! * power);
}
