/**
 * The register of ambiguities: where implementations may part because no requirement says which of them is right, and
 * what came of it. `spec/ambiguities.json` is the one of the specification.
 */
import { readFileSync } from 'node:fs';
import { packageRoot } from '../package-root.ts';

/** What became of an ambiguity. `free`: either is right; `settled`: what `by` names says which is. */
export const standings = ['open', 'free', 'settled'] as const;

/** An entry. */
export interface Ambiguity {
  /** `AMB-` and three digits; never used again. */
  readonly id: string;
  readonly title: string;
  /** The party that parts from others of its kind, or the part of the library. */
  readonly role: string;
  /** What differs, as `xlmp diff` says it. */
  readonly subjects: readonly string[];
  /** Where it was seen: the case, what was said until then, and what each of two did. */
  readonly seen: {
    readonly case: string;
    readonly trace: readonly string[];
    readonly behaviours: readonly { readonly by: string; readonly does: string }[];
  };
  readonly status: (typeof standings)[number];
  /** What settled it or leaves it free: ids of requirements, or a chapter with its section (`spec/…md#section`). */
  readonly by: readonly string[];
  /** What is to be known of it; empty when nothing is. */
  readonly remark: string;
}

/** A register. */
export interface Register {
  readonly about: string;
  readonly entries: readonly Ambiguity[];
}

/** Where the register of the specification lies. */
export function registerOfSpecification(): URL {
  return new URL('spec/ambiguities.json', packageRoot());
}

/** The register of the specification. @throws RangeError when its file is not right */
export function specificationRegister(): Register {
  const place = registerOfSpecification();
  const read = readRegister(readFileSync(place, 'utf8'));
  if (typeof read === 'string') throw new RangeError(`${place.pathname}: ${read}`);
  return read;
}

/** Reads a register, or says in a phrase what is wrong with it. */
export function readRegister(text: string): Register | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isObject(value) || typeof value['about'] !== 'string' || !Array.isArray(value['entries']))
    return 'not an object with "about" and "entries"';
  const entries = value['entries'] as readonly unknown[];
  for (const [index, entry] of entries.entries()) {
    const wrong = faultIn(entry);
    if (wrong !== undefined) return `entries[${index}]: ${wrong}`;
  }
  const ids = (entries as readonly Ambiguity[]).map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `${twice} stands twice`;
  return value as unknown as Register;
}

/** The id that the next entry gets. */
export function nextId({ entries }: Register): string {
  const last = Math.max(0, ...entries.map(({ id }) => Number(id.slice(4))));
  return `AMB-${String(last + 1).padStart(3, '0')}`;
}

function faultIn(entry: unknown): string | undefined {
  if (!isObject(entry)) return 'not an object';
  const { id, title, role, subjects, seen, status, by, remark } = entry;
  if (typeof id !== 'string' || !/^AMB-\d{3}$/.test(id)) return '"id" is AMB- and three digits';
  for (const [name, text] of Object.entries({ title, role, remark }))
    if (typeof text !== 'string') return `"${name}" is no text`;
  if (!isTexts(subjects) || subjects.length === 0) return '"subjects" is no list of texts';
  if (!isTexts(by)) return '"by" is no list of texts';
  if (!standings.some((known) => known === status)) return `"status" is one of ${standings.join(', ')}`;
  if (status !== 'open' && by.length === 0) return `"by" is empty, but the status is ${String(status)}`;
  if (!isObject(seen) || typeof seen['case'] !== 'string' || !isTexts(seen['trace']))
    return '"seen" has no "case" or no "trace"';
  const behaviours = seen['behaviours'];
  const isRight = (one: unknown): boolean =>
    isObject(one) && typeof one['by'] === 'string' && typeof one['does'] === 'string';
  return Array.isArray(behaviours) && behaviours.length > 1 && behaviours.every(isRight)
    ? undefined
    : '"seen.behaviours" is no list of two, each with "by" and "does"';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
