/** The kill matrix beside a run: which wrong readings of the specification the cases of this run would have noticed. */
import type { Mutant } from '../../mutants/mutant.ts';
import type { RunReport } from '../../report.ts';
import { type Markup, markup } from './markup.ts';
import { type Standing, standingIn, standings } from './standing.ts';

/** A mutant, as far as the table shows it. */
export type ShownMutant = Pick<Mutant, 'id' | 'of' | 'breaks' | 'says' | 'caughtBy'>;

/** Writes the section. */
export function killTable(report: RunReport, mutants: readonly ShownMutant[]): Markup {
  const standing = standingIn(report);
  const ran = new Map(report.results.map((result) => [result.id, standing(result)]));
  const noticed = ({ caughtBy }: ShownMutant): boolean => caughtBy.some((one) => decided(ran.get(one)));
  const areas = [...new Set(mutants.map(({ of }) => of))];
  const tables = areas.map((area) => {
    const members = mutants.filter(({ of }) => of === area);
    const rows = members.map((mutant) => row(mutant, noticed(mutant), ran));
    const count = members.filter(noticed).length;
    return markup`<details>
      <summary>${area}: ${count} of ${members.length}</summary>
      <div class="scroll" role="region" tabindex="0" aria-label="Wrong readings, ${area}">
        <table>
          <thead>
            <tr>
              <th scope="col">Wrong reading</th>
              <th scope="col">Breaks</th>
              <th scope="col">Caught by</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
    </details>`;
  });
  const all = mutants.filter(noticed).length;
  return markup`<section id="kills" aria-labelledby="kills-title">
    <h2 id="kills-title">Strength of this run</h2>
    <p>
      The kit is tried on ${mutants.length} implementations that each read the specification wrongly in one
      point. The cases that came to a pass or a fail in this run would have noticed ${all} of them.
    </p>
    ${tables}
  </section>`;
}

function decided(standing: Standing | undefined): boolean {
  return standing !== undefined && ['pass', 'fail', 'advice', 'known'].includes(standing);
}

function row(
  { id, says, breaks, caughtBy }: ShownMutant,
  isNoticed: boolean,
  ran: ReadonlyMap<string, Standing>,
): Markup {
  const cases = caughtBy.map((one) => {
    const standing = ran.get(one);
    if (standing === undefined) return markup`<li><span class="dim">${one} (not run)</span></li>`;
    return markup`<li>
      <span class="sign s-${standing}" role="img" aria-label="${standing}">${standings[standing]}</span>
      <a href="#case-${one}">${one}</a>
    </li>`;
  });
  return markup`<tr class="${isNoticed ? 'noticed' : 'unnoticed'}">
    <th scope="row">
      ${says}<code>${id}</code>${isNoticed ? '' : markup`<b class="warning">not noticed by this run</b>`}
    </th>
    <td>${breaks.map((one) => markup`<a href="#requirement=${one}">${one}</a> `)}</td>
    <td>
      <ul>
        ${cases}
      </ul>
    </td>
  </tr> `;
}
