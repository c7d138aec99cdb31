/** The forms in which a report can be written, by the names that the command line has for them. */
import type { RunReport } from '../report.ts';
import { type ConsoleOptions, consoleReport } from './console.ts';
import type { ReportForm } from './form-names.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { tapReport } from './tap.ts';

/** Every form; only the console has options. */
export const reportForms = {
  console: consoleReport,
  json: jsonReport,
  junit: junitReport,
  tap: tapReport,
} as const satisfies Readonly<Record<ReportForm, (report: RunReport, options: ConsoleOptions) => string>>;
