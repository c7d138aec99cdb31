/** Runs a scenario: builds a lab for each of its variants, moves the guest, checks it, and takes everything away again. */
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import process from 'node:process';
import { startBaseline } from './baseline.ts';
import type { HypervisorFound } from './check/hypervisor.ts';
import { diskCheck } from './disk-check.ts';
import { now, useOf } from './instruments.ts';
import { serialChecks } from './integrity.ts';
import { LabError } from './lab-error.ts';
import { moveGuest } from './move.ts';
import { removeRun } from './network.ts';
import { placeNames } from './parties.ts';
import type { LabCheckRow, LabMove, LabResult, ProgramResult } from './result.ts';
import { withSilence } from './probe-rows.ts';
import { startTalk } from './talk.ts';
import { makeRunFolder } from './run-folder.ts';
import { type RunningLab, startLab } from './running-lab.ts';
import { killPhases, type LabScenario, mustRunAt } from './scenario.ts';
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
  /** Leaves the folder of the run, with its logs, where it is. */
  readonly keep: boolean;
  readonly say: (text: string) => void;
  /** Ends the run early; everything is taken away all the same. */
  readonly signal: AbortSignal;
}

/** What one variant gave. */
interface Outcome {
  readonly moves: readonly LabMove[];
  readonly checks: readonly LabCheckRow[];
  readonly programs: readonly ProgramResult[];
  readonly agents: LabResult['agents'];
  readonly probe: LabResult['probe'];
  readonly bootMs: number | null;
  /** Requests of the probe: number, when sent, when answered or null. */
  readonly rows: LabRun['rows'];
}

/** A result, and what is too much for it. */
export interface LabRun {
  readonly result: LabResult;
  /** Requests of the probe in the first variant: number, when sent, when answered or null. Milliseconds of the result. */
  readonly rows: readonly (readonly [number, number, number | null])[];
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
    programs: outcomes.flatMap(({ programs }) => programs),
    checks: outcomes.flatMap(({ checks }) => checks),
    agents: outcomes.at(-1)!.agents,
  };
  return { result, rows: first.rows };
}

async function runVariant(options: LabRunOptions, variant: Variant): Promise<Outcome> {
  const { signal, say, keep, xlmp } = options;
  const run = makeRunFolder();
  let lab: RunningLab | undefined;
  const cut = (): void => void removeRun(run, true);
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', cut, { once: true });
    lab = await startLab({ run, scenario: variant.scenario, xlmp, say, signal });
    return await measure(lab, variant, run.path, options);
  } catch (error) {
    if (signal.aborted) throw new LabError('STOPPED', 'stopped; everything was taken away again', error);
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await lab?.close();
    await removeRun(run, keep);
    if (keep) say(`logs are in ${run.path}`);
  }
}

async function measure(
  lab: RunningLab,
  variant: Variant,
  folder: string,
  { say, baseline: withBaseline }: LabRunOptions,
): Promise<Outcome> {
  const { scenario, killAfter } = variant;
  const { first, beside, other, witness } = placeNames;
  const { parties } = lab;
  const [home, away] = [parties.party(first), parties.party(scenario.to === 'same-domain' ? beside : other)];
  const originMs = now();
  const moves: LabMove[] = [];
  const checks: LabCheckRow[] = [];
  const talk = await startTalk(lab, scenario, folder);
  const baseline = withBaseline ? await startBaseline(lab, scenario, folder, [home, away]) : undefined;
  let at = home;
  for (let n = 0; n < scenario.moves; n += 1) {
    const to = at === home ? away : home;
    const move = await moveGuest(lab, variant, at, to, parties.party(witness), originMs);
    moves.push(move);
    say(lineOf(move));
    if (killAfter === undefined && move.outcome !== 'moved')
      throw new LabError('MOVE_FAILED', `the guest did not move from ${at.name} to ${to.name}: ${move.says}`);
    await lab.rest(scenario.settleMs);
    const runsAt = scenario.guest.kind === 'simulated' ? [to.name] : await lab.runsAt();
    if (scenario.guest.kind !== 'simulated')
      checks.push({
        what: 'the guest runs exactly once after a move',
        met: runsAt.length === 1 && isAllowed(killAfter, runsAt[0]!, at.name, to.name),
        says: `runs at ${runsAt.join(', ') || 'no host'}${killAfter === undefined ? '' : `, agent killed after ${killAfter}`}`,
      });
    at = runsAt[0] === home.name ? home : away;
    if (baseline !== undefined) {
      const plain = await baseline.move(originMs);
      moves.push(plain);
      say(`by QEMU alone, ${lineOf(plain)}`);
      await lab.rest(scenario.settleMs);
    }
  }
  await baseline?.close();
  const { rows, programs, probe } = await talk.finish();
  const agents = parties.list.flatMap(({ name }) => {
    const { identity } = lab.agentOf(name);
    const use = identity === undefined ? undefined : useOf(identity);
    return use === undefined ? [] : [{ name, ...use }];
  });
  if (scenario.guest.kind !== 'simulated') {
    await lab.stopGuest();
    checks.push(...serialChecks(lab.serialLogs(), scenario.moves));
    checks.push(...(await diskCheck(scenario, folder, at.name, lab.serialLogs())));
  }
  return {
    moves: withSilence(moves, rows, originMs),
    rows: rows.map(([number, sent, answered]) => [
      number,
      sent - originMs,
      answered === null ? null : answered - originMs,
    ]),
    checks: [
      ...checks,
      ...programs.map(({ program, ok, says }) => ({
        what: `${program} keeps its connection, and gets what it should`,
        met: ok,
        says,
      })),
    ],
    programs,
    agents,
    probe,
    bootMs: lab.bootMs ?? null,
  };
}

/** Whether a guest may run at a host now. */
function isAllowed(killAfter: Variant['killAfter'], place: string, from: string, to: string): boolean {
  const where = killAfter === undefined ? 'destination' : mustRunAt[killAfter];
  return where === 'either' || place === (where === 'source' ? from : to);
}

function lineOf({ from, to, outcome, totalMs, freezeMs, octets, says, killed }: LabMove): string {
  const times =
    totalMs === null ? '' : `, ${Math.round(totalMs)} ms in all, freeze ${freezeMs!.toFixed(1)} ms`;
  const why = outcome === 'moved' ? '' : ` (${says})`;
  const kill = killed === undefined ? '' : `, agent killed after ${killed}`;
  return `${from} → ${to}: ${outcome}${why}${times}, ${(octets / 1_048_576).toFixed(1)} MiB${kill}`;
}
