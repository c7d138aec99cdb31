/** Forbidden imports are reported: a small tree that breaks the rules of docs/layers.json, file by file. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What stands in the tree besides the files under test; each may be imported by somebody. */
const ground = [
  'spec/registry/table.ts',
  'src/core/octets.ts',
  'src/xia/index.ts',
  'src/xia/inner.ts',
  'src/ports/clock.ts',
  'src/protocol/index.ts',
  'src/machines/index.ts',
  'src/machines/inner.ts',
  'src/clocks/virtual.ts',
  'src/runtime/index.ts',
  'src/agent/index.ts',
  'conformance/index.ts',
];

/** A file, what it may not import and the rule that says so, and what it may import instead. */
const forbidden = [
  [
    'src/core/a.ts',
    '../xia/index.ts',
    'src/core imports only what lies below it',
    '../../spec/registry/table.ts',
  ],
  ['src/xia/a.ts', '../machines/index.ts', 'src/xia imports only what lies below it', '../core/octets.ts'],
  [
    'src/protocol/a.ts',
    '../clocks/virtual.ts',
    'src/protocol imports only what lies below it',
    '../ports/clock.ts',
  ],
  [
    'src/machines/a.ts',
    '../runtime/index.ts',
    'src/machines imports only what lies below it',
    '../protocol/index.ts',
  ],
  [
    'src/runtime/a.ts',
    '../agent/index.ts',
    'src/runtime imports only what lies below it',
    '../machines/inner.ts',
  ],
  [
    'src/clocks/a.ts',
    '../machines/index.ts',
    'src/clocks imports only what lies below it',
    '../ports/clock.ts',
  ],
  [
    'src/agent/a.ts',
    '../../conformance/index.ts',
    'src/agent imports only what lies below it',
    '../runtime/index.ts',
  ],
  [
    'conformance/a.ts',
    '../src/machines/inner.ts',
    'conformance imports only what lies below it',
    '../src/machines/index.ts',
  ],
  [
    'conformance/b.ts',
    '../src/xia/inner.ts',
    'conformance imports only what lies below it',
    '../src/xia/index.ts',
  ],
  ['src/core/b.ts', 'node:fs', 'src/core uses nothing of the platform', './octets.ts'],
  ['src/machines/b.ts', 'node:crypto', 'src/machines uses nothing of the platform', './inner.ts'],
  ['src/runtime/b.ts', 'node:timers', 'src/runtime uses nothing of the platform', '../core/octets.ts'],
  ['src/protocol/b.ts', 'node:fs', 'src/protocol uses nothing of the platform', 'node:crypto'],
  ['src/xia/b.ts', 'xstate', 'src/xia uses no other package', '../core/octets.ts'],
  ['src/machines/c.ts', 'commander', 'src/machines uses no other package', 'xstate'],
  ['src/agent/b.ts', 'fast-check', 'src/agent uses no other package', 'node:fs'],
  ['src/runtime/c.ts', './nowhere.ts', 'nothing unresolvable', './index.ts'],
  ['src/runtime/d.ts', './d.test.ts', 'sources do not import tests', './index.ts'],
  ['src/runtime/e.ts', './f.ts', 'no cycles', './index.ts'],
] as const;

const named = (path: string): string => path.replace(/\.ts$/, '-allowed.ts');

let folder: string;
let result: ICruiseResult;

/** The names of the rules that an import breaks; undefined when the file does not import it. */
function broken(from: string, specifier: string): readonly string[] | undefined {
  const found = result.modules.find(({ source }) => source === from);
  const dependency = found?.dependencies.find(({ module }) => module === specifier.replace(/^node:/, ''));
  return dependency && (dependency.rules ?? []).map(({ name }) => name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlmp-layers-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const files = new Map([
    ...ground.map((path) => [path, 'export const value = 1;\n'] as const),
    ['src/runtime/d.test.ts', 'export const value = 1;\n'] as const,
    ['src/runtime/f.ts', "export * from './e.ts';\n"] as const,
    ...forbidden.flatMap(([from, wrong, , right]) => [
      [from, `export * from '${wrong}';\n`] as const,
      [named(from), `export * from '${right}';\n`] as const,
    ]),
  ]);
  for (const [path, text] of files) await write(path, text);
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await cp(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const rules = (await import(new URL('../.dependency-cruiser.mjs', import.meta.url).href)) as {
    readonly default: IConfiguration;
  };
  const { options, ...ruleSet } = rules.default;
  const { tsConfig: _, enhancedResolveOptions, ...others } = options ?? {};
  const cruised = await cruise(
    ['spec', 'src', 'conformance'],
    { ...others, ruleSet, validate: true, baseDir: folder },
    { ...enhancedResolveOptions, symlinks: false },
  );
  result = cruised.output as ICruiseResult;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the import rules', () => {
  it.each(forbidden)('%s may not import %s: %s', (from, wrong, rule, right) => {
    expect(broken(from, wrong)).toContain(rule);
    expect(broken(named(from), right)).toEqual([]);
  });

  it('find nothing wrong in files that import nothing', () => {
    const wrong = result.modules.filter(({ source, dependencies }) => {
      return ground.includes(source) && dependencies.some(({ valid }) => !valid);
    });
    expect(wrong).toEqual([]);
  });
});
