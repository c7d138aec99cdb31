/** Holds JSON against a schema of draft 7, as far as the schemas of the kit use it, so that what is read is what was written. */

/** A schema; keywords that stand here are understood, others are refused. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** The first thing that is wrong with a value, as a sentence with its place; undefined when it fits. */
export function misfit(value: unknown, schema: JsonSchema, root = schema, place = ''): string | undefined {
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
    if (target === undefined) throw new RangeError(`the schema has no ${schema.$ref}`);
    return misfit(value, target, root, place);
  }
  const where = place === '' ? 'it' : place;
  if (schema.type !== undefined && !isOfType(value, schema.type)) return `${where} is no ${schema.type}`;
  if ('const' in schema && value !== schema.const) return `${where} is not ${JSON.stringify(schema.const)}`;
  if (schema.enum?.includes(value) === false) return `${where} is none of ${schema.enum.join(', ')}`;
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    return `${where} does not have the form ${schema.pattern}`;
  if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
    return `${where} is less than ${schema.minimum}`;
  return (
    (Array.isArray(value) ? misfitOfList(value as unknown[], schema, root, place) : undefined) ??
    (isObject(value) ? misfitOfObject(value, schema, root, place) : undefined) ??
    misfitOfParts(value, schema, root, place)
  );
}

function misfitOfList(
  value: readonly unknown[],
  { items, minItems = 0 }: JsonSchema,
  root: JsonSchema,
  place: string,
): string | undefined {
  if (value.length < minItems) return `${place} has less than ${minItems} members`;
  if (items === undefined) return undefined;
  for (const [i, member] of value.entries()) {
    const found = misfit(member, items, root, `${place}[${i}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function misfitOfObject(
  value: Readonly<Record<string, unknown>>,
  { required = [], properties = {}, additionalProperties = true }: JsonSchema,
  root: JsonSchema,
  place: string,
): string | undefined {
  const within = (name: string): string => (place === '' ? name : `${place}.${name}`);
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${within(missing)} is missing`;
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === false) return `${within(name)} is unknown`;
    const found = typeof known === 'object' ? misfit(member, known, root, within(name)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function misfitOfParts(
  value: unknown,
  schema: JsonSchema,
  root: JsonSchema,
  place: string,
): string | undefined {
  for (const part of schema.allOf ?? []) {
    const found = misfit(value, part, root, place);
    if (found !== undefined) return found;
  }
  const { if: condition, then: consequence } = schema;
  if (condition === undefined || consequence === undefined) return undefined;
  return misfit(value, condition, root, place) === undefined
    ? misfit(value, consequence, root, place)
    : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: NonNullable<JsonSchema['type']>): boolean {
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
