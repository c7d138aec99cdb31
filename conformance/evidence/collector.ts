/** Gathers the evidence of a run while it runs: a capture for each run of a case, and at the end the bundle. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Case } from '../case.ts';
import type { Iut } from '../iut/port.ts';
import type { RunReport } from '../report.ts';
import type { CaseRun } from '../run-case.ts';
import { type RunEvidence, writeBundle } from './bundle.ts';
import { caseCapture } from './case-capture.ts';
import { type RecordedIut, recordedIut } from './dialogue-record.ts';

/** The name of the bundle in the folder of the evidence. */
export const bundleName = 'bundle.tgz';

/** Evidence that grows. */
export class EvidenceCollector {
  /** The implementation, to be used in place of the one that it was made of. */
  readonly iut: RecordedIut;
  private readonly folder: string;
  private readonly runs: RunEvidence[] = [];

  /** @param folder is made if it is not there */
  constructor(iut: Iut, folder: string) {
    this.iut = recordedIut(iut);
    this.folder = folder;
  }

  /** Takes what was said in a run of a case and writes its capture. */
  keep(one: Case, run: CaseRun): void {
    const evidence = runEvidence(this.iut, one, run);
    const before = this.runs.filter(({ id }) => id === one.id).length;
    const file = join(this.folder, `${one.id}${before === 0 ? '' : `.${before + 1}`}.pcapng`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, evidence.capture);
    this.runs.push(evidence);
  }

  /** Writes the bundle; its path. */
  close(report: RunReport): string {
    const file = join(this.folder, bundleName);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(file, writeBundle(report, this.runs));
    return file;
  }
}

/** The evidence of the run of a case that has just ended: what was said since the one before, and its capture. */
export function runEvidence(iut: RecordedIut, one: Case, run: CaseRun): RunEvidence {
  const dialogue = fromReset(iut.takeRecord());
  return { id: one.id, verdict: run.verdict, dialogue, capture: caseCapture(one, run, iut.adapter) };
}

/** What was said before a run began, such as the greeting, is no part of it. */
function fromReset(record: ReturnType<RecordedIut['takeRecord']>): ReturnType<RecordedIut['takeRecord']> {
  const first = record.turns.findIndex(({ ask }) => ask !== undefined && ask.do !== 'hello');
  return { ...record, turns: first < 0 ? [] : record.turns.slice(first) };
}
