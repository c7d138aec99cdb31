/** The generator of the JSON Schema of the codec vectors; the JSON form of every message in it comes from the registry. */
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { limits } from '../../spec/registry/limits.ts';
import { messages, tlvs, type TlvName } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { FieldRow, MessageRow, RecordRow } from '../../spec/registry/shape.ts';
import { valueFields } from './codec/names.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string', minLength: 1 };
const testId: Schema = { type: 'string', pattern: '^[a-z0-9-]+$' };
const requirementId: Schema = { type: 'string', pattern: '^[A-Z]{3}-[0-9]{3}$' };

/** Derives `vectors/schema/codec.schema.json`. */
export const codecSchemaGenerator: Generator = {
  name: 'codec-schema',
  async files() {
    const path = 'vectors/schema/codec.schema.json';
    return new Map([[path, await formatted(path, JSON.stringify(codecSchema()))]]);
  },
};

function codecSchema(): Schema {
  const note = closed({
    kind: { enum: ['framing', 'limit', 'tlv', 'field'] },
    meaning: text,
    requirements: listOf(requirementId),
  });
  const group = closed({
    id: {
      enum: [
        'by-hand',
        'every-message',
        'adaptation',
        'edges',
        'transfer',
        'malformed',
        'malformed-adaptation',
      ],
    },
    source: text,
    tests: listOf({ oneOf: [validTest(), invalidTest()] }),
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'codec.schema.json',
    title: 'Vectors of the message codec. Generated from the registry; do not edit.',
    ...closed({
      schema: { const: '../schema/codec.schema.json' },
      formatVersion: { const: 1 },
      about: text,
      notes: { type: 'object', additionalProperties: note },
      groups: listOf(group),
    }),
    definitions: {
      hex: octets(0, undefined),
      ...Object.fromEntries(
        Object.entries<RecordRow>(records).map(([name, row]) => [`record-${name}`, record(row)]),
      ),
      ...Object.fromEntries(
        Object.entries<MessageRow>(messages).map(([name, row]) => [`message-${name}`, message(name, row)]),
      ),
    },
  };
}

function validTest(): Schema {
  const value = { oneOf: Object.keys(messages).map((name) => reference(`message-${name}`)) };
  return closed({
    id: testId,
    comment: text,
    flags: { type: 'array', maxItems: 0 },
    input: closed({ octets: reference('hex') }),
    expectation: closed({ value }),
    result: { const: 'valid' },
  });
}

function invalidTest(): Schema {
  const offset = { type: 'integer', minimum: 0 };
  return closed({
    id: testId,
    comment: text,
    flags: { ...listOf({ type: 'string', pattern: '^[A-Z][A-Za-z]+$' }), uniqueItems: true },
    twin: testId,
    input: closed({ octets: reference('hex') }),
    expectation: closed({
      error: closed({ code: testId, offset, path: { type: 'string' }, requirement: requirementId }),
    }),
    result: { const: 'invalid' },
  });
}

function message(name: string, row: MessageRow): Schema {
  const all = [...row.required, ...row.optional] as TlvName[];
  const extension = closed({
    code: { type: 'integer', minimum: 1, maximum: limits.criticalBit - 1 },
    critical: { const: false },
    value: reference('hex'),
  });
  const members = {
    type: { const: name },
    header: reference('record-header'),
    ...Object.fromEntries(all.map((tlv) => [tlv, reference(`record-${tlvs[tlv].record}`)])),
    extensions: listOf(extension),
    ...(row.authenticated ? { authenticator: reference('record-authenticator') } : {}),
  };
  return closed(members, ['extensions', ...row.optional]);
}

function record(row: RecordRow): Schema {
  return closed(Object.fromEntries(valueFields(row).map((field) => [field.name, value(field)])));
}

function value(field: FieldRow): Schema {
  switch (field.kind) {
    case 'uint': {
      const most = field.max ?? (field.size === 8 ? limits.integer : 2 ** (8 * field.size) - 1);
      return { type: 'integer', minimum: field.min ?? 0, maximum: most };
    }
    case 'code':
      return field.table in codeTables
        ? { enum: Object.keys(codeTables[field.table as keyof typeof codeTables]) }
        : { type: 'string' };
    case 'flags':
      return closed(
        Object.fromEntries(Object.keys(flagTables[field.table]).map((name) => [name, { type: 'boolean' }])),
      );
    case 'octets':
      return octets(field.size, field.size);
    case 'opaque':
      return octets(field.min, field.max);
    case 'text':
      return { type: 'string', maxLength: field.max };
    case 'list':
      return { type: 'array', maxItems: field.max, items: reference(`record-${field.of}`) };
  }
}

function octets(least: number, most: number | undefined): Schema {
  return { type: 'string', pattern: `^([0-9a-f]{2}){${least},${most ?? ''}}$` };
}

function listOf(items: Schema): Schema {
  return { type: 'array', minItems: 1, items };
}

function reference(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

function closed(members: Schema, optional: readonly string[] = []): Schema {
  const required = Object.keys(members).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties: members };
}
