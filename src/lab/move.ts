/** One migration in a lab that stands: ordered, watched, and measured. */
import { now, rounded, sentOn } from './instruments.ts';
import { recordWritten } from './journal-watch.ts';
import type { GuestParty } from './guest-parties.ts';
import type { Party } from './parties.ts';
import type { LabMove } from './result.ts';
import type { RunningLab } from './running-lab.ts';
import type { LabScenario } from './scenario.ts';
import type { Variant } from './variants.ts';

/** How long QEMU may take to say what the agents know already. Milliseconds. */
const eventLimit = 3_000;
/** How long a killed agent stays away. */
const awayMs = 1_000;
const killLimit = 60_000;

/** A move that is to be. */
export interface PlannedMove {
  readonly guest: GuestParty;
  readonly from: Party;
  readonly to: Party;
  readonly witness: Party;
}

/**
 * Moves a guest.
 *
 * @param originMs the zero of the times in the result, in milliseconds since 1970.
 */
export async function moveGuest(
  lab: RunningLab,
  { scenario, killAfter }: Variant,
  { guest, from, to, witness }: PlannedMove,
  originMs: number,
): Promise<LabMove> {
  const { namespace } = from.place;
  const before = await sentOn(namespace, 'u0');
  const beganMs = now();
  const order = await lab.operator.order(guest, from, to, witness);
  const killed = killAfter === undefined ? undefined : killAgent(lab, scenario, killAfter, from, to);
  const { orderedMs, endedMs, code, says } = await order.result;
  await killed;
  const isSimulated = scenario.guest.kind === 'simulated';
  const stop = isSimulated
    ? undefined
    : await lab.event(
        ({ at, event, ms }) => at === from.name && event === 'STOP' && ms > beganMs,
        eventLimit,
      );
  const resume =
    stop === undefined
      ? undefined
      : await lab.event(
          ({ at, event, ms }) => (at === from.name || at === to.name) && event === 'RESUME' && ms > stop.ms,
          killAfter === undefined ? eventLimit : killLimit,
        );
  const ready =
    stop === undefined
      ? undefined
      : await lab.event(
          ({ at, event, ms, data }) =>
            at === to.name && event === 'MIGRATION' && data['status'] === 'setup' && ms > beganMs,
          0,
        );
  const after = await sentOn(namespace, 'u0');
  const runsAt = isSimulated ? [] : await lab.runsAt(guest);
  const at = (ms: number | undefined): number | null => (ms === undefined ? null : rounded(ms - originMs));
  const moved = code === 0;
  return {
    by: 'xlmp',
    guest: guest.name,
    from: from.name,
    to: to.name,
    memoryMiB: scenario.guest.memory,
    orderedMs: rounded(orderedMs - originMs),
    endedMs: at(endedMs),
    readyMs: at(ready?.ms),
    frozenMs: at(stop?.ms),
    runningMs: at(resume?.ms),
    totalMs: resume === undefined ? null : rounded(resume.ms - orderedMs),
    freezeMs: stop === undefined || resume === undefined ? null : rounded(resume.ms - stop.ms),
    parts: partsOf(orderedMs, ready?.ms ?? orderedMs, stop?.ms, resume?.ms, endedMs),
    octets: after.octets - before.octets,
    packets: after.packets - before.packets,
    outcome: moved ? 'moved' : runsAt.includes(from.name) ? 'returned' : 'failed',
    says,
    killed: killAfter,
    runsAt,
    silence: null,
  };
}

/** Kills an agent right after a record in its journal, and starts it again. */
async function killAgent(
  lab: RunningLab,
  { kill }: LabScenario,
  after: NonNullable<Variant['killAfter']>,
  from: Party,
  to: Party,
): Promise<void> {
  const victim = kill === 'source' ? from : to;
  if (!(await recordWritten(victim.journal, after, { limitMs: killLimit }))) return;
  await lab.agentOf(victim.name).kill();
  await lab.rest(awayMs);
  await lab.startAgent(victim);
}

function partsOf(
  ordered: number,
  ready: number,
  stop: number | undefined,
  resume: number | undefined,
  ended: number,
): LabMove['parts'] {
  if (stop === undefined || resume === undefined)
    return [{ name: 'from order to end', ms: rounded(ended - ordered) }];
  return [
    { name: 'agreeing, and starting QEMU', ms: rounded(ready - ordered) },
    { name: 'copying', ms: rounded(stop - ready) },
    { name: 'freeze', ms: rounded(resume - stop) },
    { name: 'cleaning up', ms: rounded(Math.max(0, ended - resume)) },
  ];
}
