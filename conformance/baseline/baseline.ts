/**
 * A baseline: the deviations that an implementer knows of, each with its reason and the day until which it is excused.
 * It is read strictly, because an entry that is misunderstood hides a failure.
 */
import { isCaseId } from '../case.ts';

/** The verdicts that can be excused. */
export const excusable = ['fail', 'error', 'inconclusive'] as const;

/** A verdict that can be excused. */
export type ExcusableVerdict = (typeof excusable)[number];

/** A deviation that is known. */
export interface BaselineEntry {
  /** The id of the case; never a pattern. */
  readonly case: string;
  readonly verdict: ExcusableVerdict;
  /** What the message of the result begins with. */
  readonly message: string;
  /** Why it is so, for people. */
  readonly reason: string;
  /** Where it is being dealt with. */
  readonly link?: string;
  /** The last day on which it is excused, as YYYY-MM-DD. */
  readonly expires: string;
}

/** A baseline as it stands in its file; `baseline.schema.json` beside this file says what it holds. */
export interface Baseline {
  readonly $schema?: string;
  readonly format: typeof baselineFormat;
  readonly known: readonly BaselineEntry[];
}

/** Raised by one whenever a reader of baselines would have to change. */
export const baselineFormat = 1;

/** So short a message would fit nearly everything. */
const leastMessage = 8;

/** Reads a baseline: the baseline, or every problem as a sentence. */
export function readBaseline(text: string): Baseline | readonly string[] {
  const raw = parsed(text);
  if (typeof raw === 'string') return [raw];
  const problems = unknownMembers(raw, ['$schema', 'format', 'known'], 'the file');
  if (raw['format'] !== baselineFormat) {
    problems.push(`"format" is ${JSON.stringify(raw['format'])}; this kit reads ${baselineFormat}`);
  }
  const { known } = raw;
  if (!Array.isArray(known)) return [...problems, '"known" is not a list of entries'];
  const entries = known as readonly unknown[];
  entries.forEach((entry, i) => problems.push(...entryProblems(entry, `entry ${i + 1}`)));
  if (problems.length > 0) return problems;
  const ids = (entries as readonly BaselineEntry[]).map((entry) => entry.case);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  return twice.length === 0 ? (raw as unknown as Baseline) : twice.map((id) => `two entries for ${id}`);
}

/** Tells whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

type Members = Readonly<Record<string, unknown>>;

function parsed(text: string): Members | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'it is not a JSON object';
  } catch (error) {
    return `it is not JSON: ${(error as Error).message}`;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownMembers(members: Members, known: readonly string[], where: string): string[] {
  return Object.keys(members)
    .filter((name) => !known.includes(name))
    .map((name) => `${where} has the unknown member "${name}"; known are ${known.join(', ')}`);
}

function entryProblems(entry: unknown, position: string): readonly string[] {
  if (!isObject(entry)) return [`${position} is not an object`];
  const id = entry['case'];
  const where = typeof id === 'string' ? `${position} (${id})` : position;
  const problems = unknownMembers(entry, ['case', 'verdict', 'message', 'reason', 'link', 'expires'], where);
  if (typeof id === 'string' && id.includes('*'))
    problems.push(`${where}: a pattern would hide failures to come; name each case`);
  else if (typeof id !== 'string' || !isCaseId(id)) problems.push(`${where}: "case" is not the id of a case`);
  if (!(excusable as readonly unknown[]).includes(entry['verdict']))
    problems.push(`${where}: "verdict" is one of ${excusable.join(', ')}`);
  const { message, reason, link } = entry;
  if (typeof message !== 'string' || message.length < leastMessage)
    problems.push(`${where}: "message" has at least ${leastMessage} characters`);
  if (typeof reason !== 'string' || reason.trim() === '') problems.push(`${where}: "reason" says why`);
  if (link !== undefined && (typeof link !== 'string' || !/^https?:\/\//.test(link) || !URL.canParse(link)))
    problems.push(`${where}: "link" is an address such as https://example.org/issues/1`);
  if (!isDay(entry['expires'])) problems.push(`${where}: "expires" is a day such as 2027-03-01`);
  return problems;
}
