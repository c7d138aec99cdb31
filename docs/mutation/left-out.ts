/**
 * What is not mutated, and why: files that no party runs, and places in the others where a change says nothing to
 * anybody outside. Everything else is mutated by every mutator of Stryker.
 */
import type { Ignorer } from '@stryker-mutator/api/ignore';

/** The folders whose files are mutated. */
export const mutatedFolders = ['src/protocol', 'src/machines', 'src/xia'] as const;

/** Files of these folders that are not mutated, by the end of their path, and why. */
export const filesLeftOut: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /\.(test|laws)\.ts$/, because: 'tests and their laws' },
  { path: /\/index\.ts$/, because: 'names of exports, no code' },
  {
    path: /^src\/protocol\/generated\//,
    because: 'written by the generator from the registry; the generator is what could be wrong',
  },
  {
    path: /^src\/machines\/(action-label|describe|glossary|note)\.ts$/,
    because: 'machines as text and plain data, for the documents; no party reads them',
  },
];

/** A node of a syntax tree, as far as it is looked at here. */
interface SyntaxNode {
  readonly type: string;
  readonly name?: string;
  readonly callee?: SyntaxNode;
  readonly key?: SyntaxNode;
  readonly value?: SyntaxNode | string;
  readonly elements?: readonly SyntaxNode[];
  readonly properties?: readonly SyntaxNode[];
  readonly consequent?: SyntaxNode;
  readonly body?: readonly SyntaxNode[];
  readonly argument?: SyntaxNode;
}

/** A place in a file of which no mutant is made. */
interface Place {
  readonly because: string;
  /** Tells whether a node, in the node that it stands in, is such a place. */
  is(node: SyntaxNode): boolean;
}

const errorsOfProgrammers = new Set(['Error', 'RangeError', 'TypeError']);

const places: readonly Place[] = [
  {
    because: 'what a state or transition says of itself in the documents; no party reads it',
    is: ({ type, callee }) => type === 'CallExpression' && callee?.name === 'note',
  },
  {
    because:
      'the tag of states in which nothing is waited for; the model and the documents read it, and no party',
    is: (node) => isProperty(node, 'tags') && isOneText(node.value, 'rest'),
  },
  {
    because: 'types alone, which are gone when it runs',
    is: (node) => isProperty(node, 'types'),
  },
  {
    because: 'names of effects, which a machine must have; each is taken for what its name says',
    is: ({ type, properties = [] }) =>
      type === 'ObjectExpression' &&
      properties.length > 0 &&
      properties.every(({ value }) => nodeOf(value)?.name === 'requestOnly'),
  },
  {
    because: 'the bound of steps that follow one event by themselves: it ends loops of a wrong machine',
    is: (node) =>
      isProperty(node, 'options') &&
      (nodeOf(node.value)?.properties ?? []).every((option) => isProperty(option, 'maxIterations')),
  },
  {
    because: 'an error of programmers, which no message can cause, and the question for it',
    is: (node) => isErrorOfProgrammers(node) || (node.type === 'IfStatement' && throwsOne(node.consequent)),
  },
];

function isProperty({ type, key }: SyntaxNode, name: string): boolean {
  return type === 'ObjectProperty' && key?.name === name;
}

function nodeOf(value: SyntaxNode['value']): SyntaxNode | undefined {
  return typeof value === 'string' ? undefined : value;
}

function isOneText(value: SyntaxNode['value'], text: string): boolean {
  const [only, ...others] = nodeOf(value)?.elements ?? [];
  return only?.value === text && others.length === 0;
}

function isErrorOfProgrammers(node: SyntaxNode | undefined): boolean {
  return node?.type === 'NewExpression' && errorsOfProgrammers.has(node.callee?.name ?? '');
}

/** Whether something does nothing but throw an error of programmers. */
function throwsOne(node: SyntaxNode | undefined): boolean {
  if (node?.type === 'BlockStatement') return node.body?.length === 1 && throwsOne(node.body[0]);
  return node?.type === 'ThrowStatement' && isErrorOfProgrammers(node.argument);
}

/** Tells Stryker which places to leave. */
export const ignorer: Ignorer = {
  shouldIgnore(path) {
    const { node } = path as { readonly node: SyntaxNode };
    return places.find((place) => place.is(node))?.because;
  },
};
