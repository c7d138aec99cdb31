/**
 * The `RE` form of addresses, `RE ( AD:… HID:… ) SID:…` (chapter 02): a main path with fallbacks before its members.
 * The two dialects give different edges: xia-core 1 lets every fallback also lead to the next main node.
 */
import { dagLimits } from '../../spec/registry/identifiers.ts';
import { ok, type Result } from '../core/result.ts';
import { type Dag, type DagNode, equalDags } from './dag.ts';
import { type TextError, textError } from './text-error.ts';
import { readTokens, type Token } from './text-tokens.ts';
import { foldName, formatXid, parseXid, type TextDialect, type Xid } from './xid.ts';

/** A member of the main path and the fallbacks that lead to it when it cannot be reached directly. */
interface Step {
  readonly fallbacks: readonly Xid[];
  readonly main: Xid;
}

/** Reads the `RE` form in a dialect (DAG-012, DAG-013). */
export function parseReForm(text: string, dialect: TextDialect = 'xia-core-v2'): Result<Dag, TextError> {
  const tokens = readTokens(text);
  const keyword = tokens.next();
  if (keyword.text !== 'RE') return textError('bad-syntax', keyword.at, 'DAG-012', 'RE', keyword.text);
  const steps: Step[] = [];
  let count = 0;
  const take = (token: Token): Result<Xid, TextError> => {
    count += 1;
    if (count > dagLimits.maxNodes) {
      return textError('too-many', token.at, 'DAG-010', `at most ${dagLimits.maxNodes} nodes`, token.text);
    }
    return parseXid(foldName(token.text, dialect), dialect, token.at);
  };
  do {
    const fallbacks: Xid[] = [];
    let token = tokens.next();
    if (token.text === '(') {
      const open = token;
      while (tokens.peek().text !== ')' && tokens.peek().text !== '') {
        const xid = take(tokens.next());
        if (!xid.ok) return xid;
        fallbacks.push(xid.value);
      }
      const close = tokens.next();
      if (close.text === '') return textError('bad-syntax', close.at, 'DAG-012', `) for the ( at ${open.at}`);
      if (fallbacks.length === 0 && dialect === 'xia-core-v2') {
        return textError('bad-syntax', close.at, 'DAG-012', 'an identifier in the group', close.text);
      }
      token = tokens.next();
    }
    if (token.text === '')
      return textError('bad-syntax', token.at, 'DAG-012', 'an identifier of the main path');
    const main = take(token);
    if (!main.ok) return main;
    steps.push({ fallbacks, main: main.value });
  } while (tokens.peek().text !== '');
  return ok(assemble(steps, dialect));
}

/**
 * Writes the `RE` form, or returns undefined when the address does not have that form in the dialect.
 */
export function formatReForm(dag: Dag, dialect: TextDialect = 'xia-core-v2'): string | undefined {
  const steps: Step[] = [];
  let edges = dag.entry;
  let next = 0;
  while (next < dag.nodes.length) {
    const main = edges[0]!;
    if (main < next) return undefined;
    steps.push({
      fallbacks: dag.nodes.slice(next, main).map((node) => node.xid),
      main: dag.nodes[main]!.xid,
    });
    edges = dag.nodes[main]!.edges;
    next = main + 1;
    if (edges.length === 0) break;
  }
  // Building it again is the proof that the text means this address and no other one.
  if (!equalDags(assemble(steps, dialect), dag)) return undefined;
  const words = steps.map(({ fallbacks, main }) => {
    const group = fallbacks.map((xid) => `${formatXid(xid, dialect)} `).join('');
    return group === '' ? formatXid(main, dialect) : `( ${group}) ${formatXid(main, dialect)}`;
  });
  return `RE ${words.join(' ')}`;
}

/** Gives the edges that the dialect means: fallbacks chain, and in xia-core 1 each also tries the main node first. */
function assemble(steps: readonly Step[], dialect: TextDialect): Dag {
  const nodes: DagNode[] = [];
  const edgesBefore = (first: number, step: Step): number[] =>
    step.fallbacks.length === 0 ? [first] : [first + step.fallbacks.length, first];
  let first = 0;
  steps.forEach((step, s) => {
    const main = first + step.fallbacks.length;
    step.fallbacks.forEach((xid, f) => {
      const own = first + f;
      const chained = own + 1 === main ? [main] : dialect === 'xia-core-1' ? [main, own + 1] : [own + 1];
      nodes.push({ xid, edges: chained });
    });
    const after = steps[s + 1];
    nodes.push({ xid: step.main, edges: after === undefined ? [] : edgesBefore(main + 1, after) });
    first = main + 1;
  });
  return { nodes, entry: edgesBefore(0, steps[0]!) };
}
