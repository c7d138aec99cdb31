/** Decoded octets for people: every field with its offset, and what is to be said about the whole. */
import { decodeJournalRecord, decodeMessage } from '../protocol/index.ts';
import { readXip, xipHeaderLength } from '../xia/index.ts';
import type { OctetsInput } from './input.ts';
import { journalFields, messageFields, type OctetField } from './octet-fields.ts';
import { headerFields, payloadField } from './packet-fields.ts';
import type { OctetsKind } from './octets-kinds.ts';
import { type DecodedJson, journalRecordSpans, recogniseOctets } from './packet-json.ts';
import { type Paint, paintFor } from './paint.ts';
import { signatureNotes } from './signature-notes.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints an input field by field.
 *
 * @param decoded undefined when it does not decode; then what stands before the fault is printed.
 */
export function printDecoded(
  terminal: Terminal,
  input: OctetsInput,
  kind: OctetsKind,
  decoded: DecodedJson | undefined,
): void {
  const paint = paintFor(terminal);
  const { octets } = input;
  const out = (lines: readonly string[]): void => {
    if (lines.length > 0) terminal.out(`${lines.join('\n')}\n`);
  };
  if (kind === 'packet') out(packetLines(octets, decoded, paint));
  else if (kind === 'message') out(messageLines(octets, 0, paint));
  else {
    journalRecordSpans(octets).forEach(({ start, end }, i) => {
      out(recordLines(octets.subarray(start, end), start, i, paint));
    });
  }
}

function messageLines(octets: Uint8Array, base: number, paint: Paint): string[] {
  const decoded = decodeMessage(octets);
  const title = decoded.ok ? decoded.value.type : 'message';
  const lines = [
    paint.strong(`${title}, ${octets.length} octets`),
    ...fieldLines(messageFields(octets), base, paint),
  ];
  if (!decoded.ok) return lines;
  for (const { of, good, text } of signatureNotes(octets, decoded.value)) {
    lines.push(`${of}: ${good ? paint.good(text) : paint.bad(text)}`);
  }
  return lines;
}

function recordLines(octets: Uint8Array, base: number, index: number, paint: Paint): string[] {
  const decoded = decodeJournalRecord(octets);
  const title = decoded.ok ? `record ${index + 1}, ${decoded.value.step}` : `record ${index + 1}`;
  return [
    paint.strong(`${title}, ${octets.length} octets`),
    ...fieldLines(journalFields(octets), base, paint),
  ];
}

function packetLines(octets: Uint8Array, decoded: DecodedJson | undefined, paint: Paint): string[] {
  const lines = [paint.strong(`XIP packet, ${octets.length} octets`)];
  lines.push(...fieldLines(headerFields(octets), 0, paint));
  if (!readXip(octets).ok) return lines;
  const base = xipHeaderLength(octets);
  const payload = octets.subarray(base);
  if (recogniseOctets(payload) === 'message') return [...lines, ...messageLines(payload, base, paint)];
  const xcmp = decoded?.kind === 'packet' && 'xcmp' in decoded.payload ? decoded.payload.xcmp : undefined;
  if (xcmp !== undefined) {
    const { kind, ...rest } = xcmp;
    const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
    return [...lines, paint.strong(`XCMP ${kind}, ${payload.length} octets`), `  ${facts.join(', ')}`];
  }
  return payload.length === 0 ? lines : [...lines, ...fieldLines([payloadField(payload)], base, paint)];
}

function fieldLines(fields: readonly OctetField[], base: number, paint: Paint): string[] {
  return fields.map(({ offset, size, depth, name, value }) => {
    const where = `${String(base + offset).padStart(5)} ${size === 0 ? '    ' : `+${size}`.padEnd(4)}`;
    return `${paint.dim(where)} ${'  '.repeat(depth)}${name.padEnd(Math.max(0, 18 - 2 * depth))} ${value}`.trimEnd();
  });
}
