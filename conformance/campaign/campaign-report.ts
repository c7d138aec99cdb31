/** What a campaign found, for people: the walk, where it went wrong, the clause that decides, the exchange. */
import { ladder } from '../exchange.ts';
import type { CampaignReport } from './campaign.ts';

/** The report as text. */
export function campaignText({ runs, steps, finding }: CampaignReport, verbose: boolean): string {
  const played = `${runs} walks, ${steps} stimuli`;
  if (finding === undefined) return `${played}: every answer was right\n`;
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
  ].join('\n')}\n`;
}
