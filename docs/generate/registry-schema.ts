/** The JSON Schema of `spec/registry.json`. Closed: a member that it does not name is an error. */
import { parties } from '../../spec/registry/parties.ts';

type Schema = Readonly<Record<string, unknown>>;

/** The schema as JSON. */
export function registrySchema(): Schema {
  const text: Schema = { type: 'string' };
  const count: Schema = { type: 'integer', minimum: 0 };
  const reference = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
  const tableOf = (row: Schema): Schema => ({ type: 'object', minProperties: 1, additionalProperties: row });
  const listOf = (item: Schema): Schema => ({ type: 'array', items: item });
  const members: Readonly<Record<string, Schema>> = {
    about: text,
    limits: tableOf(count),
    adaptationLimits: tableOf(count),
    greaseCodes: listOf(reference('tlvCode')),
    reservedCodes: tableOf(closed({ first: reference('tlvCode'), last: reference('tlvCode'), doc: text })),
    signatureContexts: tableOf(text),
    identifierContext: text,
    sessionContext: text,
    records: tableOf(closed({ doc: text, fields: listOf(reference('field')) })),
    codeTables: tableOf(tableOf(reference('code'))),
    flagTables: tableOf(tableOf(reference('code'))),
    tlvs: tableOf(
      closed({ code: reference('tlvCode'), critical: { type: 'boolean' }, record: text, doc: text }),
    ),
    messages: tableOf(
      closed({
        code: { type: 'integer', minimum: 1, maximum: 255 },
        from: listOf(reference('party')),
        to: listOf(reference('party')),
        answers: listOf(text),
        authenticated: { type: 'boolean' },
        required: listOf(text),
        optional: listOf(text),
        since: count,
        doc: text,
      }),
    ),
    journalLimits: tableOf(count),
    journalRecords: tableOf(
      closed({
        code: count,
        role: reference('party'),
        required: listOf(text),
        optional: listOf(text),
        doc: text,
      }),
    ),
    timers: tableOf(
      closed({
        party: reference('party'),
        standard: count,
        least: count,
        most: count,
        backOff: { type: 'number', minimum: 1 },
        ceiling: count,
        tries: count,
        doc: text,
      }),
    ),
    decodeErrorCodes: tableOf(text),
    signatureFaultCodes: tableOf(text),
    messageRequirements: tableOf(reference('id')),
    journalRequirements: tableOf(reference('id')),
    signatureRequirements: tableOf(tableOf(reference('id'))),
    identifiers: { type: 'object', minProperties: 1 },
    tunnel: { type: 'object', minProperties: 1 },
    sessions: { type: 'object', minProperties: 1 },
    requirements: listOf(
      closed({
        id: reference('id'),
        level: { enum: ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'] },
        chapter: text,
        section: text,
        text,
      }),
    ),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The registry of XLMP',
    ...closed(members),
    $defs: {
      id: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{3}$' },
      party: { enum: parties },
      code: closed({ code: count, doc: text }),
      tlvCode: { type: 'integer', minimum: 1, maximum: 0x7fff },
      field: { oneOf: fieldSchemas() },
    },
  };
}

function fieldSchemas(): readonly Schema[] {
  const count: Schema = { type: 'integer', minimum: 0 };
  const named = { name: { type: 'string' }, doc: { type: 'string' } };
  const kind = (name: string, members: Schema, optional: readonly string[] = []): Schema =>
    closed({ ...named, kind: { const: name }, ...members }, optional);
  return [
    kind('uint', { size: { enum: [1, 2, 4, 8] }, min: count, max: count }, ['min', 'max']),
    kind('code', { size: { enum: [1, 2] }, table: { type: 'string' } }),
    kind('flags', { size: { const: 2 }, table: { type: 'string' } }),
    kind('octets', { size: count }),
    kind('opaque', { min: count, max: count, unit: count }, ['unit']),
    kind('text', { max: count }),
    kind('list', { of: { type: 'string' }, max: count }),
  ];
}

/** An object with just these members, all of them there but the optional ones. */
function closed(members: Schema, optional: readonly string[] = []): Schema {
  const required = Object.keys(members).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties: members };
}
