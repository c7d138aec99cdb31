/** Reads reports that `--report json` wrote. */
import { readFileSync } from 'node:fs';
import { packageRoot } from '../package-root.ts';
import type { RunReport } from '../report.ts';
import { type JsonSchema, misfit } from './json-schema.ts';

/** Reads a report: the report, or what is wrong with the text as a sentence. */
export function readReport(text: string): RunReport | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${(error as Error).message}`;
  }
  const wrong = misfit(value, reportSchema());
  if (wrong !== undefined) return wrong;
  const {
    format: _,
    exitCode: __,
    conclusion: ___,
    ...report
  } = value as RunReport & {
    readonly format: number;
    readonly exitCode: number;
    readonly conclusion: string;
  };
  return report;
}

function reportSchema(): JsonSchema {
  const file = new URL('conformance/reporters/report.schema.json', packageRoot());
  return JSON.parse(readFileSync(file, 'utf8')) as JsonSchema;
}
