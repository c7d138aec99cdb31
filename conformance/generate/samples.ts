/**
 * One fixed message of every type, filled from the registry tables: the valid twin of malformed messages.
 * Octets are patterns, so the signatures in it are not good.
 */
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { journalRecords, type JournalStep } from '../../spec/registry/journal.ts';
import { messages, tlvs, type MessageName, type TlvName } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import type { JournalRecord, MessageOf } from '../../src/protocol/index.ts';

/** Which optional TLVs a sample has. */
export type Extent = 'least' | 'most';

const framing: ReadonlySet<string> = new Set(['magic', 'version', 'type', 'step', 'length', 'reserved']);
const texts = ['simulated', 'system', 'scratch', 'näher'] as const;
const listMembers = 2;
const nodesOfAddress = 3;

/** The sample of a message: without optional TLVs, or with all of them. */
export function sampleMessage<N extends MessageName>(name: N, extent: Extent): MessageOf<N> {
  const row = messages[name];
  const fill = new Fill(row.code);
  const value: Record<string, unknown> = { type: name, header: fill.record(records.header) };
  for (const tlv of tlvsOf(row.required, row.optional, extent)) value[tlv] = fill.tlv(tlv);
  if (row.authenticated) value['authenticator'] = fill.record(records.authenticator);
  return value as unknown as MessageOf<N>;
}

/** The sample of a kind of journal record. */
export function sampleJournalRecord(step: JournalStep, extent: Extent): JournalRecord {
  const row = journalRecords[step];
  const fill = new Fill(row.code);
  const value: Record<string, unknown> = { step, header: fill.record(records.journalHeader) };
  for (const tlv of tlvsOf(row.required, row.optional, extent)) value[tlv] = fill.tlv(tlv);
  return value as unknown as JournalRecord;
}

function tlvsOf(
  required: readonly TlvName[],
  optional: readonly TlvName[],
  extent: Extent,
): readonly TlvName[] {
  const names = extent === 'most' ? [...required, ...optional] : [...required];
  return names.sort((a, b) => tlvs[a].code - tlvs[b].code);
}

/** Fills fields one after the other with values that differ. */
class Fill {
  private count: number;

  constructor(seed: number) {
    this.count = seed * 16;
  }

  tlv(name: TlvName): unknown {
    return this.record((records as Readonly<Record<string, RecordRow>>)[tlvs[name].record]!);
  }

  record(row: RecordRow): Record<string, unknown> {
    const fields = row.fields.filter(({ name }) => !framing.has(name));
    return Object.fromEntries(fields.map((field) => [field.name, this.field(field)]));
  }

  private field(field: FieldRow): unknown {
    this.count += 1;
    switch (field.kind) {
      case 'uint': {
        const least = field.min ?? 0;
        const most = field.max ?? (field.size === 8 ? Number.MAX_SAFE_INTEGER : 2 ** (8 * field.size) - 1);
        return Math.min(most, least + this.count * (field.size === 1 ? 1 : 257));
      }
      case 'code': {
        const names = Object.keys(codeTables[field.table as keyof typeof codeTables]);
        return names[this.count % names.length];
      }
      case 'flags': {
        const names = Object.keys(flagTables[field.table]);
        return Object.fromEntries(names.map((name, i) => [name, i % 2 === 0]));
      }
      case 'octets':
        return this.octets(field.size);
      case 'opaque':
        return this.octets(field.unit === undefined ? Math.min(field.max, 64) : nodesOfAddress * field.unit);
      case 'text':
        return texts[this.count % texts.length];
      case 'list': {
        const row = (records as Readonly<Record<string, RecordRow>>)[field.of]!;
        return Array.from({ length: listMembers }, () => this.record(row));
      }
    }
  }

  private octets(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, (_, i) => (this.count * 29 + i * 7) & 0xff);
  }
}
