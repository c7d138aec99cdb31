/** The folder in which a run keeps what it made and what it found, so that the next one goes on from there. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type Instrumented, digestOf, instrument } from './instrument.ts';
import { type Judgement, type Mutant, keyOf } from './mutant.ts';
import type { Reach } from './reach.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('.xlmp/mutation/', root);
const made = new URL('instrumented.json', folder);
/** Where everything stands that the copy is made of, and what makes it. */
const sources = ['src', 'spec/registry'];
const makers = ['instrument.ts', 'left-out.ts', 'switches.ts'];
const log = new URL('judgements.jsonl', folder);

/** The copy as it is kept. */
interface Kept extends Instrumented {
  /** Of everything that it was made of. */
  readonly digest: string;
}

/** Makes the copy of the reference with its mutants, unless it was made, and keeps it for the processes that judge. */
export async function makeInstrumented(): Promise<Instrumented> {
  const digest = digestOfSources();
  if (existsSync(made)) {
    const kept = readInstrumented();
    if (kept.digest === digest) return kept;
  }
  const instrumented = await instrument();
  mkdirSync(folder, { recursive: true });
  writeFileSync(made, JSON.stringify({ ...instrumented, digest } satisfies Kept));
  return instrumented;
}

/** The copy that was made last. */
export function readInstrumented(): Kept {
  return JSON.parse(readFileSync(made, 'utf8')) as Kept;
}

function digestOfSources(): string {
  const paths = sources.flatMap((name) =>
    readdirSync(new URL(name, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `${name}/${path}`),
  );
  const all = [...paths.sort(), ...makers.map((name) => `docs/mutation/${name}`)];
  return digestOf(all.map((path) => `${path}\n${readFileSync(new URL(path, root), 'utf8')}`).join('\n'));
}

/** What was found out about the cases and this copy; undefined when nothing was. */
export function readReach({ scripts }: Instrumented): Reach | undefined {
  const place = placeOfReach(scripts.switching);
  return existsSync(place) ? (JSON.parse(readFileSync(place, 'utf8')) as Reach) : undefined;
}

/** Keeps what was found out. */
export function writeReach({ scripts }: Instrumented, reach: Reach): void {
  writeFileSync(placeOfReach(scripts.switching), JSON.stringify(reach));
}

function placeOfReach(script: string): URL {
  return new URL(`reach-${digestOf(script)}.json`, folder);
}

/** Every judgement so far, the last of each mutant, by its key. */
export function readJudgements(): Map<string, Judgement> {
  const found = new Map<string, Judgement>();
  if (!existsSync(log)) return found;
  for (const line of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
    const { key, ...judgement } = JSON.parse(line) as Judgement & { readonly key: string };
    found.set(key, judgement);
  }
  return found;
}

/** Adds a judgement. */
export function keepJudgement(mutant: Mutant, judgement: Judgement): void {
  appendFileSync(log, `${JSON.stringify({ key: keyOf(mutant), ...judgement })}\n`);
}
