/** The import rules, made from docs/layers.json; the figure in docs/architecture.md comes from the same list. */
import { readFileSync } from 'node:fs';

const { layers, public: publicPaths } = JSON.parse(
  readFileSync(new URL('docs/layers.json', import.meta.url), 'utf8'),
);

const folder = (name) => `^${name}/`;
const isTest = '\\.(test|laws)\\.ts$';

const layerRules = layers.map(({ name, may }) => ({
  name: `${name} imports only what lies below it`,
  comment: `docs/layers.json: ${name} may import ${may.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: folder(name), pathNot: isTest },
  to: {
    path: '^(spec|src|conformance|docs|vectors)/',
    pathNot: [folder(name), ...may.flatMap((lower) => (lower === 'public' ? publicPaths : [folder(lower)]))],
  },
}));

const builtinRules = layers
  .filter(({ builtins }) => builtins !== true)
  .map(({ name, packages = [] }) => ({
    name: `${name} uses nothing of the platform`,
    severity: 'error',
    from: { path: folder(name), pathNot: isTest },
    to: {
      dependencyTypes: ['core'],
      pathNot: packages.length > 0 ? `^(node:)?(${packages.join('|')})$` : '^$',
    },
  }));

const packageRules = layers
  .filter(({ packages = [] }) => !packages.includes('*'))
  .map(({ name, packages = [] }) => ({
    name: `${name} uses no other package`,
    severity: 'error',
    from: { path: folder(name), pathNot: isTest },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
      pathNot: packages.length > 0 ? `node_modules/(${packages.join('|')})/` : '^$',
    },
  }));

export default {
  forbidden: [
    ...layerRules,
    ...builtinRules,
    ...packageRules,
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'what a command does is loaded when it is called',
      comment: 'all commands are described at every start; import() what they do',
      severity: 'error',
      from: { path: '/cli/commands/', pathNot: isTest },
      to: { path: '/cli/actions/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sources do not import tests',
      severity: 'error',
      from: { pathNot: isTest },
      to: { path: '\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
