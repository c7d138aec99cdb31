/** `xlmp lab`: real guests in namespaces of this machine; what it can do, runs, and what killed runs left behind. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import {
  checkMachine,
  eventsCsv,
  guestKinds,
  keptRun,
  type LabCheck,
  LabError,
  labPage,
  type LabRun,
  type LabResult,
  type LabScenario,
  labScenarios,
  needsOf,
  removeLeftovers,
  requestsCsv,
  runLab,
  wayNames,
} from '../../lab/index.ts';
import { environmentError, type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { fileError } from '../file-errors.ts';
import { findScenario } from '../find-scenario.ts';
import { readNumber } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import type { Terminal } from '../terminal.ts';

/** The options of `xlmp lab run`. */
export interface LabRunOptions {
  readonly way?: string;
  readonly moves?: string;
  readonly guest?: string;
  readonly memory?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly baseline?: boolean;
}

/** Prints what this machine has and lacks. */
export async function checkLab(terminal: Terminal, isJson: boolean): Promise<ExitCode> {
  const result = await checkMachine();
  const scenarios = labScenarios
    .names()
    .map((name) => ({ name, lacks: lacksFor(result, labScenarios.find(name)!) }));
  const isReady = scenarios.every(({ lacks }) => lacks.length === 0);
  if (isJson) {
    const { findings, met, install } = result;
    terminal.out(`${JSON.stringify({ findings, met, install: install ?? null, scenarios }, null, 2)}\n`);
    return isReady ? exitCodes.ok : exitCodes.environment;
  }
  const paint = paintFor(terminal);
  const marks = { yes: paint.good('yes'), no: paint.bad('NO '), unknown: paint.bad('?  ') };
  for (const { name, found, says, packages } of result.findings) {
    const where = found === 'yes' || packages.length === 0 ? '' : paint.dim(` (${packages.join(' ')})`);
    terminal.out(`${marks[found]}  ${name.padEnd(16)} ${says}${where}\n`);
  }
  for (const { name, lacks } of scenarios)
    terminal.out(
      lacks.length === 0
        ? `${paint.good('can run')}     ${name}\n`
        : `${paint.bad('cannot run')}  ${name}: lacks ${lacks.join(', ')}\n`,
    );
  if (result.install !== undefined) terminal.out(`\nInstall what is missing:\n${result.install}\n`);
  return isReady ? exitCodes.ok : exitCodes.environment;
}

/** Prints the scenarios. */
export function listScenarios(terminal: Terminal): void {
  for (const name of labScenarios.names())
    terminal.out(`${name.padEnd(20)}${labScenarios.find(name)!.title}\n`);
}

/** Removes what killed runs left, and prints how much there was. */
export async function cleanUp(terminal: Terminal): Promise<ExitCode> {
  const { processes, namespaces } = await removeLeftovers();
  terminal.out(`removed ${namespaces.length} namespaces and ${processes} processes\n`);
  return exitCodes.ok;
}

/** The findings that stand against a scenario. */
function lacksFor({ findings, met }: LabCheck, scenario: LabScenario): readonly string[] {
  const unmet = needsOf(scenario).filter((need) => !met.includes(need));
  return findings
    .filter(({ found, needed }) => found !== 'yes' && needed.some((need) => unmet.includes(need)))
    .map(({ name }) => name);
}

/** Runs a scenario with real guests. @throws CommandError */
export async function runScenario(
  terminal: Terminal,
  name: string,
  options: LabRunOptions,
): Promise<ExitCode> {
  const scenario = withOptions(await findScenario(terminal, name, labScenarios), options);
  const machine = await checkMachine();
  const lacks = lacksFor(machine, scenario);
  if (lacks.length > 0)
    throw environmentError(
      `this machine lacks ${lacks.join(', ')}`,
      machine.install === undefined ? 'xlmp lab check says more.' : `Install it: ${machine.install}`,
    );
  await removeLeftovers();
  const stop = new AbortController();
  const forget = terminal.onStop(() => {
    terminal.err('stopping …\n');
    stop.abort();
  });
  let done: LabRun;
  try {
    done = await runLab({
      name,
      scenario,
      // As this process was started itself, whether compiled or not.
      xlmp: [process.execPath, ...process.execArgv, process.argv[1]!],
      hypervisor: machine.hypervisor,
      baseline: options.baseline === true,
      capture: options.output !== undefined,
      keep: options.keep === true,
      say: (text) => terminal.err(`${text}\n`),
      signal: stop.signal,
    });
  } catch (error) {
    if (error instanceof LabError) throw environmentError(error.message, undefined, error);
    throw error;
  } finally {
    forget();
  }
  const { result } = done;
  if (options.output !== undefined) await write(options.output, done);
  if (options.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else print(terminal, result);
  return result.checks.every(({ met }) => met) ? exitCodes.ok : exitCodes.negative;
}

function withOptions(scenario: LabScenario, { way, moves, guest, memory }: LabRunOptions): LabScenario {
  return {
    ...scenario,
    way: way === undefined ? scenario.way : oneOf(wayNames, '--way', way),
    moves: moves === undefined ? scenario.moves : readNumber(moves, '--moves', 1, 1000),
    guest: {
      ...scenario.guest,
      kind: guest === undefined ? scenario.guest.kind : oneOf(guestKinds, '--guest', guest),
      memory: memory === undefined ? scenario.guest.memory : readNumber(memory, '--memory', 32, 16_384),
    },
  };
}

function oneOf<const T extends string>(words: readonly T[], option: string, found: string): T {
  const word = words.find((each) => each === found);
  if (word === undefined)
    throw usageError(`${option} ${found} is not known`, `There is ${words.join(', ')}.`);
  return word;
}

async function write(folder: string, done: LabRun): Promise<void> {
  const files = [
    ['result.json', `${JSON.stringify(done.result, null, 2)}\n`],
    ['run.json', `${JSON.stringify(keptRun(done))}\n`],
    ['page.html', labPage(done)],
    ['requests.csv', requestsCsv(done)],
    ['events.csv', eventsCsv(done)],
    ...(done.packets === undefined ? [] : ([['packets.pcapng', done.packets]] as const)),
  ] as const;
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, text] of files) await writeFile(join(folder, file), text);
  } catch (error) {
    throw fileError('write', folder, error);
  }
}

function print(terminal: Terminal, result: LabResult): void {
  const { title, machine, guest, moves, checks, probe, between } = result;
  const paint = paintFor(terminal);
  terminal.out(
    `${paint.strong(title)} ${paint.dim(`(${guest.kind}, ${guest.memoryMiB} MiB, ${machine.accelerator})`)}\n`,
  );
  for (const { guest: mover, from, to, outcome, totalMs, freezeMs, octets, silence } of moves) {
    const who = between === null ? '' : `${mover}: `;
    const times =
      totalMs === null || freezeMs === null
        ? ''
        : `, ${totalMs.toFixed(0)} ms in all, freeze ${freezeMs.toFixed(1)} ms`;
    const seen =
      silence === null
        ? ''
        : `, silence ${silence.gapMs.toFixed(1)} ms, ${silence.lost} lost and ${silence.late} late of ${silence.sent}`;
    terminal.out(
      `  ${who}${from} → ${to}: ${outcome}${times}, ${(octets / 1_048_576).toFixed(1)} MiB${seen}\n`,
    );
  }
  if (probe !== null) terminal.out(`  requests: ${countsOf(probe)}\n`);
  if (between !== null) terminal.out(`  requests between the guests: ${countsOf(between)}\n`);
  for (const { what, met, says } of checks)
    terminal.out(
      `  ${met ? paint.good('holds') : paint.bad('DOES NOT HOLD')}: ${what} ${paint.dim(`(${says})`)}\n`,
    );
}

function countsOf({ sent, lost, duplicated }: NonNullable<LabResult['probe']>): string {
  return `${sent} sent, ${lost} lost, ${duplicated} answered twice`;
}
