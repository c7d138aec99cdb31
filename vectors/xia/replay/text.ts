/**
 * Replays the golden data on identifiers and addresses: text in, octets and text out.
 */
import {
  encodeDag,
  encodeXid,
  formatDag,
  formatTextError,
  formatXid,
  parseDag,
  parseXid,
  type TextDialect,
  toHexOf,
} from './library.ts';
import { compare, reproduced, type Row, type RowResult } from './table.ts';

/** Nodes of this type stand for a missing entry in xia-core v2: its parser lost the address. */
const lostEntry = '000000ff';
const nodeDigits = 56;

/** Replays a row of `paths*.tsv`. */
export function replayPath(row: Row, dialect: TextDialect): RowResult {
  const verdict = row.verdict!;
  if (verdict.startsWith('undefined-behaviour')) return { kind: 'left-out', why: verdict };
  const ours = parseDag(row.text!, dialect);
  const refusal = ours.ok ? undefined : formatTextError(ours.error);
  if (isRefused(row))
    return ours.ok
      ? { kind: 'different', detail: `ours takes what the original refuses (${verdict})` }
      : reproduced;
  if (!ours.ok)
    return {
      kind: 'different',
      detail: `the original takes it as ${row.nodes_hex!.slice(0, 120)}`,
      refusal: refusal!,
    };
  const pairs: [string, string, string][] = [['nodes', toHexOf(encodeDag(ours.value)), row.nodes_hex!]];
  if (dialect === 'xia-core-v2') {
    pairs.push([
      'text_pref',
      formatDag(ours.value, { form: 'dag' }).replace(/ - /g, ' - \n'),
      row.text_pref!,
    ]);
  } else {
    pairs.push(['text_pref', formatDag(ours.value, { dialect }), row.text_pref!]);
    pairs.push(['text_dag', formatDag(ours.value, { dialect, form: 'dag' }), `DAG ${row.text_dag!}`]);
    if (row.text_re !== '')
      pairs.push(['text_re', formatDag(ours.value, { dialect, form: 're' }), `RE ${row.text_re!}`]);
  }
  return compare(pairs);
}

/** Replays a row of `xids*.tsv`. */
export function replayXid(row: Row, dialect: TextDialect): RowResult {
  const ours = parseXid(row.text!, dialect);
  if (row.ok !== '1')
    return ours.ok ? { kind: 'different', detail: 'ours takes what the original refuses' } : reproduced;
  if (!ours.ok)
    return {
      kind: 'different',
      detail: `the original takes it as ${row.xid_hex!}`,
      refusal: formatTextError(ours.error),
    };
  return compare([
    ['xid', toHexOf(encodeXid(ours.value)), row.xid_hex!],
    ['unparse', formatXid(ours.value, dialect), row.unparse!],
  ]);
}

/** The original refuses the text, calls it invalid, or takes it and has no address afterwards. */
function isRefused(row: Row): boolean {
  const verdict = row.verdict!;
  if (verdict.startsWith('rejected') || verdict.includes('is_valid-false')) return true;
  const nodes = row.nodes_hex!;
  if (nodes === '') return true;
  for (let at = 0; at < nodes.length; at += nodeDigits) if (nodes.startsWith(lostEntry, at)) return true;
  return false;
}
