/** How the page looks, by day and by night, on a desk and on a phone; and what happens under the pointer. */

/** The style sheet. */
export const style = `
:root{color-scheme:light dark;--ground:#fff;--text:#1d232b;--dim:#5b6672;--line:#d9dee4;--soft:#f3f5f7;
--sent:#8a94a0;--arrived:#2a78d6;--answered:#eb6834;--lost:#c62828;--freeze:#2a78d61a}
@media(prefers-color-scheme:dark){:root{--ground:#14181d;--text:#e6eaee;--dim:#9aa6b2;--line:#333c46;--soft:#1c2229;
--sent:#78838f;--arrived:#5b9dec;--answered:#f08a5d;--lost:#ff6b6b;--freeze:#5b9dec26}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:64rem;font:16px/1.5 system-ui,sans-serif;background:var(--ground);color:var(--text)}
h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .5rem}
p{max-width:46rem}.dim,.more{color:var(--dim)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1rem 0}
.tiles div{background:var(--soft);border-radius:.5rem;padding:.6rem .8rem}
dt{color:var(--dim);font-size:.85rem}dd{margin:0;font-size:1.3rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;max-width:100%}.tall{max-height:70vh;overflow:auto;border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:collapse;font-size:.9rem}th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap}
th{color:var(--dim);font-weight:500}td.number{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}figcaption{color:var(--dim);font-size:.9rem}
svg{display:block;font:12px system-ui,sans-serif}svg text{fill:var(--dim)}
.plot{width:100%;min-width:36rem;height:auto;touch-action:pan-x pan-y}
.grid{stroke:var(--line);stroke-width:1}.freeze{fill:var(--freeze)}
.dots{fill:none;stroke-width:2.6;stroke-linecap:round}.sent{--mark:var(--sent)}.arrived{--mark:var(--arrived)}
.answered{--mark:var(--answered)}.lost{--mark:var(--lost)}.dots{stroke:var(--mark)}
path.lost{stroke:var(--lost);stroke-width:1;fill:none}
path.bracket{stroke:var(--text);fill:none}text.bracket{fill:var(--text)}
.pointer line{stroke:var(--text);stroke-dasharray:3 3}
.legend{margin:.3rem 0}.key{display:inline-block;width:.7em;height:.7em;border-radius:50%;background:var(--mark);margin:0 .35em 0 .9em}
.reading{min-height:1.5em;color:var(--dim);font-variant-numeric:tabular-nums}
.ladder .life{stroke:var(--line)}.ladder .party{fill:var(--text);font-weight:600}
.arrow path{stroke:var(--arrived);fill:none}.arrow text{fill:var(--text);font-size:11px}.arrow .time{fill:var(--dim)}
.missing path{stroke:var(--lost)}
`;

/** Shows the request that is nearest to the pointer below the plot. */
export const script = `
for (const svg of document.querySelectorAll('svg.plot')) {
  const rows = JSON.parse(svg.dataset.rows), [x0, x1, from, until] = svg.dataset.x.split(',').map(Number);
  const [y0, y1] = svg.dataset.y.split(',').map(Number);
  const line = svg.querySelector('.pointer line'), reading = svg.closest('figure').querySelector('.reading');
  const after = (at, sent) => at === null ? 'never' : '+' + (at - sent).toFixed(2) + ' ms';
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect(), x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
    const ms = from + (x - x0) / (x1 - x0) * (until - from);
    let best = rows[0];
    for (const row of rows) if (Math.abs(row[1] - ms) < Math.abs(best[1] - ms)) best = row;
    const at = x0 + (best[1] - from) / (until - from) * (x1 - x0);
    for (const [name, value] of [['x1', at], ['x2', at], ['y1', y1], ['y2', y0]]) line.setAttribute(name, value);
    svg.querySelector('.pointer').setAttribute('visibility', 'visible');
    reading.textContent = 'request ' + best[0] + ': sent at ' + best[1].toFixed(2) + ' ms, arrived ' +
      after(best[2], best[1]) + ', answered ' + after(best[3], best[1]);
  });
  svg.addEventListener('pointerleave', () => svg.querySelector('.pointer').setAttribute('visibility', 'hidden'));
}
`;
