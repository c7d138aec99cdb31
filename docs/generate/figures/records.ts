/** The figures of records: layout and table of fields. */
import { records } from '../../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../../spec/registry/shape.ts';
import { markdownTable, type Figures } from './figure.ts';
import { layoutFigure, type DrawnField } from './layout-figure.ts';

/** One figure for each record: `record-NAME`. */
export const recordFigures: Figures = Object.fromEntries(
  Object.entries<RecordRow>(records).map(([name, row]) => [`record-${name}`, () => recordFigure(row)]),
);

function recordFigure(row: RecordRow): string {
  return ['```text', layoutFigure(row.fields.flatMap(drawn)), '```', '', fieldTable(row)].join('\n');
}

/** The table of the fields of a record. */
export function fieldTable(row: RecordRow): string {
  return markdownTable(
    ['field', 'octets', 'kind', 'meaning'],
    row.fields.map((field) => [`\`${field.name}\``, sizeText(field), kindText(field), field.doc]),
  );
}

function drawn(field: FieldRow): readonly DrawnField[] {
  switch (field.kind) {
    case 'text':
    case 'opaque':
      return [
        { name: `length of ${field.name}`, octets: 2 },
        { name: field.name, octets: undefined },
      ];
    case 'list':
      return [
        { name: `count of ${field.name}`, octets: 2 },
        { name: `${field.name}: records ${field.of}`, octets: undefined },
      ];
    case 'uint':
    case 'code':
    case 'flags':
    case 'octets':
      return [{ name: field.name, octets: field.size }];
  }
}

function sizeText(field: FieldRow): string {
  if (field.kind === 'text') return `2 + 0…${field.max}`;
  if (field.kind === 'opaque') return `2 + ${field.min}…${field.max}`;
  if (field.kind === 'list') return `2 + …`;
  return String(field.size);
}

function kindText(field: FieldRow): string {
  switch (field.kind) {
    case 'uint':
      return `number${rangeText(field)}`;
    case 'code':
      return `code \`${field.table}\``;
    case 'flags':
      return `flags \`${field.table}\``;
    case 'octets':
      return 'octets';
    case 'opaque':
      return field.unit === undefined
        ? 'octets with length'
        : `octets with length, a multiple of ${field.unit}`;
    case 'text':
      return 'text';
    case 'list':
      return `at most ${field.max} \`${field.of}\``;
  }
}

function rangeText(field: FieldRow & { kind: 'uint' }): string {
  const { min, max } = field;
  if (min !== undefined && min === max) return `, ${min > 255 ? `0x${min.toString(16)}` : min}`;
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (min !== undefined && min > 0) return `, at least ${min}`;
  if (max !== undefined) return `, at most ${max}`;
  return '';
}
