/** The figures of code tables, flags, errors, limits and timers. */
import { codeTables, flagTables } from '../../../spec/registry/codes.ts';
import { messageRequirements } from '../../../spec/registry/decode-requirements.ts';
import { decodeErrorCodes, type DecodeErrorCode } from '../../../spec/registry/errors.ts';
import { journalRecords } from '../../../spec/registry/journal.ts';
import {
  adaptationLimits,
  greaseCodes,
  reservedCodes,
  signatureContexts,
} from '../../../spec/registry/limits.ts';
import type { CodeRow, TimerRow } from '../../../spec/registry/shape.ts';
import { timers } from '../../../spec/registry/timers.ts';
import { hexCode, markdownTable, type Figures } from './figure.ts';

/** `codes-TABLE`, `flags-TABLE`, `reasons`, `decode-errors`, `timers`, `journal-records`, `hold-limits`, `grease`, `reserved-codes`, `signature-contexts`. */
export const codeFigures: Figures = {
  ...Object.fromEntries(
    Object.entries(codeTables).map(([name, rows]) => [`codes-${name}`, () => codeTable(rows)]),
  ),
  ...Object.fromEntries(
    Object.entries(flagTables).map(([name, rows]) => [`flags-${name}`, () => flagTable(rows)]),
  ),
  reasons: () => codeTable(codeTables.reason),
  'decode-errors': () =>
    markdownTable(
      ['code', 'meaning', 'requirement'],
      Object.entries(messageRequirements).map(([code, requirement]) => [
        `\`${code}\``,
        decodeErrorCodes[code as DecodeErrorCode],
        requirement,
      ]),
    ),
  timers: () =>
    markdownTable(
      ['timer', 'party', 'standard', 'range', 'grows', 'tries', 'meaning'],
      Object.entries<TimerRow>(timers).map(([name, row]) => [
        `\`${name}\``,
        row.party.replace('-', ' '),
        `${row.standard} ms`,
        `${row.least}…${row.most}`,
        row.backOff === 1 ? '–' : `×${row.backOff} up to ${row.ceiling}`,
        row.tries === 0 ? 'no limit' : String(row.tries),
        row.doc,
      ]),
    ),
  'journal-records': () =>
    markdownTable(
      ['step', 'record', 'written by', 'TLVs', 'may have', 'meaning'],
      Object.entries(journalRecords).map(([name, row]) => [
        hexCode(row.code, 1),
        name,
        row.role.replace('-', ' '),
        row.required.map((tlv) => `\`${tlv}\``).join(', ') || '–',
        row.optional.map((tlv) => `\`${tlv}\``).join(', ') || '–',
        row.doc,
      ]),
    ),
  'hold-limits': () =>
    markdownTable(
      ['limit', 'value', 'for one machine'],
      [
        ['`holdPackets`', String(adaptationLimits.holdPackets), 'packets that wait'],
        ['`holdOctets`', String(adaptationLimits.holdOctets), 'octets of the packets that wait'],
        [
          '`forwardOctets`',
          String(adaptationLimits.forwardOctets),
          'octets of the packets sent on to a place',
        ],
      ],
    ),
  grease: () => greaseCodes.map((code) => hexCode(code, 2)).join(', '),
  'reserved-codes': () =>
    markdownTable(
      ['codes', 'for'],
      Object.values(reservedCodes).map(({ first, last, doc }) => [
        `${hexCode(first, 2)} to ${hexCode(last, 2)}`,
        doc,
      ]),
    ),
  'signature-contexts': () =>
    markdownTable(
      ['signed', 'context text'],
      Object.entries(signatureContexts).map(([name, text]) => [name, `\`${text}\``]),
    ),
};

function codeTable(rows: Readonly<Record<string, CodeRow>>): string {
  return markdownTable(
    ['code', 'name', 'meaning'],
    Object.entries(rows).map(([name, { code, doc }]) => [String(code), `\`${name}\``, doc]),
  );
}

function flagTable(rows: Readonly<Record<string, CodeRow>>): string {
  return markdownTable(
    ['bit', 'name', 'meaning'],
    Object.entries(rows).map(([name, { code, doc }]) => [hexCode(code, 2), `\`${name}\``, doc]),
  );
}
