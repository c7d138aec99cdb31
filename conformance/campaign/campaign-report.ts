/** What a campaign found, for people: the walk, where it went wrong, the clause that decides, the exchange. */
import { ladder } from '../exchange.ts';
import type { CampaignReport } from './campaign.ts';

/** The report as text. */
export function campaignText(
  { runs, steps, freedoms, unfollowed, finding }: CampaignReport,
  verbose: boolean,
): string {
  const played = `${runs} walks, ${steps} stimuli`;
  const free = freedoms.map(({ says, by, walks }) => `free, in ${walks} walks: ${says} [${by.join(', ')}]`);
  const left =
    unfollowed === 0
      ? []
      : [`${unfollowed} walks were judged by their messages alone from where no suite knows the way on`];
  if (finding === undefined) return `${[`${played}: every answer was right`, ...free, ...left].join('\n')}\n`;
  const { parting, suite, foundLength } = finding;
  const names = parting.word.map((input, at) => `  ${at + 1}. ${suite.file.inputs[input]!.name}`);
  const deciding = parting.clauses.map(({ id, level, text }) => `  [${id}] ${level}: ${text}`);
  return `${[
    `${played}: an answer was wrong, after ${foundLength} stimuli; ${parting.word.length} are enough (${suite.name}):`,
    ...names,
    `expected ${parting.expected}`,
    `got      ${parting.actual}`,
    ...(deciding.length === 0 ? [] : ['by', ...deciding]),
    '',
    ...ladder(parting.exchange, verbose),
    ...(free.length + left.length === 0 ? [] : ['', ...free, ...left]),
  ].join('\n')}\n`;
}
