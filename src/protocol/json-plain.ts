/** What both directions of the JSON form share: which fields of a record it shows. */
import { framingFields, records } from '../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';

/** An object whose members are not known yet. */
export type Plain = Record<string, unknown>;

/** Every record of the registry, by name. */
export const recordTable: Readonly<Record<string, RecordRow>> = records;

/** The fields of a record that its JSON form shows: all but those that follow from the rest. */
export function shownFields(row: RecordRow): readonly FieldRow[] {
  return row.fields.filter(({ name }) => !framingFields.has(name));
}
