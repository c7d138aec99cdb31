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
  readonly callee?: { readonly name?: string; readonly property?: { readonly name?: string } };
  readonly key?: { readonly name?: string };
}

/** A place in a file of which no mutant is made. */
interface Place {
  readonly because: string;
  /** Tells whether a node, in the node that it stands in, is such a place. */
  is(node: SyntaxNode, callee: string | undefined): boolean;
}

const errorsOfProgrammers = new Set(['Error', 'RangeError', 'TypeError']);

const places: readonly Place[] = [
  {
    because: 'what a state or transition says of itself in the documents; no party reads it',
    is: (node, callee) => node.type === 'CallExpression' && callee === 'note',
  },
  {
    because: 'types alone, which are gone when it runs',
    is: (node) => node.type === 'ObjectProperty' && node.key?.name === 'types',
  },
  {
    because: 'the text of an error of programmers, which no message can cause',
    is: (node, callee) => node.type === 'NewExpression' && errorsOfProgrammers.has(callee ?? ''),
  },
];

/** Tells Stryker which places to leave. */
export const ignorer: Ignorer = {
  shouldIgnore(path) {
    const { node } = path as { readonly node: SyntaxNode };
    return places.find((place) => place.is(node, node.callee?.name))?.because;
  },
};
