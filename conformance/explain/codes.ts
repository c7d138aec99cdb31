/** Explains codes: why octets or signatures are refused, and every enumerated value of the registry. */
import { codeTables } from '../../spec/registry/codes.ts';
import { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import { decodeErrorCodes, signatureFaultCodes } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { CodeRow } from '../../spec/registry/shape.ts';
import { requirements } from '../../spec/registry/requirements.ts';
import { clauseLine } from './clause-line.ts';

/** What a code means, everywhere it is used; undefined when there is no such code. */
export function explainCode(code: string): string | undefined {
  const lines = [
    ...meaning('Octets are refused', decodeErrorCodes, code),
    ...meaning('A signature is refused', signatureFaultCodes, code),
    ...Object.entries(codeTables).flatMap(([table, rows]) => value(table, rows, code)),
  ];
  if (lines.length === 0) return undefined;
  const decoded: Readonly<Partial<Record<string, RequirementId>>> = messageRequirements;
  const behind = Object.hasOwn(decoded, code) ? [decoded[code]!] : [];
  const mentions = requirements.filter(({ id, text }) => text.includes(code) && !behind.includes(id));
  const clauses = [...behind, ...mentions.map(({ id }) => id)];
  if (clauses.length > 0) lines.push('Clauses', ...clauses.map((id) => `  ${clauseLine(id)}`));
  return `${[code, ...lines].join('\n')}\n`;
}

function meaning(where: string, codes: Readonly<Record<string, string>>, code: string): readonly string[] {
  return Object.hasOwn(codes, code) ? [`${where}: ${codes[code]}`] : [];
}

function value(table: string, rows: Readonly<Record<string, CodeRow>>, name: string): readonly string[] {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  return row === undefined ? [] : [`Value ${row.code} of ${table}: ${row.doc}`];
}
