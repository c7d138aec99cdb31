/** `xlmp faults`: random fault schedules in the simulator, each judged, the failing ones made small. */
import { writeFile } from 'node:fs/promises';
import { faultScenario, runCampaign, runFaults, shrinkSeed } from '../../simulation/index.ts';
import { type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { fileError } from '../file-errors.ts';
import { readNumber } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface FaultOptions {
  readonly seed: string;
  readonly seeds: string;
  readonly scenario?: string;
  readonly shrink?: string;
  readonly keepGoing?: boolean;
}

const mostSeed = 0xffff_ffff;

/** Runs fault schedules, and prints those that fail. @throws CommandError */
export async function runSchedules(terminal: Terminal, options: FaultOptions): Promise<ExitCode> {
  const first = readNumber(options.seed, '--seed', 0, mostSeed);
  const count = readNumber(options.seeds, '--seeds', 1, mostSeed);
  const { scenario, shrink } = options;
  if (count > 1 && (scenario ?? shrink) !== undefined)
    throw usageError('--scenario and --shrink are about one seed', 'Leave --seeds out.');
  if (scenario !== undefined) await save(scenario, faultScenario(first));
  if (shrink !== undefined) return runSmallest(terminal, first, shrink);
  let done = 0;
  const failed = runCampaign(first, count, (seed, violations) => {
    done += 1;
    if (terminal.watched) terminal.err(`\r\u001B[K${done} of ${count}`);
    if (violations.length === 0) return true;
    if (terminal.watched) terminal.err('\r\u001B[K');
    terminal.out(`seed ${seed} fails\n${violations.map((violation) => `  ${violation}\n`).join('')}`);
    terminal.out(`  to repeat: xlmp faults --seed ${seed}\n`);
    terminal.out(`  to make it small: xlmp faults --seed ${seed} --shrink ${seed}.json\n`);
    return options.keepGoing === true;
  });
  if (terminal.watched) terminal.err('\r\u001B[K');
  terminal.out(`${done} fault schedules, ${failed.length} failed\n`);
  return failed.length === 0 ? exitCodes.ok : exitCodes.negative;
}

async function runSmallest(terminal: Terminal, seed: number, file: string): Promise<ExitCode> {
  const violations = runFaults(seed);
  if (violations.length === 0) {
    terminal.out(`seed ${seed} does not fail; there is nothing to make small\n`);
    return exitCodes.ok;
  }
  if (terminal.watched) terminal.err('making it small\n');
  const smallest = shrinkSeed(seed) ?? faultScenario(seed);
  await save(file, smallest);
  const { schedule, traffic } = smallest;
  terminal.out(`seed ${seed} fails\n${violations.map((violation) => `  ${violation}\n`).join('')}`);
  terminal.out(`${file}: ${schedule.length} steps and ${traffic.length} flows are left\n`);
  return exitCodes.negative;
}

async function save(file: string, scenario: object): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(scenario, null, 2)}\n`);
  } catch (error) {
    throw fileError('write', file, error);
  }
}
