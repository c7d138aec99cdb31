/** The result of a simulation as one HTML page that needs nothing else. */
import type { SimulationResult } from '../result.ts';
import { ladderSvg } from './ladder.ts';
import { escaped } from './markup.ts';
import { plotLegend, plotSvg } from './plot.ts';
import { script, style } from './style.ts';
import { headlines, tables } from './tables.ts';

/** Makes the page. */
export function resultPage(result: SimulationResult): string {
  const { title, about, adaptation, seed, plots, requests, moves, ladder } = result;
  const figures = plots.map((plot) => {
    const flow = requests.find(({ from, to }) => from === plot.from && to === plot.to)!;
    const svg = plotSvg(plot, flow, moves);
    if (svg === '') return '';
    const caption = `Requests from ${escaped(plot.from)} to ${escaped(plot.to)}: number over time`;
    return (
      `<figure><figcaption>${caption}</figcaption>${plotLegend(plot)}<div class="scroll">${svg}</div>` +
      '<p class="reading" aria-live="polite"></p></figure>'
    );
  });
  const rungs = ladderSvg(ladder);
  const more = ladder.left === 0 ? '' : `<p class="more">${ladder.left} later messages are not shown.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head><body>
<h1>${escaped(title)}</h1>
<p>${escaped(about)}</p>
<p class="dim">Adaptation: ${adaptation}. Seed: ${seed}.</p>
${headlines(result)}
${figures.join('\n')}
${tables(result)}
${rungs === '' ? '' : `<section><h2>Messages</h2><div class="tall">${rungs}</div>${more}</section>`}
<script>${script}</script>
</body></html>
`;
}
