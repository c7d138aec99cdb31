/** Everybody who talks to the guest of a run: the probe, and programs of Debian. */
import { join } from 'node:path';
import { cacheFolder } from './guest-setup.ts';
import { LabError } from './lab-error.ts';
import { isTalkedTo, placeNames } from './parties.ts';
import { buildProbe, startProbe } from './probe/probe.ts';
import { monotonicOffset, probeFigures, type ProbeRow, readProbeRows } from './probe-rows.ts';
import { type RunningProgram, startProgram } from './programs.ts';
import type { LabResult, ProgramResult } from './result.ts';
import type { RunningLab } from './running-lab.ts';
import type { LabScenario } from './scenario.ts';
import { guestNetwork } from './topology.ts';
import { tryCommand } from './command.ts';

/** Those who talk. */
export interface Talk {
  /** Ends it, and gives what they saw. */
  finish(): Promise<{
    readonly rows: readonly ProbeRow[];
    readonly probe: LabResult['probe'];
    readonly programs: readonly ProgramResult[];
  }>;
}

const reachLimit = 60_000;
/** Waits until the guest answers the client, and starts all that talk. @throws LabError by rejection: TOO_LATE */
export async function startTalk(lab: RunningLab, scenario: LabScenario, folder: string): Promise<Talk> {
  const nothing = { rows: [], probe: null, programs: [] };
  if (!isTalkedTo(scenario)) return { finish: () => Promise.resolve(nothing) };
  const { namespace } = lab.parties.party(placeNames.client).place;
  const program = await buildProbe(cacheFolder());
  await reach(lab, program, namespace, join(folder, 'first.csv'));
  const file = join(folder, 'requests.csv');
  const { probe: perSecond, settleMs } = scenario;
  const probe =
    perSecond === 0
      ? undefined
      : startProbe({
          program,
          namespace,
          address: guestNetwork.guestAddress,
          intervalUs: Math.round(1e6 / perSecond),
          seconds: 3600,
          rows: file,
        });
  const programs: RunningProgram[] = [];
  for (const name of scenario.programs)
    programs.push(startProgram(name, { supervisor: lab.supervisor, namespace, folder }));
  await lab.rest(settleMs);
  return {
    async finish() {
      const results = await Promise.all(programs.map((each) => each.finish()));
      if (probe === undefined) return { ...nothing, programs: results };
      await probe.stop();
      const rows = readProbeRows(file, monotonicOffset());
      return { rows, probe: probeFigures(rows, perSecond), programs: results };
    },
  };
}

/** Asks until the guest answers: the session that carries the packets opens with the first of them. */
async function reach(lab: RunningLab, program: string, namespace: string, rows: string): Promise<void> {
  const end = performance.now() + reachLimit;
  const words = [
    'ip',
    'netns',
    'exec',
    namespace,
    program,
    guestNetwork.guestAddress,
    '7777',
    '20000',
    '1',
    rows,
  ];
  while (performance.now() < end) {
    const { out } = await tryCommand(words);
    if ((/"answered":(\d+)/.exec(out)?.[1] ?? '0') !== '0') return;
    await lab.rest(200);
  }
  const agent = lab.agentOf(placeNames.client).said().slice(-300);
  throw new LabError('TOO_LATE', `the client does not reach the guest; its agent said: ${agent}`);
}
