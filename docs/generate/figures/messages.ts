/** The figures of messages and TLVs. */
import { limits } from '../../../spec/registry/limits.ts';
import { messages, tlvs, type TlvName } from '../../../spec/registry/messages.ts';
import type { MessageRow } from '../../../spec/registry/shape.ts';
import { hexCode, markdownTable, type Figures } from './figure.ts';

type Row = MessageRow & { readonly required: readonly TlvName[]; readonly optional: readonly TlvName[] };

/** `messages`, `tlvs`, `tlv`, and one figure for each message: `message-NAME`. */
export const messageFigures: Figures = {
  messages: () =>
    markdownTable(
      ['type', 'message', 'from', 'to', 'answers', 'authenticated'],
      Object.entries<Row>(messages).map(([name, row]) => [
        hexCode(row.code, 1),
        name,
        row.from.map(words).join(', '),
        row.to.map(words).join(', '),
        row.answers.join(', ') || '–',
        row.authenticated ? 'yes' : 'no',
      ]),
    ),
  tlvs: () =>
    markdownTable(
      ['on the wire', 'TLV', 'critical', 'record', 'meaning'],
      Object.entries(tlvs).map(([name, row]) => [
        hexCode(row.code | (row.critical ? limits.criticalBit : 0), 2),
        `\`${name}\``,
        row.critical ? 'yes' : 'no',
        `\`${row.record}\``,
        row.doc,
      ]),
    ),
  ...Object.fromEntries(
    Object.entries<Row>(messages).map(([name, row]) => [`message-${name}`, () => messageFigure(row)]),
  ),
};

function messageFigure(row: Row): string {
  const all = [...row.required, ...row.optional].sort((a, b) => tlvs[a].code - tlvs[b].code);
  const facts = [
    `Type ${hexCode(row.code, 1)}`,
    `from ${row.from.map(words).join(', ')}`,
    `to ${row.to.map(words).join(', ')}`,
    row.answers.length === 0 ? 'opens an exchange' : `answers ${row.answers.join(', ')}`,
    row.authenticated ? 'ends with an authenticator' : 'has no authenticator',
  ];
  const table = markdownTable(
    ['on the wire', 'TLV', 'record', 'there', 'meaning'],
    all.map((name) => [
      hexCode(tlvs[name].code | (tlvs[name].critical ? limits.criticalBit : 0), 2),
      `\`${name}\``,
      `\`${tlvs[name].record}\``,
      row.required.includes(name) ? 'always' : 'may be',
      tlvs[name].doc,
    ]),
  );
  return `${facts.join('; ')}.\n\n${all.length === 0 ? 'It has no TLVs of its own.' : table}`;
}

function words(party: string): string {
  return party.replace('-', ' ');
}
