/** `xlmp diff`: holds two implementations against each other on the same cases. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Terminal } from '../../../src/cli/index.ts';
import { loadWholeCatalogue } from '../../catalogue.ts';
import { diff, type DiffReport } from '../../diff/diff.ts';
import { diffText } from '../../diff/diff-text.ts';
import { readRegister, type Register, specificationRegister } from '../../diff/register.ts';
import { withFound } from '../../diff/found.ts';
import { type Side, sideOfBundle, sideOfIut } from '../../diff/side.ts';
import { childIut } from '../../iut/child.ts';
import { inProcessIut } from '../../iut/in-process.ts';
import type { Iut } from '../../iut/port.ts';
import { exitCodes } from '../../exit-codes.ts';
import { isSelected, type Selection } from '../../selection.ts';
import { KitError, wordsOf } from '../usage.ts';
import { bundleIn } from './verify.ts';

/** The options of the command. */
export interface DiffOptions {
  readonly iut: readonly string[];
  readonly reference?: true;
  readonly filter: readonly string[];
  readonly role: readonly string[];
  readonly requirement: readonly string[];
  readonly suites?: true;
  readonly register?: string;
  readonly timeout: number;
  readonly json?: true;
}

/** Holds two sides against each other; gives the exit code. @throws KitError */
export async function diffCommand(
  files: readonly string[],
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  const live: readonly Iut[] = [
    ...(options.reference === true ? [inProcessIut()] : []),
    ...options.iut.map((text) => childIut({ command: wordsOf(text), timeoutMs: options.timeout })),
  ];
  if (files.length + live.length !== 2)
    throw new KitError(
      `two sides are compared, ${files.length + live.length} are given; give two of bundles, --reference and --iut`,
    );
  const register = await registerIn(options.register);
  const recorded = await Promise.all(files.map(async (file) => sideOfBundle(await bundleIn(file))));
  const [a, b] = [...recorded, ...(await playAll(live, recorded, options, terminal))] as [Side, Side];
  const wanted = live.length > 0 ? [a, b] : [narrowed(a, options), narrowed(b, options)];
  const report = diff(wanted[0]!, wanted[1]!, register.entries);
  terminal.out(
    options.json === true
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : diffText(report, a, b, register.entries),
  );
  if (options.register !== undefined)
    await keep(options.register, withFound(register, report, a, b), terminal);
  return exitCodeOf(report);
}

/** Live sides play what was selected; beside a bundle, of that what it has. */
async function playAll(
  live: readonly Iut[],
  [recorded]: readonly Side[],
  options: DiffOptions,
  terminal: Terminal,
): Promise<readonly Side[]> {
  if (live.length === 0) return [];
  const all = await loadWholeCatalogue(options.suites === true || recorded !== undefined);
  const catalogue = recorded === undefined ? all : all.filter(({ id }) => recorded.runs.has(id));
  const sides: Side[] = [];
  for (const iut of live) {
    const onResult = (_: unknown, done: number, of: number): void => {
      if (terminal.watched) terminal.err(`\r\u001b[K${iut.adapter}: ${done} of ${of}`);
    };
    sides.push(await sideOfIut({ iut, catalogue, selection: selectionOf(options), onResult }));
    if (terminal.watched) terminal.err('\r\u001b[K');
  }
  return sides;
}

function selectionOf({ filter, role, requirement }: DiffOptions): Selection {
  return { filter, roles: role, requirements: requirement };
}

function narrowed(side: Side, options: DiffOptions): Side {
  const wanted = new Set(
    side.report.results.filter((result) => isSelected(result, selectionOf(options))).map(({ id }) => id),
  );
  return { ...side, runs: new Map([...side.runs].filter(([id]) => wanted.has(id))) };
}

async function registerIn(file: string | undefined): Promise<Register> {
  if (file === undefined) return specificationRegister();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return specificationRegister();
    throw new KitError(`cannot read "${file}": ${(error as Error).message}`);
  }
  const read = readRegister(text);
  if (typeof read === 'string') throw new KitError(`"${file}" is no register of ambiguities: ${read}`);
  return read;
}

async function keep(
  file: string,
  { register, added }: ReturnType<typeof withFound>,
  terminal: Terminal,
): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(register, undefined, 2)}\n`);
  } catch (error) {
    throw new KitError(`cannot write "${file}": ${(error as Error).message}`, exitCodes.harness);
  }
  const what = added.length === 0 ? 'nothing new' : added.map(({ id }) => id).join(', ');
  terminal.err(`${file}: ${what}\n`);
}

function exitCodeOf({ cases }: DiffReport): number {
  const has = (...outcomes: readonly string[]): boolean =>
    cases.some(({ outcome }) => outcomes.includes(outcome));
  if (cases.length === 0) return exitCodes.nothing;
  if (has('refuted')) return exitCodes.notConformant;
  return has('silent', 'undecided') ? exitCodes.incomplete : exitCodes.conformant;
}
