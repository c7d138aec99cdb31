/** The head of the page: who was judged, what came of it, and how much was run at all. */
import { exitCodes } from '../../exit-codes.ts';
import { conclusionOf, exitCodeOf, type RunReport } from '../../report.ts';
import { type Markup, markup } from './markup.ts';
import { sign, type Standing, standingIn, standingNames } from './standing.ts';

/** The width of the bar of verdicts in units of its drawing. */
const barWidth = 1000;

/** Makes the head. */
export function summary(report: RunReport): Markup {
  const { subject, counts } = report;
  const code = exitCodeOf(report);
  const mood = code === exitCodes.conformant ? 'good' : code === exitCodes.notConformant ? 'bad' : 'open';
  return markup`<header>
    <p class="kicker">XLMP conformance report</p>
    <h1>${subject.name} <span class="version">${subject.version}</span></h1>
    <p class="conclusion ${mood}"><strong>${conclusionOf(report)}</strong> <span>exit code ${code}</span></p>
    ${bar(report)}
    <dl class="facts">
      ${fact('executed', counts.executed)} ${fact('applicable', counts.applicable)}
      ${fact('selected', counts.selected)} ${fact('in the catalogue', counts.catalogue)}
      ${fact('took', seconds(report.durationMs))} ${fact('of it waiting', seconds(report.waitedMs))}
    </dl>
    <p class="circumstances">${circumstances(report)}</p>
    ${troubles(report)}
  </header>`;
}

function fact(name: string, value: string | number): Markup {
  return markup`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function circumstances({ subject, kit, seed, repeat, shard }: RunReport): string {
  return [
    `over ${subject.adapter}`,
    subject.manifest.time === 'real' ? 'in real time' : 'in virtual time',
    `kit ${kit}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(repeat === 1 ? [] : [`each case ${repeat} times`]),
    ...(shard === undefined ? [] : [`part ${shard.number} of ${shard.of}`]),
  ].join(' · ');
}

/** The verdicts as a bar; the legend says the same in numbers. */
function bar(report: RunReport): Markup {
  const standing = standingIn(report);
  const count = new Map<Standing, number>();
  for (const result of report.results) count.set(standing(result), (count.get(standing(result)) ?? 0) + 1);
  const shares = standingNames.flatMap((name) =>
    count.has(name) ? [[name, count.get(name)!] as const] : [],
  );
  let x = 0;
  const rects = shares.map(([name, cases]) => {
    const width = (barWidth * cases) / report.results.length;
    x += width;
    return markup`<rect
      class="s-${name}"
      x="${(x - width).toFixed(2)}"
      width="${width.toFixed(2)}"
      height="12"
    />`;
  });
  const legend = shares.map(
    ([name, cases]) => markup`<li>${sign(name)} <a href="#verdict=${name}">${cases} ${name}</a></li>`,
  );
  return markup`<svg class="bar" viewBox="0 0 ${barWidth} 12" preserveAspectRatio="none" aria-hidden="true">
      ${rects}
    </svg>
    <ul class="legend">
      ${legend}
    </ul>`;
}

function troubles({ baseline }: RunReport): Markup | undefined {
  if (baseline === undefined || baseline.troubles.length === 0) return undefined;
  const rows = baseline.troubles.map(
    ({ id, kind, says }) => markup`<li><strong>${kind}</strong> <code>${id}</code>: ${says}</li>`,
  );
  return markup`<section class="troubles">
    <h2>The baseline fits no longer</h2>
    <ul>
      ${rows}
    </ul>
  </section>`;
}

function seconds(ms: number): string {
  return ms === 0 ? 'nothing' : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
