/** Reads the fields of an object one by one; what is wrong is said with the name of the field. */
import { resolve } from 'node:path';
import { QemuError } from './qemu-error.ts';
import { isObject } from './qmp-lines.ts';

/** Reads fields of one object. Each method throws QemuError `GUEST_INVALID` when the field is not what it has to be. */
export interface FieldReader {
  text(name: string, pattern: RegExp, kind: string): string;
  optionalText(name: string, pattern?: RegExp, kind?: string): string | undefined;
  /** A whole number; the field may be absent when there is a default. */
  whole(name: string, least: number, most: number, byDefault?: number): number;
  oneOf<T extends string>(name: string, values: readonly T[], byDefault?: T): T;
  /** A list; empty when the field is absent. */
  list(name: string): readonly unknown[];
  object(name: string): Record<string, unknown> | undefined;
  /** The absolute path of a file. */
  file(name: string): string | undefined;
  /** Says which field is left over. */
  end(): void;
}

/**
 * Makes a reader.
 *
 * @param where how the object is called in errors.
 * @param folder where relative files are.
 */
export function fieldsOf(json: unknown, where: string, folder: string): FieldReader {
  if (!isObject(json)) throw new QemuError('GUEST_INVALID', `${where} is no object`);
  const seen = new Set<string>();
  const take = (name: string): unknown => {
    seen.add(name);
    return json[name];
  };
  const wrong = (name: string, kind: string): never => {
    const what = json[name] === undefined ? 'is missing' : `is ${JSON.stringify(json[name])}`;
    throw new QemuError('GUEST_INVALID', `${where}: ${name} ${what}; it has to be ${kind}`);
  };
  const reader: FieldReader = {
    text(name, pattern, kind) {
      const value = take(name);
      return typeof value === 'string' && pattern.test(value) ? value : wrong(name, kind);
    },
    optionalText(name, pattern = /^[^\0]+$/s, kind = 'text') {
      return take(name) === undefined ? undefined : reader.text(name, pattern, kind);
    },
    whole(name, least, most, byDefault) {
      const value = take(name) ?? byDefault;
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
        return value;
      return wrong(name, `a whole number from ${least} to ${most}`);
    },
    oneOf(name, values, byDefault) {
      const value = take(name) ?? byDefault;
      return values.find((known) => known === value) ?? wrong(name, `one of ${values.join(', ')}`);
    },
    list(name) {
      const value = take(name) ?? [];
      return Array.isArray(value) ? (value as readonly unknown[]) : wrong(name, 'a list');
    },
    object(name) {
      const value = take(name);
      return value === undefined || isObject(value) ? value : wrong(name, 'an object');
    },
    file(name) {
      const path = reader.optionalText(name);
      return path === undefined ? undefined : resolve(folder, path);
    },
    end() {
      const left = Object.keys(json).find((name) => !seen.has(name));
      if (left !== undefined) throw new QemuError('GUEST_INVALID', `${where}: there is no field ${left}`);
    },
  };
  return reader;
}
