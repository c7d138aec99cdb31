/** The table of import rules in docs/architecture.md, from docs/layers.json. */
import { readFile } from 'node:fs/promises';
import { GenerateError, type Generator } from './generator.ts';

interface Layer {
  readonly name: string;
  readonly does: string;
  readonly may: readonly string[];
  readonly builtins?: boolean;
  readonly packages?: readonly string[];
}

const listUrl = new URL('../layers.json', import.meta.url);
const pageUrl = new URL('../architecture.md', import.meta.url);
const block = /(<!-- generated:layers -->\n)[^]*?(<!-- \/generated -->)/;

function row({ name, does, may, builtins, packages = [] }: Layer): string {
  const seen = may.map((lower) => (lower === 'public' ? 'the public entry points of `src`' : `\`${lower}\``));
  const outside = [
    ...(builtins === true ? ['Node.js'] : []),
    ...packages.map((name) => (name === '*' ? 'any package' : name)),
  ];
  return `| \`${name}\` | ${does} | ${seen.join(', ') || 'nothing'} | ${outside.join(', ') || 'nothing'} |`;
}

/** Writes the table of layers. */
export const layersGenerator: Generator = {
  name: 'layers',
  async files() {
    const { layers } = JSON.parse(await readFile(listUrl, 'utf8')) as { readonly layers: readonly Layer[] };
    const page = await readFile(pageUrl, 'utf8');
    if (!block.test(page)) throw new GenerateError('docs/architecture.md: no block generated:layers');
    const table = [
      '| folder | what it is | may import | and from outside |',
      '| --- | --- | --- | --- |',
      ...layers.map(row),
      '',
    ].join('\n');
    return new Map([['docs/architecture.md', page.replace(block, `$1${table}$2`)]]);
  },
};
