/**
 * The evidence of a run as one file: a compressed archive (`tar xzf` opens it) with the report, the capture and the
 * dialogue of each run of each case, and an index that names every file with its digest.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readReport as readLine } from '../iut/lines.ts';
import type { RunReport } from '../report.ts';
import { jsonReport } from '../reporters/json.ts';
import { readReport } from '../reporters/read-report.ts';
import { type Verdict, verdicts } from '../verdict.ts';
import type { DialogueRecord } from './dialogue-record.ts';
import { readTar, writeTar } from './tar.ts';

/** Raised by one whenever a reader of a bundle would have to change. */
export const bundleFormat = 1;

/** Octets of an archive before it was compressed that are read at most. */
const mostOctets = 1_073_741_824;

const [indexName, reportName] = ['index.json', 'report.json'];

/** One run of a case. */
export interface RunEvidence {
  readonly id: string;
  readonly verdict: Verdict;
  readonly dialogue: DialogueRecord;
  readonly capture: Uint8Array;
}

/** What a bundle holds. */
export interface Bundle {
  readonly report: RunReport;
  /** In the order in which they were run. */
  readonly runs: readonly RunEvidence[];
  /** Files that are not what the index says, each in a phrase; empty for a bundle that nobody changed. */
  readonly changed: readonly string[];
}

interface IndexedRun {
  readonly id: string;
  readonly verdict: Verdict;
  readonly dialogue: string;
  readonly capture: string;
}

interface Index {
  readonly format: number;
  readonly kit: string;
  readonly runs: readonly IndexedRun[];
  /** SHA-256 of every other file, in hexadecimal, by name. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Writes a bundle. */
export function writeBundle(report: RunReport, runs: readonly RunEvidence[]): Uint8Array {
  const files = new Map<string, Uint8Array>([[reportName, Buffer.from(jsonReport(report))]]);
  const indexed = runs.map(({ id, verdict, dialogue, capture }, i) => {
    const number = String(i + 1).padStart(5, '0');
    const names = { dialogue: `runs/${number}.json`, capture: `runs/${number}.pcapng` };
    files.set(names.dialogue, Buffer.from(`${JSON.stringify(dialogue)}\n`));
    files.set(names.capture, capture);
    return { id, verdict, ...names };
  });
  const digests = Object.fromEntries([...files].map(([name, octets]) => [name, digestOf(octets)]));
  const index: Index = { format: bundleFormat, kit: report.kit, runs: indexed, digests };
  const all = [[indexName, Buffer.from(`${JSON.stringify(index, undefined, 2)}\n`)] as const, ...files];
  return gzipSync(writeTar(all.map(([name, octets]) => ({ name, octets }))));
}

/** Reads a bundle, or says in a phrase why it is none. */
export function readBundle(octets: Uint8Array): Bundle | string {
  const archive = unpacked(octets);
  if (typeof archive === 'string') return archive;
  const files = new Map(archive.map((file) => [file.name, file.octets]));
  const index = parsed(files.get(indexName));
  if (!isIndex(index)) return `its ${indexName} is missing or of another form`;
  if (index.format !== bundleFormat) return `it is of format ${index.format}, this kit reads ${bundleFormat}`;
  const report = readReport(Buffer.from(files.get(reportName) ?? []).toString('utf8'));
  if (typeof report === 'string') return `its ${reportName} cannot be read: ${report}`;
  const runs: RunEvidence[] = [];
  for (const { id, verdict, dialogue, capture } of index.runs) {
    const record = parsed(files.get(dialogue));
    if (!isDialogue(record)) return `${dialogue} is missing or no dialogue`;
    runs.push({ id, verdict, dialogue: record, capture: files.get(capture) ?? new Uint8Array() });
  }
  return { report, runs, changed: changesIn(files, index) };
}

function changesIn(files: ReadonlyMap<string, Uint8Array>, { digests, runs }: Index): readonly string[] {
  const named = new Set([...Object.keys(digests), ...runs.flatMap((run) => [run.dialogue, run.capture])]);
  const strange = [...files.keys()].filter((name) => name !== indexName && !named.has(name));
  return [
    ...[...named].flatMap((name) => {
      const octets = files.get(name);
      if (octets === undefined) return [`${name} is missing`];
      return digestOf(octets) === digests[name] ? [] : [`${name} is not what it was`];
    }),
    ...strange.map((name) => `${name} is not in the index`),
  ];
}

function unpacked(octets: Uint8Array): ReturnType<typeof readTar> {
  let archive: Uint8Array;
  try {
    archive = gunzipSync(octets, { maxOutputLength: mostOctets });
  } catch (error) {
    return `it cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`;
  }
  return readTar(archive);
}

function digestOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}

function parsed(octets: Uint8Array | undefined): unknown {
  if (octets === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(octets).toString('utf8'));
  } catch {
    return undefined;
  }
}

function isIndex(value: unknown): value is Index {
  if (!isObject(value) || typeof value['format'] !== 'number' || typeof value['kit'] !== 'string')
    return false;
  const { runs, digests } = value;
  if (!Array.isArray(runs) || !isObject(digests)) return false;
  return runs.every(
    (run: unknown) =>
      isObject(run) &&
      ['id', 'dialogue', 'capture'].every((name) => typeof run[name] === 'string') &&
      verdicts.some((verdict) => verdict === run['verdict']),
  );
}

function isDialogue(value: unknown): value is DialogueRecord {
  if (!isObject(value) || typeof value['adapter'] !== 'string') return false;
  const { realTime, stepMs, turns } = value;
  return (
    typeof realTime === 'boolean' &&
    typeof stepMs === 'number' &&
    Array.isArray(turns) &&
    turns.every(
      (turn: unknown) => isObject(turn) && Array.isArray(turn['reports']) && turn['reports'].every(isReport),
    )
  );
}

/** Lines were checked when they came; what a changed record says instead must not break the kit. */
function isReport(value: unknown): boolean {
  return typeof readLine(JSON.stringify(value)) !== 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
