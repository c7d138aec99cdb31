/** Everybody who talks to the guest of a run: the probe, and programs of Debian; at the client, and in a second guest. */
import { join } from 'node:path';
import { tryCommand } from './command.ts';
import { cacheFolder } from './guest-setup.ts';
import { type GuestParty, placeNames } from './guest-parties.ts';
import { LabError } from './lab-error.ts';
import { isTalkedTo } from './parties.ts';
import { buildProbe, startProbe } from './probe/probe.ts';
import { monotonicOffset, parseProbeRows, probeFigures, type ProbeRow, readProbeRows } from './probe-rows.ts';
import { type RunningProgram, startProgram } from './programs.ts';
import type { LabResult, ProgramResult } from './result.ts';
import type { RunningLab } from './running-lab.ts';
import type { LabScenario } from './scenario.ts';
import { sshWords } from './ssh.ts';

/** What those who talk have seen. */
export interface Talked {
  readonly rows: readonly ProbeRow[];
  readonly probe: LabResult['probe'];
  readonly between: LabResult['between'];
  readonly programs: readonly ProgramResult[];
}

/** Those who talk. */
export interface Talk {
  /** Ends it, and gives what they saw. */
  finish(): Promise<Talked>;
}

/** A probe that runs, and what it is to have seen. */
interface Asking {
  finish(): Promise<readonly ProbeRow[]>;
}

const reachLimit = 60_000;
/** After so long a probe ends by itself. Seconds. */
const probeSeconds = 3600;

/** Waits until the guests answer the client, and starts all that talk. @throws LabError by rejection: TOO_LATE */
export async function startTalk(lab: RunningLab, scenario: LabScenario, folder: string): Promise<Talk> {
  const nothing: Talked = { rows: [], probe: null, between: null, programs: [] };
  if (!isTalkedTo(scenario)) return { finish: () => Promise.resolve(nothing) };
  const { namespace } = lab.parties.party(placeNames.client).place;
  const { supervisor } = lab;
  const { probe: perSecond, settleMs } = scenario;
  const [guest, second] = lab.parties.guests;
  const program = await buildProbe(cacheFolder());
  for (const each of lab.parties.guests) await reach(lab, each, program, namespace, folder);
  const within = second === undefined ? undefined : sshWords(second.link.address);
  const to = guest.link.address;
  const asking = perSecond === 0 ? undefined : ask(program, namespace, to, perSecond, folder);
  const askingWithin =
    perSecond === 0 || within === undefined ? undefined : askWithin(within, namespace, to, perSecond);
  const programs: RunningProgram[] = [];
  for (const name of scenario.programs)
    programs.push(
      startProgram(name, { supervisor, namespace, folder, to, ...(within === undefined ? {} : { within }) }),
    );
  await lab.rest(settleMs);
  return {
    async finish() {
      const results = await Promise.all(programs.map((each) => each.finish()));
      const rows = (await asking?.finish()) ?? [];
      const rowsBetween = await askingWithin?.finish();
      return {
        rows,
        probe: asking === undefined ? null : probeFigures(rows, perSecond),
        between: rowsBetween === undefined ? null : probeFigures(rowsBetween, perSecond),
        programs: results,
      };
    },
  };
}

/** Has the client ask a guest. */
function ask(program: string, namespace: string, address: string, perSecond: number, folder: string): Asking {
  const rows = join(folder, 'requests.csv');
  const intervalUs = Math.round(1e6 / perSecond);
  const probe = startProbe({ program, namespace, address, intervalUs, seconds: probeSeconds, rows });
  return {
    async finish() {
      await probe.stop();
      return readProbeRows(rows, monotonicOffset());
    },
  };
}

/** Has the second guest ask the first: times are by the clock of the second. */
function askWithin(within: readonly string[], namespace: string, address: string, perSecond: number): Asking {
  const rows = '/tmp/requests.csv';
  const intervalUs = Math.round(1e6 / perSecond);
  const asked = { program: 'probe', within, namespace, address, intervalUs, seconds: probeSeconds, rows };
  const probe = startProbe(asked);
  return {
    async finish() {
      await probe.stop();
      const { out } = await tryCommand(['ip', 'netns', 'exec', namespace, ...within, 'cat', rows]);
      return parseProbeRows(out, 0);
    },
  };
}

/** Asks until a guest answers: the session that carries the packets opens with the first of them. */
async function reach(
  lab: RunningLab,
  guest: GuestParty,
  program: string,
  namespace: string,
  folder: string,
): Promise<void> {
  const end = performance.now() + reachLimit;
  const { address } = guest.link;
  const rows = join(folder, 'first.csv');
  let why = '';
  while (performance.now() < end) {
    const probe = startProbe({ program, namespace, address, intervalUs: 20_000, seconds: 1, rows });
    const answered = await probe.done.then(
      (figures) => figures.answered,
      (error: LabError) => {
        why = `: ${error.message}`;
        return 0;
      },
    );
    if (answered > 0) return;
    await lab.rest(200);
  }
  const agent = lab.agentOf(placeNames.client).said().slice(-300);
  throw new LabError(
    'TOO_LATE',
    `the client does not reach the ${guest.name}${why}; its agent said: ${agent}`,
  );
}
