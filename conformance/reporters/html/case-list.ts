/** The cases of a run, gravest first, each with what was expected, what came, and the exchange. */
import type { CaseResult, RunReport } from '../../report.ts';
import { chainOf, sayingOf, showing } from '../../ground/graph.ts';
import { passRateText } from '../../pass-rate.ts';
import { ladder } from './ladder.ts';
import { type Markup, markup } from './markup.ts';
import type { PacketStore } from './octets.ts';
import { sign, type Standing, standingIn, standingNames } from './standing.ts';

/** Writes the section with its filters. */
export function caseList(report: RunReport, store: PacketStore): Markup {
  const standing = standingIn(report);
  const ordered = standingNames.flatMap((name) =>
    report.results.filter((result) => standing(result) === name),
  );
  const there = standingNames.filter((name) => ordered.some((result) => standing(result) === name));
  const rows = ordered.map((result) => caseRow(result, standing(result), report, store));
  const left =
    store.left === 0
      ? undefined
      : markup`<p>The octets of ${store.left} packets are left out here; the JSON report has them.</p>`;
  return markup`<section id="cases" aria-labelledby="cases-title">
    <h2 id="cases-title">Cases</h2>
    ${filters(report, there)}
    <div id="clause" class="clause" hidden></div>
    <p id="shown" class="shown" aria-live="polite">${ordered.length} cases</p>
    ${left}
    <div class="cases">${rows}</div>
    ${notRun(report)}
  </section>`;
}

function filters({ results }: RunReport, there: readonly Standing[]): Markup {
  const chapters = [...new Set(results.map(({ role }) => role))].sort();
  const boxes = there.map(
    (name) =>
      markup`<label class="chip"
        ><input type="checkbox" name="verdict" value="${name}" checked /> ${sign(name)} ${name}</label
      >`,
  );
  const options = chapters.map((chapter) => markup`<option>${chapter}</option>`);
  return markup`<form id="filters" class="filters" role="search" aria-label="Filter the cases">
    <label class="search"
      >Text <input type="search" name="text" placeholder="id, title, requirement" autocomplete="off"
    /></label>
    <label
      >Part
      <select name="part">
        <option value="">all</option>
        ${options}
      </select></label
    >
    <fieldset>
      <legend>Verdict</legend>
      ${boxes}
    </fieldset>
    <button type="reset">Show all</button>
  </form>`;
}

function caseRow(result: CaseResult, standing: Standing, report: RunReport, store: PacketStore): Markup {
  const { id, title, role, covers, verdict } = result;
  const words = `${id} ${title} ${covers.join(' ')}`.toLowerCase();
  return markup`<details
    class="case"
    id="case-${id}"
    data-standing="${standing}"
    data-part="${role}"
    data-covers="${covers.join(' ')}"
    data-words="${words}"
  >
    <summary>
      ${sign(standing)}<span class="unseen">${standing}: </span><span class="id">${id}</span>
      <span class="title">${title}</span>
    </summary>
    <div class="body">
      ${excuse(result, report)}${found(result)}
      <dl class="details">
        <dt>Decides about</dt>
        <dd>${covers.map((one) => markup`<a href="#requirement=${one}">${one}</a> `)}</dd>
        ${groundRow(result)}${
          result.passRate === undefined
            ? undefined
            : markup`<dt>Runs</dt>
                <dd>${passRateText(result.passRate)}</dd>`
        }
        ${
          verdict === 'skipped'
            ? undefined
            : markup`<dt>Took</dt>
                <dd>${result.durationMs.toFixed(1)} ms${waited(result)}</dd>`
        }
        <dt>Repeat</dt>
        <dd><code>${result.repeatWith}</code></dd>
      </dl>
      ${result.exchange.length === 0 ? undefined : ladder(result, store.keep)}
    </div>
  </details> `;
}

/** What it stands on, and which of that is missing. */
function groundRow({ on = [], missing }: CaseResult): Markup | undefined {
  if (on.length === 0) return undefined;
  const rows = chainOf(on).map((id) => {
    const text = id === missing ? markup`<b>${sayingOf(id)}: missing</b>` : markup`${sayingOf(id)}`;
    const about = showing(id).map((one) => markup` <a href="#case-${one}">${one}</a>`);
    return markup`<li>${text}${about}</li>`;
  });
  return markup`<dt>Stands on</dt>
    <dd>
      <ol>
        ${rows}
      </ol>
    </dd>`;
}

function waited({ waitedMs }: CaseResult): string {
  return waitedMs > 0 ? `, ${waitedMs.toFixed(1)} ms of it waiting` : '';
}

function found({ failure, reason }: CaseResult): Markup | undefined {
  const why = reason === undefined ? undefined : markup`<p class="reason">${reason}</p>`;
  if (failure === undefined) return why;
  const clauses = failure.clauses.map(
    ({ id, level, text }) => markup`<p class="quote"><b>${id}</b> <em>${level}</em> ${text}</p>`,
  );
  const expected = failure.expectedOneOf.map(
    (phrase, i) => markup`${i === 0 ? '' : markup` <i>or</i> `}${phrase}`,
  );
  return markup`${clauses}
    <dl class="compare">
      <dt>Expected</dt>
      <dd>${expected}</dd>
      <dt>Actual</dt>
      <dd>${failure.actual}</dd>
    </dl>
    ${why}`;
}

function excuse({ id }: CaseResult, { baseline }: RunReport): Markup | undefined {
  const known = baseline?.known.find((one) => one.id === id);
  if (known === undefined) return undefined;
  const link = known.link === undefined ? undefined : markup` (<a href="${known.link}">${known.link}</a>)`;
  return markup`<p class="excuse">Known until ${known.expires}: ${known.reason}${link}</p>`;
}

function notRun({ notRun }: RunReport): Markup | undefined {
  const others = notRun.map(({ reason, ids }) => {
    return markup`<details>
      <summary>${ids.length}: ${reason}</summary>
      <p>${ids.map((id) => markup`<code>${id}</code> `)}</p>
    </details>`;
  });
  return others.length === 0
    ? undefined
    : markup`<section>
        <h3>Not run</h3>
        ${others}
      </section>`;
}
