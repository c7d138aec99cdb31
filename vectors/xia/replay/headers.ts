/**
 * Replays the golden data on headers: packets made from addresses, and their fields read back; XIP in IPv4.
 */
import { xipProfiles } from '../../../spec/registry/identifiers.ts';
import {
  decodeTlvExtension,
  encapsulateInIp,
  encodeDag,
  encodeTlvExtension,
  encodeXip,
  formatDag,
  fromHexText,
  parseDag,
  readXip,
  toHexOf,
  type TlvEntry,
  type TextDialect,
  xipHeaderLength,
  decodeDag,
} from './library.ts';
import { compare, type Row, type RowResult } from './table.ts';

/** Entries of the extension headers that the data names, in the order of their arguments: key and size. */
const extensionShapes: Readonly<Record<string, (args: readonly number[]) => TlvEntry[]>> = {
  cid: ([opcode, chunkOffset, length]) => [
    entry(0, 1, opcode),
    entry(2, 4, chunkOffset),
    entry(3, 2, length),
  ],
  resp: ([offset, chunkOffset, length, chunkLength]) => [
    entry(0, 1, 2),
    entry(1, 2, offset),
    entry(2, 4, chunkOffset),
    entry(3, 2, length),
    entry(4, 4, chunkLength),
    entry(5, 4, 0),
    entry(6, 4, 86400),
    entry(7, 4, 1024),
    entry(8, 4, 0),
  ],
  trn: ([type, info, sequence, acknowledged, length, window]) => [
    entry(0, 1, type),
    entry(1, 1, info),
    entry(4, 4, sequence),
    entry(5, 4, acknowledged),
    entry(6, 2, length),
    entry(7, 4, window),
  ],
};

/** Replays a row of `headers*.tsv`: the same packet must come out, and reading it must give the same fields. */
export function replayHeader(row: Row, dialect: TextDialect): RowResult {
  const profile = xipProfiles[dialect];
  const destination = nodesOf(row.dst_text!, dialect);
  const source = nodesOf(row.src_text!, dialect);
  if (destination === undefined || source === undefined) {
    return {
      kind: 'different',
      detail: `ours refuses the address ${destination === undefined ? row.dst_text! : row.src_text!}`,
    };
  }
  const extension = extensionOf(row.ext!, profile.nextHeaders.data);
  if (extension === undefined) return { kind: 'different', detail: `unknown extension header ${row.ext!}` };
  const given = fromHexText(row.payload_hex!)!;
  const payload = new Uint8Array(extension.length + given.length);
  payload.set(extension);
  payload.set(given, extension.length);
  const packet = encodeXip(
    {
      version: 1,
      nextHeader: numberOr(row.set_nxt!, profile.nextHeaders.data),
      payloadLength: row.mode === 'noadjust' ? 0 : payload.length,
      hopLimit: numberOr(row.set_hlim!, profile.defaultHopLimit),
      last: numberOr(row.set_last!, profile.initialLast) & 0xff,
      destination,
      source,
    },
    payload,
  );
  const theirs = fromHexText(row.packet_hex!)!;
  const read = readXip(theirs);
  if (!read.ok) return { kind: 'different', detail: 'their packet cannot be read', refusal: read.error.code };
  const { header } = read.value;
  const pairs: [string, string, string][] = [
    ['packet', toHexOf(packet), row.packet_hex!],
    ['ver', String(header.version), row.ver!],
    ['nxt', String(header.nextHeader), row.nxt!],
    ['plen', String(header.payloadLength), row.plen!],
    ['hlim', String(header.hopLimit), row.hlim!],
    ['last', String((header.last << 24) >> 24), row.last!],
    ['hdr_size', String(xipHeaderLength(theirs)), row.hdr_size!],
    [
      'dst',
      printed(header.destination, dialect),
      row.dst_text === '' ? '' : printedByOriginal(row, 'dst', dialect),
    ],
    [
      'src',
      printed(header.source, dialect),
      row.src_text === '' ? '' : printedByOriginal(row, 'src', dialect),
    ],
  ];
  const content =
    dialect === 'xia-core-1' && header.nextHeader === xipProfiles['xia-core-1'].nextHeaders.content;
  const skipped = content ? decodeTlvExtension(read.value.payload) : undefined;
  pairs.push([
    'payload_off',
    String(xipHeaderLength(theirs) + (skipped?.ok ? skipped.value.length : 0)),
    row.payload_off!,
  ]);
  return compare(pairs);
}

/** Replays a row of `ipencap.tsv`. */
export function replayIpEncapsulation(row: Row): RowResult {
  const columns = Object.keys(row);
  const theirs = row[columns.find((name) => name.startsWith('ip_packet_hex'))!]!;
  const source = Uint8Array.of(10, 9, 9, 9);
  const ours = encapsulateInIp(fromHexText(row.xip_hex!)!, source);
  return compare([['ip packet', ours === undefined ? '' : toHexOf(ours), theirs]]);
}

function entry(key: number, size: 1 | 2 | 4, value: number | undefined): TlvEntry {
  return { key, size, value: value ?? 0 };
}

function extensionOf(text: string, nextHeader: number): Uint8Array | undefined {
  if (text === '') return new Uint8Array(0);
  const [name, args] = text.split(':');
  const shape = extensionShapes[name ?? ''];
  return shape === undefined
    ? undefined
    : encodeTlvExtension(nextHeader, shape((args ?? '').split(',').map(Number)));
}

function nodesOf(text: string, dialect: TextDialect): Uint8Array | undefined {
  if (text === '') return new Uint8Array(0);
  const dag = parseDag(text, dialect);
  return dag.ok ? encodeDag(dag.value) : undefined;
}

function printed(nodes: Uint8Array, dialect: TextDialect): string {
  const dag = decodeDag(nodes);
  return dag.ok ? formatDag(dag.value, { dialect, form: 'dag' }) : '';
}

/** The text that the original prints: xia-core v2 breaks lines after each dash and has no column without the keyword. */
function printedByOriginal(row: Row, end: 'dst' | 'src', dialect: TextDialect): string {
  return dialect === 'xia-core-v2' ? row[`${end}_re`]!.replace(/\n/g, '') : `DAG ${row[`${end}_dag`]!}`;
}

function numberOr(text: string, otherwise: number): number {
  return text === '' ? otherwise : Number(text);
}
