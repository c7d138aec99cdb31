/** Decoded octets for people: every field with its offset, and what is to be said about the whole. */
import { xidSizes, xipFixedSize, xipHeaderLayout } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import { decodeJournalRecord, decodeMessage } from '../protocol/index.ts';
import { formatXid, readXid, readXip, xipHeaderLength } from '../xia/index.ts';
import type { OctetsInput } from './input.ts';
import { journalFields, messageFields, type OctetField } from './octet-fields.ts';
import { type DecodedJson, journalRecordSpans, type OctetsKind, recogniseOctets } from './packet-json.ts';
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
  const fields: OctetField[] = xipHeaderLayout
    .filter(({ offset, size }) => offset + size <= octets.length)
    .map(({ name, offset, size }) => ({
      offset,
      size,
      depth: 0,
      name,
      value: fixedValue(name, octets.subarray(offset, offset + size)),
    }));
  const read = readXip(octets);
  if (!read.ok) return [...lines, ...fieldLines(fields, 0, paint)];
  const { destination, source } = read.value.header;
  fields.push(...nodeFields('destination', destination, xipFixedSize));
  fields.push(...nodeFields('source', source, xipFixedSize + destination.length));
  lines.push(...fieldLines(fields, 0, paint));
  const base = xipHeaderLength(octets);
  const payload = octets.subarray(base);
  if (recogniseOctets(payload) === 'message') return [...lines, ...messageLines(payload, base, paint)];
  const xcmp = decoded?.kind === 'packet' && 'xcmp' in decoded.payload ? decoded.payload.xcmp : undefined;
  if (xcmp !== undefined) {
    const { kind, ...rest } = xcmp;
    const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
    return [...lines, paint.strong(`XCMP ${kind}, ${payload.length} octets`), `  ${facts.join(', ')}`];
  }
  const plain: OctetField = {
    offset: 0,
    size: payload.length,
    depth: 0,
    name: 'payload',
    value: toHex(payload),
  };
  return payload.length === 0 ? lines : [...lines, ...fieldLines([plain], base, paint)];
}

function fixedValue(name: string, octets: Uint8Array): string {
  const number = octets.reduce((sum, octet) => 256 * sum + octet, 0);
  return name === 'last' ? `0x${number.toString(16).padStart(2, '0')}` : String(number);
}

function nodeFields(name: string, nodes: Uint8Array, base: number): OctetField[] {
  const fields: OctetField[] = [];
  for (let start = 0; start < nodes.length; start += xidSizes.node) {
    const edges = nodes.subarray(start + xidSizes.xid, start + xidSizes.node);
    fields.push({
      offset: base + start,
      size: xidSizes.node,
      depth: 0,
      name: `${name}[${start / xidSizes.node}]`,
      value: `${formatXid(readXid(nodes, start))} edges ${toHex(edges).match(/../g)!.join(' ')}`,
    });
  }
  return fields;
}

function fieldLines(fields: readonly OctetField[], base: number, paint: Paint): string[] {
  return fields.map(({ offset, size, depth, name, value }) => {
    const where = `${String(base + offset).padStart(5)} ${size === 0 ? '    ' : `+${size}`.padEnd(4)}`;
    return `${paint.dim(where)} ${'  '.repeat(depth)}${name.padEnd(Math.max(0, 18 - 2 * depth))} ${value}`.trimEnd();
  });
}
