/** Runs a scenario: builds a lab for each of its variants, moves the guest, checks it, and takes everything away again. */
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import process from 'node:process';
import type { HypervisorFound } from './check/hypervisor.ts';
import { LabError } from './lab-error.ts';
import { measure, type Outcome, type ResultRow } from './measure.ts';
import { removeRun } from './network.ts';
import type { LabResult } from './result.ts';
import { makeRunFolder } from './run-folder.ts';
import { type RunningLab, startLab } from './running-lab.ts';
import { killPhases, type LabScenario } from './scenario.ts';
import { type Variant, variantsOf } from './variants.ts';

/** What a run is told. */
export interface LabRunOptions {
  readonly name: string;
  readonly scenario: LabScenario;
  /** The words that start the command `xlmp`. */
  readonly xlmp: readonly string[];
  readonly hypervisor: HypervisorFound;
  /** Whether each move is followed by one of a guest that QEMU alone moves over TCP. */
  readonly baseline: boolean;
  /** Whether each party writes down its packets; the result then tells what was said around the first move. */
  readonly capture: boolean;
  /** Leaves the folder of the run, with its logs, where it is. */
  readonly keep: boolean;
  readonly say: (text: string) => void;
  /** Ends the run early; everything is taken away all the same. */
  readonly signal: AbortSignal;
}

/** A result and its requests: what can be kept of a run. */
export interface KeptRun {
  readonly result: LabResult;
  /** Requests of the probe in the first variant. */
  readonly rows: readonly ResultRow[];
}

/** All that a run gave. */
export interface LabRun extends KeptRun {
  /** Packets around the first move in the first variant, as a file for Wireshark; when they were written down. */
  readonly packets: Uint8Array | undefined;
}

/** Runs a scenario. @throws LabError by rejection; STOPPED when the signal ended it */
export async function runLab(options: LabRunOptions): Promise<LabRun> {
  const { name, scenario, hypervisor } = options;
  const began = new Date();
  const load = loadavg()[0]!;
  const outcomes: Outcome[] = [];
  for (const variant of variantsOf(scenario, killPhases)) outcomes.push(await runVariant(options, variant));
  const [first] = outcomes as [Outcome, ...Outcome[]];
  const result: LabResult = {
    format: 'xlmp-lab/1',
    scenario: name,
    title: scenario.title,
    way: scenario.way,
    about: scenario.about,
    began: began.toISOString(),
    machine: {
      processors: availableParallelism(),
      model: cpus()[0]?.model ?? 'unknown',
      memoryMiB: Math.round(totalmem() / 1_048_576),
      kernel: release(),
      node: process.version,
      qemu: hypervisor.qemu?.version ?? 'none',
      accelerator: scenario.guest.kind === 'simulated' ? 'none' : (hypervisor.accelerator ?? 'none'),
      load: Math.round(100 * load) / 100,
    },
    guest: { kind: scenario.guest.kind, memoryMiB: scenario.guest.memory, bootMs: first.bootMs },
    mtu: scenario.mtu,
    moves: outcomes.flatMap(({ moves }) => moves),
    probe: first.probe,
    between: first.between,
    programs: outcomes.flatMap(({ programs }) => programs),
    checks: outcomes.flatMap(({ checks }) => checks),
    freezeParts: first.freezeParts,
    signalling: first.signalling,
    ladder: first.ladder,
    agents: outcomes.at(-1)!.agents,
  };
  return { result, rows: first.rows, packets: first.packets };
}

async function runVariant(options: LabRunOptions, variant: Variant): Promise<Outcome> {
  const { signal, say, keep, xlmp, baseline, capture: isCaptured } = options;
  const run = makeRunFolder();
  let lab: RunningLab | undefined;
  let outcome: Outcome;
  let left: readonly string[] = [];
  const cut = (): void => void removeRun(run, true);
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', cut, { once: true });
    lab = await startLab({ run, scenario: variant.scenario, xlmp, isCaptured, say, signal });
    outcome = await measure(lab, variant, { run, baseline, say });
  } catch (error) {
    if (signal.aborted) throw new LabError('STOPPED', 'stopped; everything was taken away again', error);
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await lab?.close();
    ({ left } = await removeRun(run, keep));
    if (keep) say(`logs are in ${run.path}`);
  }
  const check = {
    what: 'nothing of the run is left on the machine',
    met: left.length === 0,
    says: left.join(', ') || 'no namespace, no process',
  };
  return { ...outcome, checks: [...outcome.checks, check] };
}
