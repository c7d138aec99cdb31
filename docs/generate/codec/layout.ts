/** Writes `layout.ts`: where the framing fields of the headers stand, and the sizes of records of fixed size. */
import { records } from '../../../spec/registry/records.ts';
import type { RecordRow } from '../../../spec/registry/shape.ts';
import { generatedLine } from '../format.ts';
import { fixedSize, recordSize } from './names.ts';

/** The text of `layout.ts`, not yet formatted. */
export function layoutModule(): string {
  return [
    generatedLine('spec/registry/records.ts'),
    '/** Offsets of the fields of headers and of the authenticator, and their sizes. Octets. */\n',
    ...(['header', 'journalHeader', 'authenticator'] as const).map((name) => offsets(name, records[name])),
    '/** The octets of the records whose size does not vary. */',
    `export const recordSizes = { ${Object.entries<RecordRow>(records)
      .flatMap(([name, row]) => (recordSize(row) === undefined ? [] : [`${name}: ${recordSize(row)}`]))
      .join(', ')} } as const;\n`,
  ].join('\n');
}

function offsets(name: string, row: RecordRow): string {
  let at = 0;
  const members = row.fields.map((field) => {
    const line = `${field.name}: ${at}`;
    at += fixedSize(field)!;
    return line;
  });
  const sizes = row.fields.map((field) => `'${field.name}', ${fixedSize(field)}`).join(', ');
  const fields = `/** The names and sizes of the fields of \`${name}\` in turn. */\nexport const ${name}Fields: readonly (string | number)[] = [${sizes}];\n`;
  return `${fields}/** Offsets in the record \`${name}\`. */\nexport const ${name}Offsets = { ${members.join(', ')}, size: ${at} } as const;\n`;
}
