/** The tables of the registry on pages of their own: layouts, codes, errors and timers. */
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { messages } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import { figures } from '../generate/figures/index.ts';
import { type Page, sectionPage } from './page.ts';

/** A page: its name in the path, its title, and the figures on it with their headings. */
type Plan = readonly [slug: string, title: string, parts: readonly (readonly [string, string])[]];

const plans: readonly Plan[] = [
  [
    'messages',
    'Messages and TLVs',
    [
      ['All messages', 'messages'],
      ['All TLVs', 'tlvs'],
      ...Object.keys(messages).map((name) => [name, `message-${name}`] as const),
    ],
  ],
  ['layouts', 'Layouts of records', Object.keys(records).map((name) => [name, `record-${name}`] as const)],
  [
    'codes',
    'Codes and flags',
    [
      ...Object.keys(codeTables).map((name) => [`Codes: ${name}`, `codes-${name}`] as const),
      ...Object.keys(flagTables).map((name) => [`Flags: ${name}`, `flags-${name}`] as const),
    ],
  ],
  [
    'errors-and-timers',
    'Errors, timers and the journal',
    [
      ['What octets are refused for', 'decode-errors'],
      ['Reasons', 'reasons'],
      ['Timers', 'timers'],
      ['Times of sessions', 'session-timers'],
      ['Records of the journal', 'journal-records'],
    ],
  ],
];

/** One page for each kind of table. */
export function tablePages(): Page {
  const pages = plans.map(([slug, title, parts]) => ({
    path: `generated/tables/${slug}.md`,
    title,
    text: parts.map(([heading, name]) => `## ${heading}\n\n${figures[name]!()}\n`).join('\n'),
  }));
  return sectionPage(
    'generated/tables.md',
    'Tables of the registry',
    'Everything that `spec/registry.json` holds, for readers.',
    pages,
  );
}
