/** An exchange as a ladder: a column for each party, an arrow for each packet, behind which its octets open. */
import { memberOfRole } from '../../session.ts';
import type { Step } from '../../exchange.ts';
import type { CaseResult } from '../../report.ts';
import { roles } from '../../manifest.ts';
import { type Markup, markup } from './markup.ts';

/** So many columns have a style; who comes later is told in words. */
export const mostColumns = 6;

/** Draws the ladder of a result. @param octetsOf the number under which the page keeps the octets of a step, if it does */
export function ladder(result: CaseResult, octetsOf: (step: Step) => number | undefined): Markup {
  const steps = result.exchange.map((step) => ({ step, ...readStep(step) }));
  const parties = [...new Set(steps.flatMap(({ from, to }) => (from === undefined ? [] : [from, to!])))];
  const columns = parties.slice(0, mostColumns);
  const judged = roles.find((role) => role === result.role);
  const judgedName = judged === undefined ? undefined : memberOfRole[judged];
  const heads = columns.map(
    (name, i) => markup`<li class="c${i + 1} ${name === judgedName ? 'judged' : ''}">${name}</li>`,
  );
  const rungs = steps.map(({ step, from, to, what }) => {
    const places = [from, to].map((party) => (party === undefined ? -1 : columns.indexOf(party)));
    return rung(step, places as [number, number], what, octetsOf(step));
  });
  return markup`<div class="ladder n${columns.length}">
    <ul class="heads" aria-hidden="true">
      ${heads}
    </ul>
    <ol>
      ${rungs}
    </ol>
  </div>`;
}

interface Arrow {
  readonly from?: string;
  readonly to?: string;
  readonly what: string;
}

/** Who sends what to whom, from the words of the step. */
function readStep({ what, way }: Step): Arrow {
  const found = way === 'note' ? null : /^([\w-]+) → ([\w-]+): (.*)$/s.exec(what);
  return found === null ? { what } : { from: found[1]!, to: found[2]!, what: found[3]! };
}

function rung(
  { at, way, what: words }: Step,
  [a, b]: readonly [number, number],
  what: string,
  octets: number | undefined,
): Markup {
  const time = markup`<span class="time">${at} ms</span>`;
  const isArrow = a >= 0 && b >= 0 && a !== b;
  const said = isArrow ? spoken(words) : markup`<span class="note">${words}</span>`;
  const arrow = isArrow
    ? markup`<span class="lane" aria-hidden="true"
        ><span class="arrow ${way} ${b > a ? 'right' : 'left'} f${Math.min(a, b) + 1} t${Math.max(a, b) + 1}"
          >${what}</span
        ></span
      >`
    : undefined;
  const content = markup`${time}${arrow}${said}`;
  if (octets === undefined) return markup`<li class="rung">${content}</li>`;
  return markup`<li class="rung">
    <details data-octets="${octets}"><summary>${content}</summary></details>
  </li>`;
}

/** What an arrow shows, for those who hear the page. */
function spoken(words: string): Markup {
  return markup`<span class="unseen">${words}</span>`;
}
