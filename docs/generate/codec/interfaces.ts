/** Writes the types of records, messages and journal records, and those of their JSON form. */
import { journalRecords } from '../../../spec/registry/journal.ts';
import { messages, tlvs, type TlvName } from '../../../spec/registry/messages.ts';
import { records } from '../../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../../spec/registry/shape.ts';
import { generatedLine } from '../format.ts';
import {
  allCodeTables,
  allFlagTables,
  codeType,
  flagsType,
  pascal,
  valueFields,
  valueRecords,
} from './names.ts';

/** Which of the two forms of a value a type describes. */
type Form = 'octets' | 'json';

/** The text of `records.ts`: one interface for every record. */
export function recordsModule(form: Form): string {
  const all: readonly (readonly [string, RecordRow])[] = [
    ['header', records.header],
    ...(form === 'octets' || form === 'json' ? ([['journalHeader', records.journalHeader]] as const) : []),
    ...valueRecords(),
  ];
  return [
    generatedLine('spec/registry/records.ts'),
    form === 'octets'
      ? '/** The records of the wire. Octets that were decoded are views of the decoded input. */\n'
      : '/** The records of the wire in their JSON form: octets as lower-case hexadecimal digits. */\n',
    `import type { ${[
      ...allCodeTables().map(([t]) => codeType(t)),
      ...allFlagTables().map(([t]) => flagsType(t)),
    ]
      .filter((type) => !['MessageTypeCode', 'JournalStepCode'].includes(type))
      .join(', ')} } from './codes.ts';\n`,
    ...all.map(([name, row]) => recordInterface(name, row, form)),
    extensionInterface(form),
  ].join('\n');
}

/** The text of `messages.ts`: one interface for every message, and their union. */
export function messagesModule(form: Form): string {
  const suffix = form === 'json' ? 'Json' : '';
  const used = new Set<string>();
  const bodies = Object.entries(messages).map(([name, row]) => {
    const own = tlvMembers(row.required, row.optional, form, used);
    return [
      `/** ${row.doc} */`,
      `export interface ${name}Message${suffix} {`,
      `readonly type: '${name}';`,
      `readonly header: Header${suffix};`,
      ...own,
      `/** TLVs that are not critical and not known, in ascending order of code. */`,
      form === 'json'
        ? `readonly extensions?: readonly ExtensionJson[] | undefined;`
        : `readonly extensions?: readonly Extension[] | undefined;`,
      row.authenticated
        ? `/** Present on the wire; absent in a message that is yet to be sealed. */\nreadonly authenticator?: Authenticator${suffix} | undefined;`
        : '',
      '}\n',
    ].join('\n');
  });
  const imports = ['Header', 'Extension', 'Authenticator', ...used].map((type) => type + suffix);
  return [
    generatedLine('spec/registry/messages.ts'),
    form === 'json'
      ? '/** The messages in their JSON form. */\n'
      : '/** The messages of the control protocol. */\n',
    `import type { ${imports.join(', ')} } from './${form === 'json' ? 'record-json' : 'records'}.ts';\n`,
    ...bodies,
    `/** Any message${form === 'json' ? ' in its JSON form' : ''}; \`type\` tells which. */`,
    `export type Message${suffix} = ${Object.keys(messages)
      .map((name) => `| ${name}Message${suffix}`)
      .join(' ')};\n`,
    `/** The message of a name. */`,
    `export type MessageOf${suffix}<N extends Message${suffix}['type']> = Extract<Message${suffix}, { readonly type: N }>;\n`,
  ].join('\n');
}

/** The text of `journal-records.ts`: one interface for every kind of journal record, and their union. */
export function journalModule(form: Form): string {
  const suffix = form === 'json' ? 'Json' : '';
  const used = new Set<string>();
  const bodies = Object.entries(journalRecords).map(([step, row]) => [
    `/** ${row.doc} */`,
    `export interface ${pascal(step)}Record${suffix} {`,
    `readonly step: '${step}';`,
    `readonly header: JournalHeader${suffix};`,
    ...tlvMembers(row.required, row.optional, form, used),
    `/** TLVs that are not critical and not known, in ascending order of code. */`,
    `readonly extensions?: readonly Extension${suffix}[] | undefined;`,
    '}\n',
  ]);
  const imports = ['JournalHeader', 'Extension', ...used].map((type) => type + suffix);
  return [
    generatedLine('spec/registry/journal.ts'),
    form === 'json'
      ? '/** The journal records in their JSON form. */\n'
      : '/** The records of the journal. */\n',
    `import type { ${imports.join(', ')} } from './${form === 'json' ? 'record-json' : 'records'}.ts';\n`,
    ...bodies.map((lines) => lines.join('\n')),
    `/** Any journal record${form === 'json' ? ' in its JSON form' : ''}; \`step\` tells which. */`,
    `export type JournalRecord${suffix} = ${Object.keys(journalRecords)
      .map((step) => `| ${pascal(step)}Record${suffix}`)
      .join(' ')};\n`,
  ].join('\n');
}

function tlvMembers(
  required: readonly TlvName[],
  optional: readonly TlvName[],
  form: Form,
  used: Set<string>,
): readonly string[] {
  const suffix = form === 'json' ? 'Json' : '';
  const all = [...required, ...optional].sort((a, b) => tlvs[a].code - tlvs[b].code);
  return all.map((name) => {
    const type = pascal(tlvs[name].record);
    used.add(type);
    const mark = required.includes(name) ? [':', ''] : ['?:', ' | undefined'];
    return `/** ${tlvs[name].doc} */\nreadonly ${name}${mark[0]} ${type}${suffix}${mark[1]};`;
  });
}

function recordInterface(name: string, row: RecordRow, form: Form): string {
  const members = valueFields(row).map(
    (field) => `/** ${field.doc}${boundsNote(field)} */\nreadonly ${field.name}: ${fieldType(field, form)};`,
  );
  return `/** ${row.doc} */\nexport interface ${pascal(name)}${form === 'json' ? 'Json' : ''} {\n${members.join('\n')}\n}\n`;
}

function boundsNote(field: FieldRow): string {
  if (field.kind === 'octets') return ` ${field.size} octets.`;
  if (field.kind === 'text') return ` At most ${field.max} octets of UTF-8.`;
  if (field.kind === 'opaque') return ` ${field.min} to ${field.max} octets.`;
  if (field.kind === 'list') return ` At most ${field.max}.`;
  return '';
}

function fieldType(field: FieldRow, form: Form): string {
  switch (field.kind) {
    case 'uint':
      return 'number';
    case 'code':
      return codeType(field.table);
    case 'flags':
      return flagsType(field.table);
    case 'octets':
    case 'opaque':
      return form === 'json' ? 'string' : 'Uint8Array';
    case 'text':
      return 'string';
    case 'list':
      return `readonly ${pascal(field.of)}${form === 'json' ? 'Json' : ''}[]`;
  }
}

function extensionInterface(form: Form): string {
  const value = form === 'json' ? 'string' : 'Uint8Array';
  return [
    '/** A TLV that the registry does not know and that is not critical. It is kept so that encoding gives the same octets. */',
    `export interface Extension${form === 'json' ? 'Json' : ''} {`,
    '/** Its code, without the critical bit. */\nreadonly code: number;',
    '/** Always false: an unknown critical TLV makes the message undecodable. */\nreadonly critical: false;',
    `/** Its octets. */\nreadonly value: ${value};\n}\n`,
  ].join('\n');
}
