/** The report for programs; `report.schema.json` beside this file says what it holds. */
import { conclusionOf, exitCodeOf, type RunReport } from '../report.ts';

/** Raised by one whenever a reader of the report would have to change. */
export const reportFormat = 1;

/** Writes the report as JSON that ends with a line feed. */
export function jsonReport(report: RunReport): string {
  const document = {
    format: reportFormat,
    exitCode: exitCodeOf(report),
    conclusion: conclusionOf(report),
    ...report,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
