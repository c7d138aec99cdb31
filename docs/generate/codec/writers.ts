/**
 * Writes `write-records.ts`: for every record a function that writes it at a place of a buffer and gives the
 * place behind it. Values that the wire cannot hold are programming errors.
 */
import { records } from '../../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../../spec/registry/shape.ts';
import { generatedLine } from '../format.ts';
import {
  allFlagTables,
  codeType,
  fixedSize,
  flagsType,
  pascal,
  recordOf,
  tlvRecords,
  usedCodeTables,
  valueFields,
} from './names.ts';

/** The text of `write-records.ts`, not yet formatted. */
export function writersModule(): string {
  const whole = tlvRecords();
  return [
    generatedLine('spec/registry/records.ts'),
    '/** Writes every record of the wire. @throws RangeError or TypeError for a value that the wire cannot hold. */\n',
    "import { badSize, badNumber, badCount } from '../bad-value.ts';",
    "import { writeText } from '../text.ts';",
    `import { ${usedCodeTables()
      .map((table) => `number${codeType(table)}`)
      .join(', ')} } from './codes.ts';`,
    `import type { ${allFlagTables()
      .map(([t]) => flagsType(t))
      .join(', ')} } from './codes.ts';`,
    `import type { ${['Header', 'JournalHeader', ...whole.map(([name]) => pascal(name))].join(', ')} } from './records.ts';\n`,
    headerWriter('header', records.header),
    headerWriter('journalHeader', records.journalHeader),
    ...whole.map(([name, row]) => recordWriter(name, row)),
    ...allFlagTables().map(([table]) => flagsWriter(table)),
  ].join('\n');
}

/** A header; its framing fields are given by the caller, its length is filled in afterwards. */
function headerWriter(name: string, row: RecordRow): string {
  const body = new Body('value', name);
  for (const field of row.fields) {
    if (valueFields(row).includes(field)) body.field(field);
    else if (field.kind === 'code') body.number('kind', 1);
    else if (field.name === 'length' || field.name === 'reserved') body.number('0', fixedSize(field)!);
    else if (field.kind === 'uint') body.number(String(field.min), field.size);
  }
  return [
    `/** Writes the header with a length of zero, which the caller fills in. */`,
    `export function write${pascal(name)}(out: Uint8Array, at: number, kind: number, value: ${pascal(name)}): number {`,
    ...body.lines,
    `return ${body.position()};`,
    '}\n',
  ].join('\n');
}

function recordWriter(name: string, row: RecordRow): string {
  const body = new Body('value', name);
  for (const field of row.fields) body.field(field);
  const varies = row.fields.some((field) => fixedSize(field) === undefined);
  return [
    `/** Writes the record \`${name}\`; gives the place behind it. */`,
    `export function write${pascal(name)}(out: Uint8Array, ${varies ? 'start' : 'at'}: number, value: ${pascal(name)}): number {`,
    varies ? 'let at = start;' : '',
    ...body.lines,
    `return ${body.position()};`,
    '}\n',
  ].join('\n');
}

/** The statements of a writer; knows how far from the variable `at` it has come. */
class Body {
  readonly lines: string[] = [];
  private offset = 0;
  private readonly value: string;
  private readonly path: string;

  constructor(value: string, path: string) {
    this.value = value;
    this.path = path;
  }

  position(extra = 0): string {
    const offset = this.offset + extra;
    return offset === 0 ? 'at' : `at + ${offset}`;
  }

  /** Writes a number that is known to fit. */
  number(expression: string, size: number): void {
    for (let k = 0; k < size; k += 1) {
      const shift = 8 * (size - 1 - k);
      const literal = /^\d+$/.test(expression);
      const octet = literal
        ? String((Number(expression) >>> shift) & 0xff)
        : shift === 0
          ? expression
          : `${expression} >>> ${shift}`;
      this.lines.push(`out[${this.position(k)}] = ${octet};`);
    }
    this.offset += size;
  }

  field(field: FieldRow): void {
    const path = `'${this.path}.${field.name}'`;
    const name = this.value === 'value' ? field.name : `${this.value}${pascal(field.name)}`;
    const read = `const ${name} = ${this.value}.${field.name};`;
    switch (field.kind) {
      case 'uint': {
        if (field.name === 'reserved') {
          this.number('0', field.size);
          return;
        }
        this.lines.push(read, this.rangeCheck(field, name, path));
        if (field.size === 8) {
          this.lines.push(`const ${name}High = (${name} / 4294967296) >>> 0;`);
          this.number(`${name}High`, 4);
          this.lines.push(`const ${name}Low = ${name} >>> 0;`);
          this.number(`${name}Low`, 4);
        } else this.number(name, field.size);
        return;
      }
      case 'code':
        this.lines.push(`const ${name} = number${codeType(field.table)}(${this.value}.${field.name});`);
        this.number(name, field.size);
        return;
      case 'flags':
        this.lines.push(`const ${name} = number${flagsType(field.table)}(${this.value}.${field.name});`);
        this.number(name, field.size);
        return;
      case 'octets':
        this.lines.push(
          read,
          `if (${name}.length !== ${field.size}) throw badSize(${path}, ${name}.length, '${field.size}');`,
          `out.set(${name}, ${this.position()});`,
        );
        this.offset += field.size;
        return;
      case 'opaque': {
        const odd = field.unit === undefined ? '' : ` || ${name}.length % ${field.unit} !== 0`;
        const allowed = `${field.min} to ${field.max}${field.unit === undefined ? '' : ` by ${field.unit}`}`;
        this.lines.push(
          read,
          `const ${name}Length = ${name}.length;`,
          `if (${name}Length < ${field.min} || ${name}Length > ${field.max}${odd}) throw badSize(${path}, ${name}Length, '${allowed}');`,
        );
        this.number(`${name}Length`, 2);
        this.lines.push(`out.set(${name}, ${this.position()});`, `at += ${this.offset} + ${name}Length;`);
        this.offset = 0;
        return;
      }
      case 'text':
        this.lines.push(
          `const ${name}End = writeText(out, ${this.position(2)}, ${this.value}.${field.name}, ${field.max}, ${path});`,
          `const ${name}Length = ${name}End - (${this.position(2)});`,
        );
        this.number(`${name}Length`, 2);
        this.lines.push(`at = ${name}End;`);
        this.offset = 0;
        return;
      case 'list': {
        this.lines.push(
          read,
          `const ${name}Count = ${name}.length;`,
          `if (${name}Count > ${field.max}) throw badCount(${path}, ${name}Count, ${field.max});`,
        );
        this.number(`${name}Count`, 2);
        this.lines.push(
          `at += ${this.offset};`,
          `for (let i = 0; i < ${name}Count; i += 1) {`,
          `const member = ${name}[i]!;`,
        );
        const member = new Body('member', field.of);
        for (const inner of recordOf(field.of).fields) member.field(inner);
        this.lines.push(...member.lines);
        if (member.offset > 0) this.lines.push(`at += ${member.offset};`);
        this.lines.push('}');
        this.offset = 0;
      }
    }
  }

  private rangeCheck(field: FieldRow & { kind: 'uint' }, name: string, path: string): string {
    const least = field.min ?? 0;
    const most = field.max ?? (field.size === 8 ? Number.MAX_SAFE_INTEGER : 2 ** (8 * field.size) - 1);
    const whole = field.size === 8 ? `!Number.isSafeInteger(${name})` : `${name} >>> 0 !== ${name}`;
    const tests = [
      whole,
      ...(least > 0 ? [`${name} < ${least}`] : field.size === 8 ? [`${name} < 0`] : []),
      ...(most < 2 ** 32 - 1 ? [`${name} > ${most}`] : []),
    ];
    return `if (${tests.join(' || ')}) throw badNumber(${path}, ${name}, ${least}, ${most});`;
  }
}

function flagsWriter(table: Parameters<typeof flagsType>[0]): string {
  const rows = Object.fromEntries(allFlagTables())[table]!;
  return [
    `function number${flagsType(table)}(value: ${flagsType(table)}): number {`,
    `return ${Object.entries(rows)
      .map(([name, { code }]) => `(value.${name} ? ${code} : 0)`)
      .join(' | ')};`,
    '}\n',
  ].join('\n');
}
