/** `xlmp faults`: random fault schedules in the simulator, each judged, the failing ones made small. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { faultScenario, runCampaign, runFaults, shrinkSeed } from '../../simulation/index.ts';
import { type ExitCode, exitCodeHelp, exitCodes, usageError } from '../exit-code.ts';
import { fileError } from '../file-errors.ts';
import { readNumber } from '../option-values.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

interface FaultOptions {
  readonly seed: string;
  readonly seeds: string;
  readonly scenario?: string;
  readonly shrink?: string;
  readonly keepGoing?: boolean;
}

const mostSeed = 0xffff_ffff;

/** Adds `xlmp faults`. */
export function addFaultsCommand(program: Command, terminal: Terminal): void {
  program
    .command('faults')
    .summary('run random schedules of faults in the simulator')
    .description(
      'Makes a network of each seed, with machines that move, streams and requests to them, and loss, duplication, ' +
        'reordering, partitions and crashes until all is mended, and an operator who cancels. Judged are P1 to P8: ' +
        'at most one copy of a machine runs at a time, and never an older one after a newer; at the end each machine ' +
        'runs; data of a session go elsewhere only after an announcement; a place that is not proved gets at most ' +
        'three times what came from it; every session has lived, and streams are whole; every cancel and every ' +
        'question for the status is answered, and rightly; a host does nothing that its journal does not cover. The ' +
        'same seed gives the same run.',
    )
    .option('--seed <number>', 'the first seed', '1')
    .option('--seeds <number>', 'how many, one after the other', '1')
    .option('--keep-going', 'go on after a seed that fails')
    .option('--scenario <file>', 'write the scenario of the seed, for xlmp simulate')
    .option('--shrink <file>', 'make the scenario of a failing seed as small as it goes, and write it')
    .addHelpText('after', exitCodeHelp)
    .action(async (options: FaultOptions, command: Command) => {
      await runAction(terminal, command, () => run(terminal, options));
    });
}

async function run(terminal: Terminal, options: FaultOptions): Promise<ExitCode> {
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
