/**
 * Writes `decode-messages.ts`, `encode-messages.ts` and their counterparts for the journal: for every message
 * one function that runs through its TLVs, and the choice among them by type.
 */
import { journalRecords } from '../../../spec/registry/journal.ts';
import { limits } from '../../../spec/registry/limits.ts';
import { messages, tlvs, type TlvName } from '../../../spec/registry/messages.ts';
import { generatedLine } from '../format.ts';
import { camel, pascal, recordOf, recordSize } from './names.ts';

/** A message or a kind of journal record, in what matters here. */
interface Kind {
  /** Its name as the value of the member that tells kinds apart. */
  readonly name: string;
  readonly code: number;
  readonly type: string;
  readonly path: string;
  readonly required: readonly TlvName[];
  readonly all: readonly TlvName[];
  readonly authenticated: boolean;
}

/** What messages and journal records differ in. */
interface Family {
  readonly kinds: readonly Kind[];
  readonly union: string;
  readonly member: 'type' | 'step';
  readonly header: 'Header' | 'JournalHeader';
  readonly types: string;
  readonly source: string;
}

const messageFamily: Family = {
  kinds: Object.entries(messages).map(([name, row]) => ({
    name,
    code: row.code,
    type: `${name}Message`,
    path: camel(name),
    required: row.required,
    all: inOrder([...row.required, ...row.optional]),
    authenticated: row.authenticated,
  })),
  union: 'Message',
  member: 'type',
  header: 'Header',
  types: './messages.ts',
  source: 'spec/registry/messages.ts',
};

const journalFamily: Family = {
  kinds: Object.entries(journalRecords).map(([name, row]) => ({
    name,
    code: row.code,
    type: `${pascal(name)}Record`,
    path: camel(name),
    required: row.required,
    all: inOrder([...row.required, ...row.optional]),
    authenticated: false,
  })),
  union: 'JournalRecord',
  member: 'step',
  header: 'JournalHeader',
  types: './journal-records.ts',
  source: 'spec/registry/journal.ts',
};

/** The text of the four modules by file name, not yet formatted. */
export function messageModules(): ReadonlyMap<string, string> {
  refuseGaps();
  return new Map([
    ['decode-messages.ts', decoders(messageFamily)],
    ['encode-messages.ts', encoders(messageFamily)],
    ['decode-journal.ts', decoders(journalFamily)],
    ['encode-journal.ts', encoders(journalFamily)],
    ['tlvs.ts', tlvModule()],
  ]);
}

function inOrder(names: readonly TlvName[]): readonly TlvName[] {
  return [...names].sort((a, b) => tlvs[a].code - tlvs[b].code);
}

/** Unknown TLVs are written behind the known ones, which is their order only while the known codes have no gap. */
function refuseGaps(): void {
  const codes = Object.values(tlvs)
    .map(({ code }) => code)
    .sort((a, b) => a - b);
  codes.forEach((code, i) => {
    if (code !== i + 1) throw new RangeError(`TLV codes must run from 1 without a gap; ${i + 1} is missing`);
  });
}

function tag(name: TlvName): number {
  return tlvs[name].code | (tlvs[name].critical ? limits.criticalBit : 0);
}

function hexNumber(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}

function tlvModule(): string {
  const entries = Object.entries(tlvs).sort(([, a], [, b]) => a.code - b.code);
  return [
    generatedLine('spec/registry/messages.ts'),
    '/** The TLVs that the registry knows. */\n',
    '/** The name of each TLV by its code. */',
    `export const tlvNames: readonly (string | undefined)[] = [undefined, ${entries.map(([name]) => `'${name}'`).join(', ')}];\n`,
    '/** The code of each TLV with its critical bit, by its code. */',
    `export const tlvTags: readonly (number | undefined)[] = [undefined, ${entries.map(([name]) => hexNumber(tag(name as TlvName))).join(', ')}];\n`,
  ].join('\n');
}

function recordNames(family: Family): readonly string[] {
  return [...new Set(family.kinds.flatMap(({ all }) => all.map((name) => pascal(tlvs[name].record))))];
}

function decoders({ kinds, union, member, header, types, source }: Family): string {
  const authenticated = kinds.some((kind) => kind.authenticated);
  return [
    generatedLine(source),
    `/** Reads the TLVs of each kind of ${union === 'Message' ? 'message' : 'journal record'}. */\n`,
    "import { Defect, readExtension, type Source } from '../source.ts';",
    `import { ${recordNames({ kinds } as Family)
      .map((name) => `read${name}`)
      .join(', ')} } from './read-records.ts';`,
    `import type { ${[...(authenticated ? ['Authenticator'] : []), 'Extension', header, ...recordNames({ kinds } as Family)].join(', ')} } from './records.ts';`,
    `import type { ${[union, ...kinds.map(({ type }) => type)].join(', ')} } from '${types}';\n`,
    ...(authenticated
      ? [
          '/** Whether the message of a type octet ends with an authenticator; undefined for an unknown type. */',
          `export function isAuthenticated(type: number): boolean | undefined { switch (type) {`,
          ...kinds.map((kind) => `case ${kind.code}: return ${kind.authenticated};`),
          'default: return undefined; } }\n',
        ]
      : []),
    `/** Reads the TLVs from \`at\` to \`end\` of the kind that a number says; undefined for an unknown number. */`,
    `export function read${union}(source: Source, kind: number, header: ${header}, at: number, end: number${authenticated ? ', authenticator: Authenticator | undefined' : ''}): ${union} | undefined {`,
    'switch (kind) {',
    ...kinds.map(
      (kind) =>
        `case ${kind.code}: return read${kind.type}(source, header, at, end${kind.authenticated ? ', authenticator' : ''});`,
    ),
    'default: return undefined; } }\n',
    ...kinds.map((kind) => decoder(kind, member, header)),
  ].join('\n');
}

function decoder(kind: Kind, member: string, header: string): string {
  return [
    `function read${kind.type}(source: Source, header: ${header}, start: number, end: number${kind.authenticated ? ', authenticator: Authenticator | undefined' : ''}): ${kind.type} {`,
    'const octets = source.octets;',
    'let at = start;',
    'let previous = 0;',
    ...kind.all.map((name) => `let ${name}: ${pascal(tlvs[name].record)} | undefined;`),
    'let extensions: Extension[] | undefined;',
    'while (at < end) {',
    `const from = at + 4;`,
    `if (from > end) throw new Defect('truncated', end, '${kind.path}');`,
    'const tag = (octets[at]! << 8) | octets[at + 1]!;',
    `const code = tag & ${hexNumber(limits.criticalBit - 1)};`,
    `if (code <= previous) throw new Defect('not-ascending', at, '${kind.path}');`,
    'const to = from + ((octets[at + 2]! << 8) | octets[at + 3]!);',
    `if (to > end) throw new Defect('truncated', end, '${kind.path}');`,
    'switch (tag) {',
    ...kind.all.map(
      (name) =>
        `case ${hexNumber(tag(name))}: ${name} = read${pascal(tlvs[name].record)}(source, from, to, '${kind.path}.${name}'); break;`,
    ),
    `default: (extensions ??= []).push(readExtension(source, tag, at, to, '${kind.path}')); }`,
    'previous = code;',
    'at = to;',
    '}',
    ...kind.required.map(
      (name) => `if (${name} === undefined) throw new Defect('missing-field', end, '${kind.path}.${name}');`,
    ),
    `return { ${[`${member}: '${kind.name}'`, 'header', ...kind.all, 'extensions', ...(kind.authenticated ? ['authenticator'] : [])].join(', ')} };`,
    '}\n',
  ].join('\n');
}

function encoders({ kinds, union, member, header, types, source }: Family): string {
  const authenticated = kinds.some((kind) => kind.authenticated);
  const writers = recordNames({ kinds } as Family).map((name) => `write${name}`);
  return [
    generatedLine(source),
    `/** Writes each kind of ${union === 'Message' ? 'message' : 'journal record'}. */\n`,
    "import { writeExtensions } from '../extensions.ts';",
    ...(authenticated ? ["import { unsealed } from '../bad-value.ts';"] : []),
    `import { ${[`write${header}`, ...writers, ...(authenticated ? ['writeAuthenticator'] : [])].join(', ')} } from './write-records.ts';`,
    `import type { ${[union, ...kinds.map(({ type }) => type)].join(', ')} } from '${types}';\n`,
    `/** Writes all but the length field, which stays zero${authenticated ? '' : ', and the digest'}; gives the place behind. */`,
    `export function write${union}(out: Uint8Array, at: number, value: ${union}): number {`,
    `switch (value.${member}) {`,
    ...kinds.map((kind) => `case '${kind.name}': return write${kind.type}(out, at, value);`),
    `default: throw new TypeError(\`no such ${union === 'Message' ? 'message' : 'journal record'}: \${String((value as { ${member}?: unknown }).${member})}\`); } }\n`,
    ...kinds.map((kind) => encoder(kind, header)),
  ].join('\n');
}

function encoder(kind: Kind, header: string): string {
  return [
    `function write${kind.type}(out: Uint8Array, start: number, value: ${kind.type}): number {`,
    `let at = write${header}(out, start, ${kind.code}, value.header);`,
    ...kind.all.map((name) => tlvWriter(name, kind.required.includes(name))),
    `if (value.extensions !== undefined) at = writeExtensions(out, at, value.extensions);`,
    ...(kind.authenticated
      ? [
          `if (value.authenticator === undefined) throw unsealed('${kind.name}');`,
          'return writeAuthenticator(out, at, value.authenticator);',
        ]
      : ['return at;']),
    '}\n',
  ].join('\n');
}

function tlvWriter(name: TlvName, required: boolean): string {
  const record = tlvs[name].record;
  const size = recordSize(recordOf(record));
  const [high, low] =
    size === undefined ? ['(end - at - 4) >>> 8', 'end - at - 4'] : [String(size >>> 8), String(size & 0xff)];
  return [
    required ? '{' : `if (value.${name} !== undefined) {`,
    `const end = write${pascal(record)}(out, at + 4, value.${name});`,
    `out[at] = ${tag(name) >>> 8};`,
    `out[at + 1] = ${tag(name) & 0xff};`,
    `out[at + 2] = ${high};`,
    `out[at + 3] = ${low};`,
    'at = end;',
    '}',
  ].join('\n');
}
