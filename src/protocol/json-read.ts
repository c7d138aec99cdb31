/** Reads the JSON form of the TLVs and records of messages and journal records, and checks every member. */
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { limits } from '../../spec/registry/limits.ts';
import { tlvs, type TlvName } from '../../spec/registry/messages.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import type * as Records from './generated/records.ts';
import { tlvNames } from './generated/tlvs.ts';
import { recordTable, shownFields, type Plain } from './json-plain.ts';
import { numberFromJson, objectOf, octetsFromJson, onlyMembers, textFromJson, Unfit } from './json-values.ts';

/**
 * Reads the TLVs and extensions of a message or journal record; `others` are the members beside them.
 *
 * @throws Unfit for a member that is missing, wrong or has no place.
 */
export function readTlvs(
  from: Plain,
  to: Plain,
  required: readonly TlvName[],
  optional: readonly TlvName[],
  others: readonly string[],
): void {
  const listed: readonly string[] = [...required, ...optional];
  for (const name of Object.keys(from)) {
    if (!listed.includes(name) && !others.includes(name) && name !== 'extensions') {
      throw new Unfit(name, 'has no place in this message');
    }
  }
  for (const name of tlvNames) {
    if (name === undefined || !listed.includes(name)) continue;
    const row = recordTable[tlvs[name as TlvName].record]!;
    if (from[name] !== undefined) to[name] = recordFromJson(row, from[name], name);
    else if (required.includes(name as TlvName)) throw new Unfit(name, 'is missing');
  }
  if (from['extensions'] !== undefined) to['extensions'] = extensionsFromJson(from['extensions']);
}

function extensionsFromJson(json: unknown): readonly Records.Extension[] {
  if (!Array.isArray(json)) throw new Unfit('extensions', 'is no array');
  let previous = tlvNames.length - 1;
  return json.map((item: unknown, i) => {
    const path = `extensions[${i}]`;
    const plain = objectOf(item, path);
    onlyMembers(plain, ['code', 'critical', 'value'], path);
    if (plain['critical'] !== false) throw new Unfit(`${path}.critical`, 'is not false');
    const code = numberFromJson(plain['code'], `${path}.code`, previous + 1, limits.criticalBit - 1);
    previous = code;
    return {
      code,
      critical: false,
      value: octetsFromJson(plain['value'], `${path}.value`, 0, limits.messageOctets),
    };
  });
}

/** Reads a record. @throws Unfit for a member that is missing, wrong or not known. */
export function recordFromJson(row: RecordRow, json: unknown, path: string): Plain {
  const plain = objectOf(json, path);
  const fields = shownFields(row);
  onlyMembers(
    plain,
    fields.map(({ name }) => name),
    path,
  );
  const value: Plain = {};
  for (const field of fields)
    value[field.name] = fieldFromJson(field, plain[field.name], `${path}.${field.name}`);
  return value;
}

function fieldFromJson(field: FieldRow, json: unknown, path: string): unknown {
  switch (field.kind) {
    case 'uint': {
      const most = field.max ?? (field.size === 8 ? limits.integer : 2 ** (8 * field.size) - 1);
      return numberFromJson(json, path, field.min ?? 0, most);
    }
    case 'code': {
      const table: object = codeTables[field.table as keyof typeof codeTables];
      if (typeof json !== 'string' || !Object.hasOwn(table, json)) {
        throw new Unfit(path, `is none of ${Object.keys(table).join(', ')}`);
      }
      return json;
    }
    case 'flags':
      return flagsFromJson(Object.keys(flagTables[field.table]), json, path);
    case 'octets':
      return octetsFromJson(json, path, field.size, field.size);
    case 'opaque': {
      const octets = octetsFromJson(json, path, field.min, field.max);
      if (octets.length % (field.unit ?? 1) !== 0)
        throw new Unfit(path, `is no multiple of ${field.unit} octets`);
      return octets;
    }
    case 'text':
      return textFromJson(json, path, field.max);
    case 'list': {
      if (!Array.isArray(json)) throw new Unfit(path, 'is no array');
      if (json.length > field.max) throw new Unfit(path, `has more than ${field.max} members`);
      const row = recordTable[field.of]!;
      return json.map((member, i) => recordFromJson(row, member, `${path}[${i}]`));
    }
  }
}

function flagsFromJson(names: readonly string[], json: unknown, path: string): Plain {
  const plain = objectOf(json, path);
  onlyMembers(plain, names, path);
  for (const name of names) {
    if (typeof plain[name] !== 'boolean') throw new Unfit(`${path}.${name}`, 'is neither true nor false');
  }
  return { ...plain };
}
