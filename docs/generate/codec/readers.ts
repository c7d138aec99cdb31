/**
 * Writes `read-records.ts`: for every record a function that reads it, straight from the octets, without
 * tables or closures. Bounds are checked once for each run of fields of fixed size.
 */
import { records } from '../../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../../spec/registry/shape.ts';
import { generatedLine } from '../format.ts';
import {
  allFlagTables,
  codeType,
  fixedSize,
  flagsType,
  leastSize,
  pascal,
  recordOf,
  recordSize,
  tlvRecords,
  usedCodeTables,
  valueFields,
  valueRecords,
} from './names.ts';

/** The text of `read-records.ts`, not yet formatted. */
export function readersModule(): string {
  const whole = tlvRecords();
  return [
    generatedLine('spec/registry/records.ts'),
    '/** Reads every record of the wire. A reader throws a `Defect`, which the codec turns into an error value. */\n',
    "import { Defect, lacks, surplus, type Source } from '../source.ts';",
    "import { readText } from '../text.ts';",
    `import { ${usedCodeTables()
      .map((table) => `name${codeType(table)}`)
      .join(', ')} } from './codes.ts';`,
    `import type { ${allFlagTables()
      .map(([t]) => flagsType(t))
      .join(', ')} } from './codes.ts';`,
    `import type { ${['Header', 'JournalHeader', ...valueRecords().map(([name]) => pascal(name))].join(', ')} } from './records.ts';\n`,
    headerReader('header', records.header),
    headerReader('journalHeader', records.journalHeader),
    ...whole.map(([name, row]) => recordReader(name, row)),
  ].join('\n');
}

/** A header: its framing fields were checked, and all its octets are there. */
function headerReader(name: string, row: RecordRow): string {
  const body = new Body('at', '', `'header.'`);
  for (const field of row.fields) {
    if (valueFields(row).includes(field)) body.field(field);
    else body.skip(fixedSize(field)!);
  }
  return [
    `/** Reads what a value holds of the header at \`at\`; the caller has seen to its framing and length. */`,
    `export function read${pascal(name)}(source: Source, at: number): ${pascal(name)} {`,
    ...(body.lines.some((line) => line.includes('wire[') || line.includes('(wire,'))
      ? ['const wire = source.octets;']
      : []),
    ...body.lines,
    `return { ${valueFields(row)
      .map(({ name: member }) => member)
      .join(', ')} };`,
    '}\n',
  ].join('\n');
}

function recordReader(name: string, row: RecordRow): string {
  const fixed = recordSize(row) !== undefined;
  const body = new Body('at', 'end', 'path');
  body.run(row.fields, 'path');
  const finish = body.position();
  return [
    `/** Reads ${article(name)} that fills the octets from \`at\` to \`end\`. */`,
    `export function read${pascal(name)}(source: Source, ${fixed ? '' : 'start'}${fixed ? 'at' : ''}: number, end: number, path: string): ${pascal(name)} {`,
    ...(body.lines.some((line) => line.includes('wire[') || line.includes('(wire,'))
      ? ['const wire = source.octets;']
      : []),
    fixed ? '' : 'let at = start;',
    ...body.lines,
    `if (${finish} !== end) throw surplus(${finish}, path);`,
    `return { ${valueFields(row)
      .map((field) => field.name)
      .join(', ')} };`,
    '}\n',
  ].join('\n');
}

function article(name: string): string {
  return `the record \`${name}\``;
}

/** The statements of a reader; knows how far from the variable `at` it has come. */
class Body {
  readonly lines: string[] = [];
  private offset = 0;
  private readonly at: string;
  private readonly end: string;
  private readonly path: string;

  constructor(at: string, end: string, path: string) {
    this.at = at;
    this.end = end;
    this.path = path;
  }

  position(extra = 0): string {
    const offset = this.offset + extra;
    return offset === 0 ? this.at : `${this.at} + ${offset}`;
  }

  skip(size: number): void {
    this.offset += size;
  }

  /** Reads fields one after the other, with one check of bounds for each run of fixed ones. */
  run(fields: readonly FieldRow[], path: string, prefix = ''): void {
    for (let i = 0; i < fields.length; i += 1) {
      const field = fields[i]!;
      const startsRun = i === 0 || fixedSize(fields[i - 1]!) === undefined;
      if (startsRun) {
        const run: FieldRow[] = [];
        for (let k = i; k < fields.length && fixedSize(fields[k]!) !== undefined; k += 1)
          run.push(fields[k]!);
        if (run.length > 0) this.bounds(run, path);
      }
      this.field(field, path, prefix);
    }
  }

  /** Refuses when a run of fields does not fit; the error names the first of them that does not. */
  private bounds(run: readonly FieldRow[], path: string): void {
    const total = run.reduce((sum, field) => sum + fixedSize(field)!, 0);
    const sizes = run.map((field) => `'${field.name}', ${fixedSize(field)}`).join(', ');
    this.lines.push(
      `if (${this.position(total)} > ${this.end}) throw lacks(${this.position()}, ${this.end}, ${path}, [${sizes}]);`,
    );
  }

  field(field: FieldRow, path = this.path, prefix = ''): void {
    const name = prefix === '' ? field.name : prefix + pascal(field.name);
    const where = path.startsWith("'") ? `'${path.slice(1, -1)}${field.name}'` : `${path} + '.${field.name}'`;
    const p = (k: number): string => `wire[${this.position(k)}]!`;
    const u16 = `(${p(0)} << 8) | ${p(1)}`;
    const u32 = (k: number): string =>
      `((${p(k)} << 24) | (${p(k + 1)} << 16) | (${p(k + 2)} << 8) | ${p(k + 3)}) >>> 0`;
    const fault = (code: string): string => `throw new Defect('${code}', ${this.position()}, ${where});`;
    switch (field.kind) {
      case 'uint': {
        if (field.name === 'reserved') {
          const zero = Array.from({ length: field.size }, (_, k) => p(k)).join(' | ');
          this.lines.push(`if ((${zero}) !== 0) ${fault('reserved-bits')}`);
          break;
        }
        if (field.size === 8) {
          this.lines.push(
            `const ${name}High = ${u32(0)};`,
            `if (${name}High > 0x1fffff) ${fault('out-of-range')}`,
          );
          this.lines.push(`const ${name} = ${name}High * 4294967296 + (${u32(4)});`);
        } else {
          this.lines.push(`const ${name} = ${field.size === 1 ? p(0) : field.size === 2 ? u16 : u32(0)};`);
        }
        const tests = [
          ...(field.min !== undefined && field.min > 0 ? [`${name} < ${field.min}`] : []),
          ...(field.max !== undefined ? [`${name} > ${field.max}`] : []),
        ];
        if (tests.length > 0) this.lines.push(`if (${tests.join(' || ')}) ${fault('out-of-range')}`);
        break;
      }
      case 'code':
        this.lines.push(`const ${name} = name${codeType(field.table)}[${field.size === 1 ? p(0) : u16}];`);
        this.lines.push(`if (${name} === undefined) ${fault('unknown-code')}`);
        break;
      case 'flags':
        this.flags(field, name, u16, fault('reserved-bits'));
        break;
      case 'octets':
        this.lines.push(
          `const ${name} = new Uint8Array(source.buffer, source.base + ${this.position()}, ${field.size});`,
        );
        break;
      case 'opaque':
      case 'text':
      case 'list':
        this.variable(field, name, where, path);
        return;
    }
    this.offset += fixedSize(field)!;
  }

  /** Reads a field whose size varies; afterwards the variable `at` stands behind it. */
  private variable(field: FieldRow, name: string, where: string, path: string): void {
    const count = `${name}${field.kind === 'list' ? 'Count' : 'Length'}`;
    const here = this.position();
    this.lines.push(
      `if (${this.position(2)} > ${this.end}) throw new Defect('truncated', ${this.end}, ${where});`,
      `const ${count} = (wire[${this.position()}]! << 8) | wire[${this.position(1)}]!;`,
    );
    if (field.kind === 'list') {
      const row = recordOf(field.of);
      const least = leastSize(row);
      this.lines.push(`if (${count} > ${field.max}) throw new Defect('too-many', ${here}, ${where});`);
      this.lines.push(`at += ${this.offset + 2};`);
      this.offset = 0;
      this.lines.push(
        `if (${count} * ${least} > ${this.end} - at) throw new Defect('truncated', ${this.end}, ${where});`,
        `const ${name}: ${pascal(field.of)}[] = [];`,
        `for (let i = 0; i < ${count}; i += 1) {`,
      );
      const member = new Body('at', this.end, '');
      member.run(row.fields, '`${' + path + '}.' + field.name + '[${i}]`', field.of);
      this.lines.push(...member.lines);
      if (member.offset > 0) this.lines.push(`at += ${member.offset};`);
      this.lines.push(
        `${name}.push({ ${row.fields.map((f) => `${f.name}: ${field.of}${pascal(f.name)}`).join(', ')} });`,
        '}',
      );
      return;
    }
    if (field.kind === 'opaque' || field.kind === 'text') {
      this.lines.push(`if (${count} > ${field.max}) throw new Defect('too-long', ${here}, ${where});`);
    }
    if (field.kind === 'opaque') {
      const odd = field.unit === undefined ? '' : ` || ${count} % ${field.unit} !== 0`;
      if (field.min > 0 || odd !== '')
        this.lines.push(
          `if (${count} < ${field.min}${odd}) throw new Defect('length-mismatch', ${here}, ${where});`,
        );
    }
    this.lines.push(`at += ${this.offset + 2};`);
    this.offset = 0;
    this.lines.push(`if (at + ${count} > ${this.end}) throw new Defect('truncated', ${this.end}, ${where});`);
    this.lines.push(
      ...(field.kind === 'text'
        ? [
            `const ${name} = readText(wire, at, at + ${count});`,
            `if (${name} === undefined) throw new Defect('bad-text', at, ${where});`,
          ]
        : [`const ${name} = new Uint8Array(source.buffer, source.base + at, ${count});`]),
      `at += ${count};`,
    );
  }

  private flags(field: FieldRow & { kind: 'flags' }, name: string, bits: string, fault: string): void {
    const rows = Object.fromEntries(allFlagTables())[field.table]!;
    const mask = Object.values(rows).reduce((all, { code }) => all | code, 0);
    const members = Object.entries(rows).map(([flag, { code }]) => `${flag}: (${name}Bits & ${code}) !== 0`);
    this.lines.push(
      `const ${name}Bits = ${bits};`,
      `if ((${name}Bits & ~${mask}) !== 0) ${fault}`,
      `const ${name}: ${flagsType(field.table)} = { ${members.join(', ')} };`,
    );
  }
}
