/** The files of machine traces, `vectors/machine/*.json`: what stands in them, and how short forms are written out. */
import type { TraceOutcome } from './trace.ts';

/** One event, and what it does. */
export interface TraceStep extends TraceOutcome {
  readonly event: { readonly type: string };
}

/** One trace: a beginning of its own, or what follows another trace. */
export interface TraceTest {
  readonly id: string;
  readonly comment: string;
  /** The trace at whose end this one begins. */
  readonly after?: string;
  /** What the party is made of; absent when `after` is there. */
  readonly input?: object;
  /** What the party does when it begins; there when `input` is. */
  readonly begin?: TraceOutcome;
  readonly steps: readonly TraceStep[];
  /** The requirements that the steps carry out. */
  readonly requirements: readonly string[];
}

/** A file of traces of one party. */
export interface TraceFile {
  readonly schema: string;
  readonly formatVersion: 1;
  readonly about: string;
  readonly party:
    | 'source-host'
    | 'destination-host'
    | 'witness'
    | 'access-router'
    | 'rendezvous'
    | 'mover'
    | 'rebinding'
    | 'registration'
    | 'correspondent'
    | 'attaching'
    | 'directing';
  /** Values that stand as `{ "$value": NAME }` wherever they occur below. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly groups: readonly {
    readonly id: string;
    readonly source: string;
    readonly tests: readonly TraceTest[];
  }[];
}

/** Writes out every `{ "$value": NAME }`. @throws RangeError for a name without a value. */
export function writtenOut<T>(value: T, values: TraceFile['values']): T {
  return mapped(value, (part) => {
    if (typeof part !== 'object' || part === null || !('$value' in part)) return undefined;
    const name = String(part.$value);
    if (!(name in values)) throw new RangeError(`no value is called ${name}`);
    return { replacement: values[name] };
  }) as T;
}

/** Puts `{ "$value": NAME }` where a value of the file occurs. */
export function shortened<T>(value: T, values: TraceFile['values']): T {
  const names = new Map(Object.entries(values).map(([name, one]) => [canonical(one), name]));
  return mapped(value, (part) => {
    const name = typeof part === 'object' && part !== null ? names.get(canonical(part)) : undefined;
    return name === undefined ? undefined : { replacement: { $value: name } };
  }) as T;
}

function mapped(
  value: unknown,
  replace: (part: unknown) => { readonly replacement: unknown } | undefined,
): unknown {
  const replaced = replace(value);
  if (replaced !== undefined) return replaced.replacement;
  if (Array.isArray(value)) return value.map((member) => mapped(member, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, replace)]));
}

/** JSON with keys in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
