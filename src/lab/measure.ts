/** Moves the guests of a lab that stands, there and back, and finds out whether everything holds that must. */
import { startBaseline } from './baseline.ts';
import { diskCheck } from './disk-check.ts';
import { freezeParts } from './freeze-parts.ts';
import { type GuestParty, placeNames } from './guest-parties.ts';
import { type Holdings, holdingsOf, leakChecks } from './holdings.ts';
import { now } from './instruments.ts';
import { serialChecks } from './integrity.ts';
import { LabError } from './lab-error.ts';
import type { PlannedMove } from './move.ts';
import { moveGuests, overlapChecks } from './moving.ts';
import type { Party } from './parties.ts';
import { withSilence } from './probe-rows.ts';
import { stepsIn } from './journal-watch.ts';
import { mustRunAt } from './placement.ts';
import type { LabCheckRow, LabMove, LabResult, ProgramResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunningLab } from './running-lab.ts';
import { readSignalling } from './signalling.ts';
import { startTalk } from './talk.ts';
import type { Variant } from './variants.ts';

/** A request of the probe: number, when sent, when answered or null. Milliseconds of the result. */
export type ResultRow = readonly [number: number, sentMs: number, answeredMs: number | null];

/** What one variant gave. */
export interface Outcome {
  readonly moves: readonly LabMove[];
  readonly checks: readonly LabCheckRow[];
  readonly programs: readonly ProgramResult[];
  readonly agents: LabResult['agents'];
  readonly probe: LabResult['probe'];
  readonly between: LabResult['between'];
  readonly bootMs: number | null;
  readonly rows: readonly ResultRow[];
  readonly freezeParts: LabResult['freezeParts'];
  readonly signalling: LabResult['signalling'];
  readonly ladder: LabResult['ladder'];
  /** Packets around the first move, as a file for Wireshark; when they were written down. */
  readonly packets: Uint8Array | undefined;
}

/** How it is measured. */
export interface MeasureOptions {
  readonly run: RunFolder;
  /** Whether each move is followed by one of a guest that QEMU alone moves over TCP. */
  readonly baseline: boolean;
  readonly say: (text: string) => void;
}

/** How long before and after the first move packets belong to it. Milliseconds. */
const aroundMs = 500;

/** Measures a variant. @throws LabError by rejection */
export async function measure(
  lab: RunningLab,
  variant: Variant,
  { run, baseline: withBaseline, say }: MeasureOptions,
): Promise<Outcome> {
  const { scenario, killAfter } = variant;
  const { parties } = lab;
  const isReal = scenario.guest.kind !== 'simulated';
  const { guests } = parties;
  const witness = parties.party(placeNames.witness);
  const endsOf = ({ home, away }: GuestParty): [Party, Party] => [parties.party(home), parties.party(away)];
  const originMs = now();
  const moves: LabMove[] = [];
  const rounds: (readonly LabMove[])[] = [];
  const checks: LabCheckRow[] = [];
  const talk = await startTalk(lab, scenario, run.path);
  const baseline = withBaseline ? await startBaseline(lab, scenario, run.path, endsOf(guests[0])) : undefined;
  const holdings: Holdings[] = [await holdingsOf(lab, run)];
  const places = new Map(guests.map((guest) => [guest, endsOf(guest)[0]]));
  for (let n = 0; n < scenario.moves; n += 1) {
    const plans = guests.map((guest): PlannedMove => {
      const from = places.get(guest)!;
      return { guest, from, to: endsOf(guest).find((end) => end !== from)!, witness };
    });
    const round = await moveGuests(lab, variant, plans, originMs);
    rounds.push(round);
    for (const move of round) {
      moves.push(move);
      say(lineOf(move));
      if (killAfter === undefined && move.outcome !== 'moved')
        throw new LabError(
          'MOVE_FAILED',
          `the ${move.guest} did not move from ${move.from} to ${move.to}: ${move.says}`,
        );
    }
    await lab.rest(scenario.settleMs);
    for (const plan of plans) {
      const runsAt = isReal ? await lab.runsAt(plan.guest) : [plan.to.name];
      if (isReal) checks.push(placeCheck(killAfter, runsAt, plan));
      places.set(plan.guest, runsAt[0] === plan.to.name ? plan.to : plan.from);
    }
    if (baseline !== undefined) {
      await baseline.resume();
      await lab.rest(scenario.settleMs);
      const standing = [...places.values()].map(({ name }) => name);
      const plain = await whileAllHeld(lab, standing, () => baseline.move(originMs));
      moves.push(plain);
      say(`by QEMU alone, ${lineOf(plain)}`);
      await lab.rest(scenario.settleMs);
    }
    holdings.push(await holdingsOf(lab, run));
    if (scenario.disk !== undefined) {
      const [[guest, { name: at }]] = [...places] as [[GuestParty, Party]];
      const read = () => diskCheck(scenario, run.path, at, lab.serialLogs(guest));
      checks.push(...(await lab.whileHeld(at, read)));
    }
  }
  await baseline?.close();
  // What another is measured against has to do the same work, and to do it right.
  if (baseline !== undefined)
    checks.push(...serialChecks(baseline.serialLogs(), scenario.moves, 'guest that QEMU moves alone'));
  const { rows, programs, probe, between } = await talk.finish();
  if (isReal) {
    await lab.stopGuests();
    for (const guest of guests)
      checks.push(...serialChecks(lab.serialLogs(guest), scenario.moves, guest.name));
  }
  const said = talked(lab, moves, originMs);
  return {
    ...said,
    moves: withSilence(moves, rows, originMs),
    rows: rows.map(([number, sent, answered]) => [
      number,
      sent - originMs,
      answered === null ? null : answered - originMs,
    ]),
    checks: [
      ...checks,
      ...overlapChecks(rounds),
      ...leakChecks(holdings),
      ...programs.map(({ program, ok, says }) => ({
        what: `${program} keeps its connection, and gets what it should`,
        met: ok,
        says,
      })),
    ],
    programs,
    agents: agentRows(holdings),
    probe,
    between,
    bootMs: lab.bootMs ?? null,
  };
}

/** Holds guests while something is done: a guest beside it would have its processor. */
function whileAllHeld<T>(lab: RunningLab, places: readonly string[], work: () => Promise<T>): Promise<T> {
  return places.reduce<() => Promise<T>>((held, place) => () => lab.whileHeld(place, held), work)();
}

/** What was said around the first move. */
function talked(
  { parties }: RunningLab,
  moves: readonly LabMove[],
  originMs: number,
): Pick<Outcome, 'freezeParts' | 'signalling' | 'ladder' | 'packets'> {
  const first = moves.find(({ by }) => by === 'xlmp')!;
  const { orderedMs, endedMs } = first;
  const [guest, ...others] = parties.guests;
  // Orders are signed with the key of the guest, whose owner gives them.
  const outside = 'guest and owner';
  const names = new Map([
    [guest.key.hid, outside],
    ...[...parties.list, ...others].map(({ key, name }) => [key.hid, name] as const),
  ]);
  const files = parties.list.map(({ name, capture: file }) => ({ name, file }));
  const { signalling, ladder, capture } = readSignalling(files, {
    fromMs: originMs + orderedMs - aroundMs,
    untilMs: originMs + (endedMs ?? orderedMs) + aroundMs,
    originMs,
    guest: guest.key.hid,
    outside,
    nameOf: (hid) => names.get(hid) ?? outside,
  });
  return {
    freezeParts: freezeParts(first, ladder.messages),
    signalling,
    ladder,
    packets: signalling.length === 0 ? undefined : capture,
  };
}

/** Whether a guest runs once, and where it must. */
function placeCheck(
  killAfter: Variant['killAfter'],
  runsAt: readonly string[],
  { guest, from, to }: PlannedMove,
): LabCheckRow {
  const side = mustRunAt(killAfter, stepsIn(from.journal));
  return {
    what: `the ${guest.name} runs exactly once after a move`,
    met: runsAt.length === 1 && runsAt[0] === (side === 'source' ? from : to).name,
    says: `runs at ${runsAt.join(', ') || 'no host'}${killAfter === undefined ? '' : `, agent killed after ${killAfter}`}`,
  };
}

function agentRows(samples: readonly Holdings[]): LabResult['agents'] {
  return [...samples.at(-1)!.agents].map(([pid, use]) => ({
    ...use,
    memoryAfterMiB: samples.flatMap(({ agents }) => agents.get(pid)?.memoryMiB ?? []),
  }));
}

function lineOf({ from, to, outcome, totalMs, freezeMs, octets, says, killed }: LabMove): string {
  const times =
    totalMs === null ? '' : `, ${Math.round(totalMs)} ms in all, freeze ${freezeMs!.toFixed(1)} ms`;
  const why = outcome === 'moved' ? '' : ` (${says})`;
  const kill = killed === undefined ? '' : `, agent killed after ${killed}`;
  return `${from} → ${to}: ${outcome}${why}${times}, ${(octets / 1_048_576).toFixed(1)} MiB${kill}`;
}
