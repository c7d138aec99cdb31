/**
 * `npm run mutation`: has mutants of the text of the reference judged by the kit, and keeps what came of them. What was
 * judged before is not judged again, so a run may be stopped at any time.
 */
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Shard, inShard } from '../../conformance/shard.ts';
import type { Instrumented } from './instrument.ts';
import { serveAsJury } from './jury.ts';
import { type Fate, fates, isCaught, type Judgement, keyOf, type Mutant } from './mutant.ts';
import { reasonFor } from './reasons/find.ts';
import { inOrder, keptResult, onOneLine, writeResult } from './result.ts';
import { runJuries } from './run.ts';
import { keepJudgement, makeInstrumented, readJudgements } from './workshop.ts';

interface Options {
  readonly file: string;
  readonly sample: number;
  readonly seed: number;
  readonly shard?: Shard;
  readonly jobs: number;
  readonly most: number;
  readonly mostCases: number;
  readonly suites: boolean;
  readonly cases?: RegExp;
  readonly again: readonly Fate[];
  readonly open: boolean;
  readonly keep: boolean;
  readonly json: boolean;
}

function natural(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('not a whole number from 1');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('not a percentage');
  return value;
}

function shardOf(text: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!(number! >= 1 && number! <= of!)) throw new InvalidArgumentError('not a part such as 2/8');
  return { number: number!, of: of! };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError('not a regular expression');
  }
}

function fatesOf(text: string): readonly Fate[] {
  const named = text.split(',');
  const wrong = named.filter((name) => !(fates as readonly string[]).includes(name));
  if (wrong.length > 0)
    throw new InvalidArgumentError(`not a fate: ${wrong.join(', ')}; there are ${fates.join(', ')}`);
  return named as readonly Fate[];
}

const program = new Command('npm run mutation --')
  .description('judge mutants of src/protocol, src/machines and src/xia by the kit alone')
  .option('--file <text>', 'only files whose path holds this', '')
  .option('--sample <percent>', 'a random part of the mutants', share, 100)
  .option('--seed <number>', 'decides the part and the order', natural, 1)
  .option('--shard <n/of>', 'one part of the mutants, for several machines', shardOf)
  .option('--jobs <number>', 'processes at the same time', natural, 1)
  .option('--most <number>', 'judge no more mutants in this run', natural, Number.MAX_SAFE_INTEGER)
  .option('--most-cases <number>', 'a mutant meets no more cases', natural, Number.MAX_SAFE_INTEGER)
  .option('--no-suites', 'let the cases judge alone, without the generated suites')
  .option(
    '--cases <pattern>',
    'only cases whose id fits, such as new ones; what others said stays',
    patternOf,
  )
  .option('--again <fates>', `judge those again that had these fates: ${fates.join(', ')}`, fatesOf, [])
  .option('--open', 'only those for which no reason is known why no case can tell', false)
  .option('--no-keep', 'leave docs/mutation/result.json as it is')
  .addOption(new Option('--json', 'print the result as JSON').default(false));

async function run(options: Options): Promise<void> {
  const progress = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  };
  progress('making the mutants');
  const instrumented = await makeInstrumented();
  const judged = readJudgements();
  const isNew = (mutant: Mutant): boolean => !judged.has(keyOf(mutant));
  const wanted = chosen(instrumented, options)
    .filter((mutant) => isWanted(judged.get(keyOf(mutant)), options))
    .toSorted((a, b) => Number(isNew(b)) - Number(isNew(a)))
    .slice(0, options.most);
  let done = 0;
  let caught = 0;
  await runJuries(wanted, {
    ...options,
    program: fileURLToPath(import.meta.url),
    onMeasured: (cases, all) => progress(`measuring: ${cases} of ${all} cases`),
    onJudged(mutant, found) {
      const before = options.cases && judged.get(keyOf(mutant));
      const judgement = before === undefined ? found : joined(before, found);
      judged.set(keyOf(mutant), judgement);
      keepJudgement(mutant, judgement);
      done += 1;
      caught += Number(judgement.by !== undefined);
      progress(`${done} of ${wanted.length} mutants, ${caught} caught; ${mutant.file}:${mutant.line}`);
    },
  });
  progress('');
  const result = keptResult(instrumented, judged, options.seed);
  if (options.keep) await writeResult(result);
  if (options.json) console.log(JSON.stringify(result));
  else console.log(`judged ${done} mutants, ${caught} caught; see docs/mutation.md after "npm run generate"`);
}

/** Whether something is still to be found out about a mutant. */
function isWanted(before: Judgement | undefined, options: Options): boolean {
  const { again, mostCases, suites, cases } = options;
  // Some of the cases cannot say what becomes of a mutant that the others have not seen.
  if (before === undefined) return cases === undefined;
  if (again.includes(before.fate)) return true;
  const hasMore = before.left > 0 || (suites && before.suites !== true);
  return !isCaught(before.fate) && hasMore && before.met < mostCases;
}

/** What two runs of different cases have found of a mutant that the first one has not caught. */
function joined(before: Judgement, found: Judgement): Judgement {
  if (isCaught(found.fate)) return found;
  const fate = found.fate === 'unreached' ? before.fate : found.fate;
  const suites = before.suites === true || found.suites === true;
  const left = before.left + found.left;
  return { fate, met: before.met + found.met, left, ...(suites ? { suites } : {}) };
}

function chosen(instrumented: Instrumented, options: Options): readonly Mutant[] {
  const { file, sample, seed, shard, open } = options;
  const order = inOrder(instrumented, seed);
  const part = order
    .slice(0, Math.ceil((order.length * sample) / 100))
    .filter((one) => one.file.includes(file) && !(open && hasReason(one)));
  return shard === undefined ? part : inShard(part, shard);
}

function hasReason(mutant: Mutant): boolean {
  const [original, replacement] = [onOneLine(mutant.original), onOneLine(mutant.replacement)];
  return reasonFor({ ...mutant, original, replacement }) !== undefined;
}

if (process.argv[2] === 'jury') serveAsJury();
else {
  program.parse();
  await run(program.opts<Options>());
}
