/** Writes `codes.ts`: the values of every code table as a type, and the two directions between name and number. */
import type { CodeRow } from '../../../spec/registry/shape.ts';
import { generatedLine } from '../format.ts';
import { allCodeTables, allFlagTables, codeType, flagsType } from './names.ts';

/** The text of `codes.ts`, not yet formatted. */
export function codesModule(): string {
  const tables = allCodeTables();
  return [
    generatedLine('spec/registry/codes.ts, messages.ts and journal.ts'),
    '/** The codes of the wire: types, and both directions between name and number. */\n',
    ...tables.flatMap(([table, rows]) => [
      codeUnion(codeType(table), table, rows),
      namesArray(codeType(table), rows),
      numberSwitch(codeType(table), rows),
    ]),
    ...allFlagTables().map(([table, rows]) => flagsInterface(flagsType(table), rows)),
  ].join('\n');
}

function codeUnion(type: string, table: string, rows: Readonly<Record<string, CodeRow>>): string {
  const names = Object.keys(rows).map((name) => `| '${name}'`);
  return `/** A value of the table \`${table}\`. */\nexport type ${type} = ${names.join(' ')};\n`;
}

function namesArray(type: string, rows: Readonly<Record<string, CodeRow>>): string {
  const entries = Object.entries(rows);
  const greatest = Math.max(...entries.map(([, { code }]) => code));
  const names = Array.from({ length: greatest + 1 }, (_, code) => {
    const entry = entries.find(([, row]) => row.code === code);
    return entry === undefined ? 'undefined' : `'${entry[0]}'`;
  });
  const variable = `name${type}`;
  return `/** The name of each number of {@link ${type}}. */\nexport const ${variable}: readonly (${type} | undefined)[] = [${names.join(', ')}];\n`;
}

function numberSwitch(type: string, rows: Readonly<Record<string, CodeRow>>): string {
  const cases = Object.entries(rows).map(([name, { code }]) => `case '${name}': return ${code};`);
  return [
    `/** The number of a {@link ${type}}. @throws TypeError when the value is none. */`,
    `export function number${type}(value: ${type}): number {`,
    `switch (value) { ${cases.join('\n')} default: throw new TypeError(\`not a ${type}: \${String(value)}\`); }`,
    '}\n',
  ].join('\n');
}

function flagsInterface(type: string, rows: Readonly<Record<string, CodeRow>>): string {
  const members = Object.entries(rows).map(([name, { doc }]) => `/** ${doc} */\nreadonly ${name}: boolean;`);
  return `/** A set of flags. */\nexport interface ${type} {\n${members.join('\n')}\n}\n`;
}
