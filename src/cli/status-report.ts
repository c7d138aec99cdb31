/** What an agent knows of a migration, as it is asked, waited for and printed. */
import { codeTables } from '../../spec/registry/codes.ts';
import type { MessageOf } from '../protocol/index.ts';
import type { Operator, Subject } from './operator.ts';
import { reasonText, takeRefusals } from './connection.ts';

/** An answer about a migration. */
export interface StatusReport {
  readonly migration: string;
  readonly outcome: keyof typeof codeTables.outcome;
  readonly phase: keyof typeof codeTables.phase;
  readonly runsHere: keyof typeof codeTables.answer;
  readonly epoch: number;
  readonly reason?: string;
  readonly detail?: string;
}

/** Asks an agent once (repeating until it is answered). @throws CommandError */
export function askStatus(operator: Operator, subject: Subject): Promise<StatusReport> {
  return operator.ask(subject, { type: 'StatusQuery' }, (answer) => {
    const taken = takeRefusals(answer);
    return taken.type === 'StatusAnswer' ? statusReport(subject.migration, taken) : undefined;
  });
}

/** The report of a StatusAnswer or an OrderAnswer. */
export function statusReport(
  migration: string,
  answer: MessageOf<'StatusAnswer'> | MessageOf<'OrderAnswer'>,
): StatusReport {
  const { outcome, phase, runsHere, epoch } = answer.status;
  const report = { migration, outcome, phase, runsHere, epoch };
  return answer.type === 'StatusAnswer' && answer.reason !== undefined
    ? { ...report, ...answer.reason }
    : report;
}

/** Tells whether a migration is over. */
export function isOver({ outcome }: StatusReport): boolean {
  return outcome === 'done' || outcome === 'aborted' || outcome === 'given-back';
}

/** A report for people, one line for each fact. */
export function statusLines(report: StatusReport, party: string): string[] {
  const { outcome, phase, runsHere, epoch, reason, detail } = report;
  const lines = [`${outcome}: ${codeTables.outcome[outcome].doc}`];
  if (phase !== 'none' && phase !== 'ended') lines.push(`phase ${phase}: ${codeTables.phase[phase].doc}`);
  if (reason !== undefined)
    lines.push(reasonText({ reason: reason as keyof typeof codeTables.reason, detail: detail ?? '' }));
  const runs = { yes: 'runs', no: 'does not run', unknown: 'may or may not run' }[runsHere];
  lines.push(`the machine ${runs} at ${party}; epoch ${epoch === 0 ? 'not known' : epoch}`);
  return lines;
}
