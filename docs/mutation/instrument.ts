/**
 * One copy of the reference with every mutant in it, each behind a switch: Stryker writes the switches, esbuild joins
 * what the kit calls into one script, so that a process can evaluate it anew for each mutant.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@stryker-mutator/api/logging';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { build, type Plugin } from 'esbuild';
import { filesLeftOut, ignorer, mutatedFolders } from './left-out.ts';
import type { Mutant } from './mutant.ts';

/** The reference with its mutants. */
export interface Instrumented {
  /** CommonJS scripts that export the entry point of the agents: one that only switches, and one that says its places. */
  readonly scripts: Readonly<Record<'switching' | 'sayingPlaces', string>>;
  readonly mutants: readonly Mutant[];
  /** The mutated files, and how many places in each were left, by reason. */
  readonly files: readonly MutatedFile[];
}

/** One file with mutants in it. */
export interface MutatedFile {
  readonly path: string;
  /** Whether anything of it is in the script: what is not, no party that the kit can meet uses. */
  readonly used: boolean;
  /** What it imports. */
  readonly imports: readonly string[];
  /** How many mutants were not made, by the reason. */
  readonly left: Readonly<Record<string, number>>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = 'src/agent/index.ts';
const switches = 'docs/mutation/switches.ts';
const unused = 'functions that no party which the kit can meet uses';

/** The paths of the files that are mutated, from the root of the repository. */
export function mutatedPaths(): readonly string[] {
  return mutatedFolders
    .flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    )
    .filter((path) => path.endsWith('.ts') && !filesLeftOut.some((left) => left.path.test(path)))
    .sort();
}

/** Makes the copy. */
export async function instrument(): Promise<Instrumented> {
  const sources = mutatedPaths().map((name) => ({
    name,
    mutate: true,
    content: readFileSync(`${root}${name}`, 'utf8'),
  }));
  const options = { plugins: null, excludedMutations: [], ignorers: [ignorer], noHeader: true };
  const made = await new Instrumenter(silent).instrument(sources, options);
  const contents = new Map(made.files.map(({ name, content }) => [name, content]));
  const [switching, sayingPlaces] = [await joined(contents, false), await joined(contents, true)];
  const scripts = { switching: switching.script, sayingPlaces: sayingPlaces.script };
  const digests = new Map(sources.map(({ name, content }) => [name, digestOf(content)]));
  const mutants = made.mutants
    .filter(({ id, status }) => status !== 'Ignored' && switching.switches.has(id))
    .map(({ id, fileName, mutatorName, replacement, location }): Mutant => ({
      id,
      file: fileName,
      digest: digests.get(fileName)!,
      line: location.start.line + 1,
      column: location.start.column + 1,
      mutator: mutatorName,
      replacement,
      original: textAt(sources.find(({ name }) => name === fileName)!.content, location),
    }));
  const files = sources.map(({ name }): MutatedFile => {
    const left: Record<string, number> = {};
    for (const { id, fileName, status, statusReason = '' } of made.mutants) {
      const why = status === 'Ignored' ? statusReason : switching.switches.has(id) ? undefined : unused;
      if (fileName === name && why !== undefined) left[why] = (left[why] ?? 0) + 1;
    }
    return { path: name, used: switching.used.has(name), imports: switching.imports.get(name) ?? [], left };
  });
  return { scripts, mutants, files };
}

/** What esbuild makes of the files. */
interface Joined {
  readonly script: string;
  /** The mutants that are in the script: what no party uses is not. */
  readonly switches: ReadonlySet<string>;
  /** The files of which something is in the script. */
  readonly used: ReadonlySet<string>;
  /** By file. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

async function joined(contents: ReadonlyMap<string, string>, saysPlaces: boolean): Promise<Joined> {
  const mutated: Plugin = {
    name: 'mutated',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const content = contents.get(path.slice(root.length));
        return content === undefined ? undefined : { contents: content, loader: 'ts' };
      });
    },
  };
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    plugins: [mutated],
    inject: [switches],
    define: { SAYS_PLACES: String(saysPlaces) },
    minifySyntax: true,
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const imports = Object.entries(metafile.inputs).map(
    ([path, input]) => [path, input.imports.map((one) => one.path)] as const,
  );
  const script = outputFiles[0]!.text;
  return {
    script,
    switches: new Set([...script.matchAll(/stryMutAct_9fa48\("(\d+)"\)/g)].map(([, id]) => id!)),
    used: new Set(used.map(([path]) => path)),
    imports: new Map(imports),
  };
}

interface Location {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

function textAt(content: string, { start, end }: Location): string {
  const lines = content.split('\n').slice(start.line, end.line + 1);
  lines.push(lines.pop()!.slice(0, end.column));
  return [lines[0]!.slice(start.column), ...lines.slice(1)].join('\n');
}

/** A digest of a text, short enough to be kept for every file. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

const nothing = (): void => undefined;
const never = (): boolean => false;
const silent: Logger = {
  isTraceEnabled: never,
  isDebugEnabled: never,
  isInfoEnabled: never,
  isWarnEnabled: never,
  isErrorEnabled: never,
  isFatalEnabled: never,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};
