/** `xlmp simulate`: a network in a file, machines that move in it, and what those saw who talked to them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isAsExpected,
  resultPage,
  type Scenario,
  scenarios,
  simulate,
  type SimulationResult,
} from '../../simulation/index.ts';
import { type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { fileError } from '../file-errors.ts';
import { findScenario } from '../find-scenario.ts';
import { readNumber } from '../option-values.ts';
import { printSimulation, printSimulations } from '../simulation-text.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface SimulateOptions {
  readonly list?: boolean;
  readonly seed?: string;
  readonly seeds?: string;
  readonly count?: string;
  readonly json?: string;
  readonly html?: string;
  readonly output?: string;
}

/** Runs a scenario, or lists those that are shipped. @throws CommandError */
export async function runSimulation(
  terminal: Terminal,
  name: string | undefined,
  options: SimulateOptions,
): Promise<ExitCode> {
  if (options.list === true) {
    for (const shipped of scenarios.names())
      terminal.out(`${shipped.padEnd(26)}${scenarios.find(shipped)!.title}\n`);
    return exitCodes.ok;
  }
  if (name === undefined) throw usageError('no scenario', 'Name one of xlmp simulate --list, or a file.');
  const scenario = withCount(await findScenario(terminal, name, scenarios), options.count);
  const first =
    options.seed === undefined ? scenario.seed : readNumber(options.seed, '--seed', 0, 0xffff_ffff);
  const runs = options.seeds === undefined ? 1 : readNumber(options.seeds, '--seeds', 1, 1_000_000);
  if (runs > 1 && (options.json ?? options.html ?? options.output) !== undefined)
    throw usageError(
      '--seeds with --json, --html or --output',
      'Give --seed to write the result of one run.',
    );

  const results: SimulationResult[] = [];
  const progress = progressLine(terminal);
  for (let n = 0; n < runs; n += 1) {
    const result = simulate(scenario, {
      seed: (first + n) >>> 0,
      onProgress: (part, nowMs) => progress.show((n + part) / runs, nowMs, runs > 1 ? n + 1 : undefined),
    });
    // The rows of the plots of a thousand runs are of no use and much memory.
    results.push(
      runs === 1 ? result : { ...result, plots: [], ladder: { parties: [], messages: [], left: 0 } },
    );
  }
  progress.end();
  if (runs > 1) return printSimulations(terminal, name, results);
  const [result] = results as [SimulationResult];
  await write(terminal, result, options);
  if (options.json !== '-') return printSimulation(terminal, result);
  return isAsExpected(result) ? exitCodes.ok : exitCodes.negative;
}

function withCount(scenario: Scenario, text: string | undefined): Scenario {
  if (text === undefined) return scenario;
  const count = readNumber(text, '--count', 1, 100_000);
  if (!scenario.machines.some((machine) => machine.count !== undefined))
    throw usageError('--count: the scenario has no group of machines', 'A machine with "count" is a group.');
  const machines = scenario.machines.map((machine) =>
    machine.count === undefined ? machine : { ...machine, count },
  );
  return { ...scenario, machines };
}

async function write(terminal: Terminal, result: SimulationResult, options: SimulateOptions): Promise<void> {
  const json = `${JSON.stringify(result, null, 2)}\n`;
  const files: [string, () => string][] = [];
  if (options.json === '-') terminal.out(json);
  else if (options.json !== undefined) files.push([options.json, () => json]);
  if (options.html !== undefined) files.push([options.html, () => resultPage(result)]);
  if (options.output !== undefined) {
    try {
      await mkdir(options.output, { recursive: true });
    } catch (error) {
      throw fileError('make', options.output, error);
    }
    files.push([join(options.output, 'result.json'), () => json]);
    files.push([join(options.output, 'result.html'), () => resultPage(result)]);
  }
  for (const [file, content] of files) {
    try {
      await writeFile(file, content());
    } catch (error) {
      throw fileError('write', file, error);
    }
  }
}

/** A line that is written again and again where somebody watches. */
function progressLine(terminal: Terminal): {
  show(part: number, nowMs: number, run?: number): void;
  end(): void;
} {
  let shown = -1;
  return {
    show(part, nowMs, run) {
      const percent = Math.floor(100 * part);
      if (!terminal.watched || percent === shown) return;
      shown = percent;
      const which = run === undefined ? '' : `, run ${run}`;
      terminal.err(`\r\u001B[K${percent} %, ${(nowMs / 1000).toFixed(1)} s simulated${which}`);
    },
    end() {
      if (shown >= 0) terminal.err('\r\u001B[K');
    },
  };
}
