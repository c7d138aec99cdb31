/**
 * Shapes of JSON: one description gives the reader, the type and the JSON Schema. Readers find all faults at once
 * and name the place of each.
 */

/** What can be wrong with a scenario. */
export type ProblemCode =
  | 'not-json'
  | 'wrong-type'
  | 'out-of-range'
  | 'missing-field'
  | 'unknown-field'
  | 'unknown-choice'
  | 'unknown-name'
  | 'duplicate-name'
  | 'not-connected'
  | 'not-possible';

/** A fault of a scenario. */
export interface Problem {
  readonly code: ProblemCode;
  /** Where it is, such as `links[2].delayMs`; empty for the whole. */
  readonly path: string;
  /** What is wrong and what is expected, for people. */
  readonly text: string;
}

/** Reads values of a type from JSON, and describes them. */
export interface Shape<T> {
  /** The value; when anything is wrong, problems are added and what is given back must not be used. */
  read(json: unknown, path: string, problems: Problem[]): T;
  /** The JSON Schema of the values. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The type of the values of a shape. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** A field of an object: its shape, and what stands for it when it is not there. */
export interface Field<T> {
  readonly shape: Shape<T>;
  readonly fallback?: { readonly value: T };
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type ObjectOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A field that must be there. */
export function required<T>(shape: Shape<T>): Field<T> {
  return { shape };
}

/** A field that may be left out. */
export function optional<T, D extends T | undefined>(shape: Shape<T>, value: D): Field<T | D> {
  return { shape, fallback: { value } };
}

/** A number in a range; `whole` allows no fraction. */
export function number(doc: string, least: number, most: number, whole = false): Shape<number> {
  return {
    schema: { description: doc, type: whole ? 'integer' : 'number', minimum: least, maximum: most },
    read(json, path, problems) {
      if (typeof json !== 'number' || (whole && !Number.isInteger(json)))
        return wrong(problems, path, whole ? 'a whole number' : 'a number', json);
      if (json >= least && json <= most) return json;
      problems.push({ code: 'out-of-range', path, text: `expected ${least} to ${most}, found ${json}` });
      return json;
    },
  };
}

/** Text of at least one character that matches a pattern. */
export function text(doc: string, pattern = /^[^]+$/, expected = 'text that is not empty'): Shape<string> {
  return {
    schema: { description: doc, type: 'string', pattern: pattern.source },
    read(json, path, problems) {
      if (typeof json !== 'string') return wrong(problems, path, 'text', json);
      if (!pattern.test(json))
        problems.push({
          code: 'out-of-range',
          path,
          text: `expected ${expected}, found ${JSON.stringify(json)}`,
        });
      return json;
    },
  };
}

/** True or false. */
export function flag(doc: string): Shape<boolean> {
  return {
    schema: { description: doc, type: 'boolean' },
    read: (json, path, problems) =>
      typeof json === 'boolean' ? json : wrong(problems, path, 'true or false', json),
  };
}

/** One of some words. */
export function choice<const T extends string>(doc: string, words: readonly T[]): Shape<T> {
  return {
    schema: { description: doc, enum: words },
    read(json, path, problems) {
      const word = words.find((candidate) => candidate === json);
      if (word !== undefined) return word;
      const found = JSON.stringify(json);
      problems.push({
        code: 'unknown-choice',
        path,
        text: `expected one of ${words.join(', ')}, found ${found}`,
      });
      return words[0]!;
    },
  };
}

/** A list, `least` to `most` items long. */
export function list<T>(doc: string, item: Shape<T>, least = 0, most = 100_000): Shape<readonly T[]> {
  return {
    schema: { description: doc, type: 'array', items: item.schema, minItems: least, maxItems: most },
    read(json, path, problems) {
      if (!Array.isArray(json)) return wrong(problems, path, 'a list', json);
      if (json.length < least || json.length > most) {
        const span = least === most ? `${least}` : `${least} to ${most}`;
        problems.push({ code: 'out-of-range', path, text: `expected ${span} items, found ${json.length}` });
      }
      return json.map((value, i) => item.read(value, `${path}[${i}]`, problems));
    },
  };
}

/** An object with these fields and no others; `$schema` and `about` are allowed anywhere, for editors and people. */
export function object<F extends Fields>(doc: string, fields: F): Shape<ObjectOf<F>> {
  const names = Object.keys(fields);
  return {
    schema: {
      description: doc,
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, schemaOf(fields[name]!)])),
      required: names.filter((name) => fields[name]!.fallback === undefined),
      additionalProperties: false,
    },
    read(json, path, problems) {
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        return wrong(problems, path, 'an object', json);
      for (const name of Object.keys(json)) {
        if (Object.hasOwn(fields, name)) continue;
        const there = `it knows ${names.join(', ')}`;
        problems.push({
          code: 'unknown-field',
          path: below(path, name),
          text: `there is no such field; ${there}`,
        });
      }
      const entries = names.map((name): [string, unknown] => {
        const { shape, fallback } = fields[name]!;
        const value = (json as Readonly<Record<string, unknown>>)[name];
        if (value !== undefined) return [name, shape.read(value, below(path, name), problems)];
        if (fallback !== undefined) return [name, fallback.value];
        problems.push({ code: 'missing-field', path: below(path, name), text: 'must be there' });
        return [name, undefined];
      });
      return Object.fromEntries(entries) as ObjectOf<F>;
    },
  };
}

/** One of several objects, told apart by the word in one field. */
export function oneOf<const K extends string, V extends Readonly<Record<string, Shape<unknown>>>>(
  doc: string,
  key: K,
  variants: V,
): Shape<{ [N in keyof V & string]: ValueOf<V[N]> & { readonly [P in K]: N } }[keyof V & string]> {
  type Value = { [N in keyof V & string]: ValueOf<V[N]> & { readonly [P in K]: N } }[keyof V & string];
  const words = Object.keys(variants);
  return {
    schema: {
      description: doc,
      oneOf: words.map((word) => {
        const {
          properties,
          required: names,
          ...rest
        } = variants[word]!.schema as {
          properties: object;
          required: readonly string[];
        };
        return { ...rest, properties: { [key]: { const: word }, ...properties }, required: [key, ...names] };
      }),
    },
    read(json, path, problems) {
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        return wrong(problems, path, 'an object', json);
      const { [key]: word, ...others } = json as Readonly<Record<string, unknown>>;
      const kind = choice(doc, words).read(word, below(path, key), problems);
      if (kind !== word) return undefined as never;
      return { [key]: word, ...(variants[kind]!.read(others, path, problems) as object) } as Value;
    },
  };
}

function schemaOf({ shape, fallback }: Field<unknown>): object {
  return fallback?.value === undefined ? shape.schema : { ...shape.schema, default: fallback.value };
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function wrong(problems: Problem[], path: string, expected: string, json: unknown): never {
  const found = json === null ? 'null' : Array.isArray(json) ? 'a list' : `a value of type ${typeof json}`;
  problems.push({ code: 'wrong-type', path, text: `expected ${expected}, found ${found}` });
  return undefined as never;
}
