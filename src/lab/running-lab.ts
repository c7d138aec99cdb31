/** A lab that stands: network, agents and guest, and what can be asked of them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeFirstDisk, setUpGuest } from './guest-setup.ts';
import { readSerial } from './guests/serial.ts';
import { now } from './instruments.ts';
import { LabError } from './lab-error.ts';
import { buildNetwork } from './network.ts';
import { type Onlooker, type QemuEvent, watchMonitor } from './onlooker.ts';
import { type LabOperator, makeLabOperator } from './operator.ts';
import type { GuestParty } from './guest-parties.ts';
import { makeParties, networkOf, type Parties, type Party } from './parties.ts';
import { identityOfProcess, isRunning, signalProcess } from './process-identity.ts';
import type { RunFolder } from './run-folder.ts';
import type { LabScenario } from './scenario.ts';
import { type LabProcess, makeSupervisor, type Supervisor } from './supervisor.ts';
import { type GuestLink, placesOf } from './topology.ts';

/** What a lab is made of. */
export interface LabParts {
  readonly run: RunFolder;
  readonly scenario: LabScenario;
  /** The words that start the command `xlmp`. */
  readonly xlmp: readonly string[];
  /** Whether each party writes down what it sends and receives. */
  readonly isCaptured: boolean;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A lab that stands. */
export interface RunningLab {
  readonly parties: Parties;
  readonly operator: LabOperator;
  readonly supervisor: Supervisor;
  /** What the QEMUs have said so far. */
  readonly events: readonly QemuEvent[];
  /** From the start of the agents until the guest was ready; undefined for a simulated one. Milliseconds. */
  readonly bootMs: number | undefined;
  /** The description of the guest at a host. */
  fieldsAt(place: string): Readonly<Record<string, unknown>>;
  agentOf(name: string): LabProcess;
  /** Starts the agent of a party, again when it was killed. */
  startAgent(party: Party): Promise<void>;
  /** The hosts at which a QEMU says that a guest runs. */
  runsAt(guest: GuestParty): Promise<readonly string[]>;
  /** Holds the guest at a host, with all that it has written on its disk, while something is done. */
  whileHeld<T>(place: string, work: () => Promise<T>): Promise<T>;
  /** The serial logs of a guest, at each host where there is one. */
  serialLogs(guest: GuestParty): readonly string[];
  /** Waits for an event of a QEMU. @returns undefined when it does not come in time */
  event(matches: (event: QemuEvent) => boolean, limitMs: number): Promise<QemuEvent | undefined>;
  rest(ms: number): Promise<void>;
  /** Has something let go of when the lab is closed, however it ended. */
  atClose(letGo: () => void): void;
  /** Ends the QEMUs in good order, so that their disks are whole. */
  stopGuests(): Promise<void>;
  /** Lets go of the monitors and ends the agents; what they started is ended by whoever removes the run. */
  close(): Promise<void>;
}

const startLimit = 120_000;
/** How long a guest may take until it says that it is ready. Milliseconds. */
export const bootLimits = { bare: 120_000, linux: 300_000, simulated: 1 } as const;
const lookDelay = 20;

/** Builds a lab. @throws LabError by rejection; what was built until then is for `removeRun` */
export async function startLab({
  run,
  scenario,
  xlmp,
  isCaptured,
  say,
  signal,
}: LabParts): Promise<RunningLab> {
  const isReal = scenario.guest.kind !== 'simulated';
  const plan = networkOf(run.id, scenario);
  const linkAt = (place: string): GuestLink => placesOf(plan).find(({ name }) => name === place)!.link!;
  const fieldsAt = await setUpGuest(scenario, run.path, linkAt);
  say(`building the network ${plan.id}`);
  await buildNetwork(plan);
  signal.throwIfAborted();
  const parties = makeParties(run.path, plan, scenario, { fieldsAt, isCaptured });
  for (const { home } of parties.guests) await makeFirstDisk(scenario, run.path, home);
  const supervisor = makeSupervisor(run);
  const agents = new Map<string, LabProcess>();
  const events: QemuEvent[] = [];
  const folderOf = (party: Party): string => join(party.qemu!, parties.guestOf(party).key.hid);
  const hosts = parties.list.filter(({ qemu }) => qemu !== undefined);
  const onlookers = new Map<string, Onlooker>();

  const startAgent = async (party: Party): Promise<void> => {
    const agent = supervisor.start({
      name: party.name,
      namespace: party.place.namespace,
      words: [...xlmp, ...party.words],
    });
    agents.set(party.name, agent);
    await agent.seen(/listening on udp /, startLimit);
  };
  const rest = (ms: number): Promise<void> => wait(ms, undefined, { signal });
  const until = async <T>(look: () => T | undefined, limitMs: number): Promise<T | undefined> => {
    const end = performance.now() + limitMs;
    for (;;) {
      const found = look();
      if (found !== undefined || performance.now() > end) return found;
      await rest(lookDelay);
    }
  };
  const hostsOf = (guest: GuestParty): readonly Party[] =>
    hosts.filter((party) => parties.guestOf(party) === guest);
  const serialLogs = (guest: GuestParty): readonly string[] =>
    hostsOf(guest).flatMap((party) => {
      const file = join(folderOf(party), 'serial.log');
      return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
    });

  say(`starting ${parties.list.length} agents`);
  const began = now();
  if (isReal)
    for (const party of hosts) {
      const monitor = join(folderOf(party), 'monitor.sock');
      onlookers.set(
        party.name,
        watchMonitor(monitor, party.name, (event) => events.push(event)),
      );
    }
  const closings: (() => void)[] = [];
  const close = async (): Promise<void> => {
    for (const letGo of closings) letGo();
    for (const look of onlookers.values()) look.close();
    await supervisor.stopAll();
  };
  let bootMs: number | undefined;
  const startAll = async (): Promise<void> => {
    // A party reads the contacts of those before it; those of the same kind need not wait for each other.
    for (const kind of ['router', 'other', 'host', 'client'] as const)
      await Promise.all(parties.list.filter(({ place }) => place.kind === kind).map(startAgent));
    if (isReal) {
      const { guests } = parties;
      say(guests.length === 1 ? 'booting the guest' : `booting ${guests.length} guests`);
      const isUp = (guest: GuestParty): boolean =>
        serialLogs(guest).some((log) => readSerial(log).ready !== undefined);
      await until(() => (guests.every(isUp) ? true : undefined), bootLimits[scenario.guest.kind]);
      bootMs = now() - began;
      for (const guest of guests)
        if (!isUp(guest))
          throw new LabError(
            'TOO_LATE',
            `the ${guest.name} did not boot; it said: ${serialLogs(guest).join('').slice(-400)}`,
          );
    }
  };
  try {
    await startAll();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    parties,
    operator: makeLabOperator(xlmp, run.path, supervisor),
    supervisor,
    events,
    bootMs,
    fieldsAt,
    agentOf(name) {
      const agent = agents.get(name);
      if (agent === undefined) throw new TypeError(`there is no agent ${name}`);
      return agent;
    },
    startAgent,
    async runsAt(guest) {
      const asked = hostsOf(guest).map(async ({ name }) =>
        (await onlookers.get(name)?.status()) === 'running' ? [name] : [],
      );
      return (await Promise.all(asked)).flat();
    },
    whileHeld: (place, work) => onlookers.get(place)!.whileHeld(work),
    serialLogs,
    event: (matches, limitMs) => until(() => events.find(matches), limitMs),
    rest,
    async stopGuests() {
      for (const party of hosts) await endProcessOf(join(folderOf(party), 'pid'));
    },
    atClose: (letGo) => void closings.push(letGo),
    close,
  };
}

/** How long a QEMU may take to close its disks. Milliseconds. */
const quitLimit = 10_000;

/** Ends the process whose number stands in a file, and waits until it is gone. */
async function endProcessOf(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const identity = identityOfProcess(Number(readFileSync(file, 'utf8')));
  if (identity === undefined) return;
  signalProcess(identity, 'SIGTERM');
  for (let waited = 0; waited < quitLimit && isRunning(identity); waited += lookDelay) await wait(lookDelay);
}
