/**
 * The Linux form of addresses, `ad-…-1:hid-…-2:sid-…-0` (chapter 02): one row a node, the last row with the entry's
 * edges, as on the wire. It can also show visited marks, so it serves for packets on their way too.
 */
import { dagLimits, xidSizes } from '../../spec/registry/identifiers.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Dag, decodeDag, encodeDag, isTopological } from './dag.ts';
import { type TextError, textError } from './text-error.ts';
import { formatLinuxXid, parseLinuxXid, readXid, writeXid } from './xid.ts';

const edgeDigits = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Reads the Linux form of an address (DAG-015); visited marks are refused, a leading `!` is taken. */
export function parseLinuxForm(text: string): Result<Dag, TextError> {
  const rows = parseLinuxRows(text);
  if (!rows.ok) return rows;
  const { nodes, places } = rows.value;
  const mark = text.indexOf('>');
  if (mark >= 0)
    return textError('bad-edge', mark, 'DAG-016', 'an edge without a visited mark', text.slice(mark));
  const dag = decodeDag(nodes);
  if (dag.ok) return dag;
  const row = Math.min(Math.floor(dag.error.offset / xidSizes.node), places.length - 1);
  return err({
    ...dag.error,
    offset: places[row]!,
    expected: 'a valid address',
    found: text.slice(places[row]).slice(0, 60),
  });
}

/** Reads the Linux form into the octets of its nodes, marks and all; nothing but the rows is checked. */
export function parseLinuxNodes(text: string): Result<Uint8Array, TextError> {
  const rows = parseLinuxRows(text);
  return rows.ok ? ok(rows.value.nodes) : rows;
}

/**
 * Writes the Linux form of an address on one line; `!` stands in front when Linux does not take its order of nodes.
 *
 * @returns undefined when an index has no digit in this form: more than 36 nodes.
 */
export function formatLinuxForm(dag: Dag): string | undefined {
  if (dag.nodes.length > edgeDigits.length) return undefined;
  return formatLinuxNodes(encodeDag(dag), !isTopological(dag));
}

/**
 * Writes the octets of nodes in the Linux form.
 *
 * @param marked puts `!` in front and shows all four edges; by default when an edge is visited.
 */
export function formatLinuxNodes(nodes: Uint8Array, marked = hasMarks(nodes)): string {
  const rows: string[] = [];
  for (let start = 0; start + xidSizes.node <= nodes.length; start += xidSizes.node) {
    const edges = [...nodes.subarray(start + xidSizes.xid, start + xidSizes.node)].map(formatEdge).join('');
    const shown = marked ? edges : edges.replace(/\*+$/, '');
    rows.push(`${formatLinuxXid(readXid(nodes, start))}${shown === '' ? '' : `-${shown}`}`);
  }
  return `${marked ? '!' : ''}${rows.join(':')}`;
}

function formatEdge(octet: number): string {
  const index = octet & dagLimits.unusedEdge;
  const digit = index === dagLimits.unusedEdge ? '*' : (edgeDigits[index] ?? '+');
  return octet & dagLimits.visitedBit ? `>${digit}` : digit;
}

function hasMarks(nodes: Uint8Array): boolean {
  for (let start = xidSizes.xid; start < nodes.length; start += xidSizes.node) {
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1)
      if (nodes[start + slot]! & dagLimits.visitedBit) return true;
  }
  return false;
}

function parseLinuxRows(text: string): Result<{ nodes: Uint8Array; places: number[] }, TextError> {
  let at = text.startsWith('!') ? 1 : 0;
  const places: number[] = [];
  const rows: Uint8Array[] = [];
  for (const part of text.slice(at).split(':')) {
    const lead = part.length - part.trimStart().length;
    const row = parseRow(part.trim(), at + lead);
    if (!row.ok) return row;
    if (rows.length === dagLimits.maxNodes) {
      return textError('too-many', at + lead, 'DAG-010', `at most ${dagLimits.maxNodes} nodes`, part.trim());
    }
    places.push(at + lead);
    rows.push(row.value);
    at += part.length + 1;
  }
  const nodes = new Uint8Array(rows.length * xidSizes.node);
  rows.forEach((row, i) => nodes.set(row, i * xidSizes.node));
  return ok({ nodes, places });
}

function parseRow(text: string, at: number): Result<Uint8Array, TextError> {
  const dashes = [text.indexOf('-')];
  dashes.push(text.indexOf('-', dashes[0]! + 1));
  const edgesAt = dashes[0]! < 0 || dashes[1]! < 0 ? text.length : dashes[1]!;
  const xid = parseLinuxXid(text.slice(0, edgesAt), at);
  if (!xid.ok) return xid;
  const row = new Uint8Array(xidSizes.node).fill(dagLimits.unusedEdge, xidSizes.xid);
  writeXid(row, 0, xid.value);
  let slot = 0;
  for (let i = edgesAt + 1; i < text.length; i += 1) {
    const visited = text[i] === '>';
    if (visited) i += 1;
    const found = text[i] ?? '';
    const index = found === '' ? -1 : edgeDigits.indexOf(found);
    const isUnused = found === '*' && !visited;
    if (index < 0 && !isUnused) {
      const expected =
        found === '+'
          ? 'an index below 36, which this form can write'
          : 'the index of a node (0-9, a-z) or *';
      return textError('bad-syntax', at + i, 'DAG-015', expected, found);
    }
    if (slot === dagLimits.maxEdges)
      return textError('too-many', at + i, 'DAG-014', 'at most 4 edges', text.slice(i));
    row[xidSizes.xid + slot] = isUnused ? dagLimits.unusedEdge : index | (visited ? dagLimits.visitedBit : 0);
    slot += 1;
  }
  return ok(row);
}
