/**
 * The `DAG` form of addresses, `DAG 2 0 - AD:… 2 1 - HID:… 2 - SID:…` (chapter 02), and its URL form.
 * Indices count the nodes in the order of the text.
 */
import { dagLimits } from '../../spec/registry/identifiers.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Dag, type DagFault, type DagNode, findDagFault } from './dag.ts';
import { type TextError, textError } from './text-error.ts';
import { readTokens, type Token, type TokenReader } from './text-tokens.ts';
import { sinkLast, sortTopologically } from './dag-order.ts';
import { foldName, formatXid, parseXid, type TextDialect, type Xid } from './xid.ts';

/** What starts the URL form. */
export const urlPrefix = 'http://';

interface Row {
  readonly xid: Xid;
  readonly edges: readonly Token[];
  readonly at: number;
}

/**
 * Reads the `DAG` form (DAG-011).
 *
 * xia-core-v2: the order of the text is kept, but the sink moves to the end, and an edge that is written twice counts
 * once. xia-core-1: the sink must be last, and nodes are sorted as its Click does.
 */
export function parseDagForm(text: string, dialect: TextDialect = 'xia-core-v2'): Result<Dag, TextError> {
  const tokens = readTokens(text);
  const keyword = tokens.next();
  if (keyword.text !== 'DAG') return textError('bad-syntax', keyword.at, 'DAG-011', 'DAG', keyword.text);
  const entry = parseEdges(tokens);
  if (!entry.ok) return entry;
  const rows: Row[] = [];
  do {
    const row = parseRow(tokens, dialect);
    if (!row.ok) return row;
    if (rows.length === dagLimits.maxNodes) {
      return textError(
        'too-many',
        row.value.at,
        'DAG-010',
        `at most ${dagLimits.maxNodes} nodes`,
        formatXid(row.value.xid),
      );
    }
    rows.push(row.value);
  } while (tokens.peek().text !== '');
  return build(rows, entry.value, keyword, dialect);
}

/** Reads the URL form of xia-core v2: `http://DAG.2.0.-.AD$…`, dots for spaces and `$` for colons. */
export function parseDagUrl(text: string): Result<Dag, TextError> {
  const spaced = text.slice(urlPrefix.length).replace(/\./g, ' ').replace(/\$/g, ':');
  return parseDagForm(' '.repeat(urlPrefix.length) + spaced, 'xia-core-v2');
}

/** Writes the `DAG` form on one line; xia-core-1 leaves out the dash after four edges. */
export function formatDagForm(dag: Dag, dialect: TextDialect = 'xia-core-v2', separator = ' '): string {
  const writeEdges = (edges: readonly number[]): string =>
    dialect === 'xia-core-1' && edges.length === dagLimits.maxEdges
      ? edges.join(' ')
      : `${edges.join(' ')} -`;
  const last = dag.nodes.length - 1;
  const rows = dag.nodes.map((node, i) =>
    i === last ? formatXid(node.xid, dialect) : `${formatXid(node.xid, dialect)} ${writeEdges(node.edges)}`,
  );
  return [`DAG ${writeEdges(dag.entry)}`, ...rows].join(separator);
}

function parseRow(tokens: TokenReader, dialect: TextDialect): Result<Row, TextError> {
  const token = tokens.next();
  const xid = parseXid(foldName(token.text, dialect), dialect, token.at);
  if (!xid.ok) return xid;
  const next = tokens.peek();
  if (next.text === '') return ok({ xid: xid.value, edges: [], at: token.at });
  const edges = parseEdges(tokens);
  return edges.ok ? ok({ xid: xid.value, edges: edges.value, at: token.at }) : edges;
}

function parseEdges(tokens: TokenReader): Result<Token[], TextError> {
  const edges: Token[] = [];
  while (/^\d+$/.test(tokens.peek().text)) {
    const token = tokens.next();
    if (edges.length === dagLimits.maxEdges) {
      return textError(
        'too-many',
        token.at,
        'DAG-014',
        `at most ${dagLimits.maxEdges} edges, then -`,
        token.text,
      );
    }
    edges.push(token);
  }
  const end = tokens.peek();
  if (end.text === '-') tokens.next();
  else if (edges.length < dagLimits.maxEdges) {
    return textError(
      'bad-syntax',
      end.at,
      'DAG-011',
      'the index of a node, or - after the last one',
      end.text,
    );
  }
  return ok(edges);
}

function build(
  rows: readonly Row[],
  entry: readonly Token[],
  keyword: Token,
  dialect: TextDialect,
): Result<Dag, TextError> {
  const places: Token[][] = [];
  const nodes: DagNode[] = rows.map((row, i) => {
    places[i] = distinct(row.edges, dialect);
    return { xid: row.xid, edges: places[i].map((token) => Number(token.text)) };
  });
  const entryPlaces = distinct(entry, dialect);
  const dag = { nodes, entry: entryPlaces.map((token) => Number(token.text)) };
  for (const token of [...places.flat(), ...entryPlaces]) {
    if (Number(token.text) >= nodes.length) {
      return textError(
        'bad-edge',
        token.at,
        'DAG-003',
        `the index of one of the ${nodes.length} nodes`,
        token.text,
      );
    }
  }
  const placed = dialect === 'xia-core-v2' ? sinkLast(dag) : { dag, from: nodes.map((_, i) => i) };
  const fault = findDagFault(placed.dag);
  if (fault !== undefined) {
    const sink = nodes.length - 1;
    const row = placed.from[fault.node] ?? 0;
    const edges = fault.node === sink && fault.code !== 'bad-dag' ? entryPlaces : places[row]!;
    const place = fault.edge === undefined ? undefined : edges[fault.edge];
    return describe(
      fault,
      place ?? (fault.node === sink && dag.entry.length === 0 ? keyword : undefined),
      rows[row]!,
    );
  }
  return ok(dialect === 'xia-core-1' ? sortTopologically(placed.dag) : placed.dag);
}

function distinct(edges: readonly Token[], dialect: TextDialect): Token[] {
  if (dialect === 'xia-core-1') return [...edges];
  return edges.filter(
    (edge, i) => edges.findIndex((other) => Number(other.text) === Number(edge.text)) === i,
  );
}

const expectations: Readonly<Record<string, string>> = {
  'DAG-001': 'a sink without edges as the last node',
  'DAG-005': 'each edge once',
  'DAG-006': 'an edge that does not close a cycle',
  'DAG-007': 'a node that the entry reaches',
  'DAG-008': 'a node with an edge, or the sink',
};

function describe(fault: DagFault, place: Token | undefined, row: Row): Result<Dag, TextError> {
  const expected = expectations[fault.requirement] ?? 'a valid address';
  return err({
    code: fault.code,
    offset: place?.at ?? row.at,
    path: `nodes[${fault.node}]`,
    requirement: fault.requirement,
    expected,
    found: place?.text ?? formatXid(row.xid),
  });
}
