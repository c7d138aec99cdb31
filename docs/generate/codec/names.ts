/** Names and look-ups that the parts of the codec generator share. */
import { codeTables, flagTables } from '../../../spec/registry/codes.ts';
import { journalRecords } from '../../../spec/registry/journal.ts';
import { messages } from '../../../spec/registry/messages.ts';
import { framingFields, records } from '../../../spec/registry/records.ts';
import type {
  CodeRow,
  CodeTableName,
  FieldRow,
  FlagTableName,
  RecordRow,
} from '../../../spec/registry/shape.ts';

/** The name with a capital first letter; dashes vanish. */
export function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The name with a small first letter; dashes vanish. */
export function camel(name: string): string {
  const joined = pascal(name);
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** The name of the union of the codes of a table. */
export function codeType(table: CodeTableName): string {
  return table.endsWith('Code') ? pascal(table) : `${pascal(table)}Code`;
}

/** The name of the set of flags of a table. */
export function flagsType(table: FlagTableName): string {
  return pascal(table);
}

/** Names that generated functions use themselves; no field may have one of them. */
const takenNames = new Set(['wire', 'at', 'start', 'end', 'path', 'source', 'out', 'value', 'i', 'member']);

/** A record by name. @throws RangeError when there is none. */
export function recordOf(name: string): RecordRow {
  const row = (records as Readonly<Record<string, RecordRow>>)[name];
  if (row === undefined) throw new RangeError(`no record ${name} in the registry`);
  return row;
}

/**
 * The fields of a record that a value holds.
 *
 * @throws RangeError when one of them has a name that generated functions use themselves.
 */
export function valueFields(row: RecordRow): readonly FieldRow[] {
  const taken = row.fields.find(({ name }) => takenNames.has(name));
  if (taken !== undefined)
    throw new RangeError(`no field may be called ${taken.name}; generated code uses the name`);
  return row.fields.filter(({ name }) => !framingFields.has(name));
}

/** The records that are values of TLVs or members of lists, in the order of the registry. */
export function valueRecords(): readonly (readonly [string, RecordRow])[] {
  return Object.entries(records).filter(([name]) => !['header', 'journalHeader'].includes(name));
}

/** The records that are values of TLVs; members of lists are read and written with the list that holds them. */
export function tlvRecords(): readonly (readonly [string, RecordRow])[] {
  const all = valueRecords();
  const members = new Set(
    all.flatMap(([, row]) => row.fields.map((field) => field.kind === 'list' && field.of)),
  );
  return all.filter(([name]) => !members.has(name));
}

/** The code tables that values draw on, each once, in the order in which records name them. */
export function usedCodeTables(): readonly CodeTableName[] {
  const rows = Object.values<RecordRow>(records);
  const fields = rows.flatMap((row) => valueFields(row));
  return [...new Set(fields.flatMap((field) => (field.kind === 'code' ? [field.table] : [])))];
}

/** All code tables, those that stand with their rows included. */
export function allCodeTables(): readonly (readonly [CodeTableName, Readonly<Record<string, CodeRow>>])[] {
  return [
    ...(Object.entries(codeTables) as [CodeTableName, Readonly<Record<string, CodeRow>>][]),
    ['messageType', messages],
    ['journalStep', journalRecords],
  ];
}

/** All tables of flags. */
export function allFlagTables(): readonly (readonly [FlagTableName, Readonly<Record<string, CodeRow>>])[] {
  return Object.entries(flagTables) as [FlagTableName, Readonly<Record<string, CodeRow>>][];
}

/** The octets of a field, or undefined when they vary. */
export function fixedSize(field: FieldRow): number | undefined {
  return 'size' in field ? field.size : undefined;
}

/** The octets of a record, or undefined when they vary. */
export function recordSize(row: RecordRow): number | undefined {
  let total = 0;
  for (const field of row.fields) {
    const size = fixedSize(field);
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

/** The least octets of a record. */
export function leastSize(row: RecordRow): number {
  return row.fields.reduce(
    (total, field) => total + (fixedSize(field) ?? 2 + (field.kind === 'opaque' ? field.min : 0)),
    0,
  );
}
