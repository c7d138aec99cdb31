/** Writes the JSON form of the TLVs and records of messages and journal records. */
import { tlvs, type TlvName } from '../../spec/registry/messages.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import { toHex } from '../core/hex.ts';
import type * as Records from './generated/records.ts';
import { tlvNames } from './generated/tlvs.ts';
import { recordTable, shownFields, type Plain } from './json-plain.ts';

/** Copies the TLVs and extensions of a message or journal record into its JSON form. */
export function copyTlvs(from: Plain, to: Plain): void {
  for (const name of tlvNames) {
    if (name === undefined || from[name] === undefined) continue;
    to[name] = recordToJson(recordTable[tlvs[name as TlvName].record]!, from[name] as Plain);
  }
  const extensions = from['extensions'] as readonly Records.Extension[] | undefined;
  if (extensions !== undefined) {
    to['extensions'] = extensions.map(({ code, value }) => ({ code, critical: false, value: toHex(value) }));
  }
}

/** The JSON form of a record. */
export function recordToJson(row: RecordRow, value: Plain): Plain {
  const plain: Plain = {};
  for (const field of shownFields(row)) plain[field.name] = fieldToJson(field, value[field.name]);
  return plain;
}

function fieldToJson(field: FieldRow, value: unknown): unknown {
  switch (field.kind) {
    case 'octets':
    case 'opaque':
      return toHex(value as Uint8Array);
    case 'flags':
      return { ...(value as Plain) };
    case 'list': {
      const row = recordTable[field.of]!;
      return (value as readonly Plain[]).map((member) => recordToJson(row, member));
    }
    case 'uint':
    case 'code':
    case 'text':
      return value;
  }
}
