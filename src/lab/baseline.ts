/**
 * The same guest moved by QEMU alone over TCP, between the same namespaces, in the same run: what XLMP is measured
 * against. Its network is joined to nothing; the rest of it is the same. It stands still while XLMP moves the other.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseAccelerator } from '../hypervisors/qemu/accelerator.ts';
import { qemuArguments } from '../hypervisors/qemu/arguments.ts';
import { type Guest, readGuest } from '../hypervisors/qemu/guest.ts';
import { findQemu, versionOf } from '../hypervisors/qemu/program.ts';
import { connectQmp, type QmpClient } from '../hypervisors/qemu/qmp.ts';
import { pathsOf } from '../hypervisors/qemu/run-folder.ts';
import { readSerial } from './guests/serial.ts';
import { now, rounded, sentOn } from './instruments.ts';
import { LabError } from './lab-error.ts';
import { type QemuEvent, watchMonitor } from './onlooker.ts';
import type { Party } from './parties.ts';
import type { LabMove } from './result.ts';
import { bootLimits, type RunningLab } from './running-lab.ts';
import type { LabScenario } from './scenario.ts';
import type { LabProcess } from './supervisor.ts';

/** A guest that QEMU alone moves. */
export interface Baseline {
  /** Lets it run: it checks and writes its memory, as the other does. */
  resume(): Promise<void>;
  /** Moves it to the other host, where it stands still soon after. @throws LabError by rejection */
  move(originMs: number): Promise<LabMove>;
  /** What the guest wrote at each of its places. */
  serialLogs(): readonly string[];
  close(): Promise<void>;
}

interface PlainQemu {
  readonly party: Party;
  readonly qmp: QmpClient;
  readonly process: LabProcess;
  readonly events: QemuEvent[];
  close(): Promise<void>;
}

const port = 4444;
const moveLimit = 120_000;
const startLimit = 10_000;
/** QEMU is to stop the guest when what is left takes so long. Milliseconds. */
const downtimeLimit = 20;

/**
 * Boots it at the first of two hosts.
 *
 * @param fieldsAt the description of the guest at a host.
 */
export async function startBaseline(
  lab: RunningLab,
  scenario: LabScenario,
  folder: string,
  hosts: readonly [Party, Party],
): Promise<Baseline> {
  const program = findQemu(process.env);
  const accelerator = chooseAccelerator('auto', await versionOf(program), () => {});
  const fields = lab.fieldsAt(hosts[0].name);
  const machine = lab.parties.guests[0].key.hid;
  const described = readGuest({ ...fields, machine, disks: [] }, folder);
  const guest: Guest =
    described.nic === undefined ? described : { ...described, nic: { mac: described.nic.mac } };
  const serials: string[] = [];

  const start = async (party: Party, beginning: 'stopped' | 'incoming'): Promise<PlainQemu> => {
    const own = join(folder, `b${serials.length + 1}`);
    mkdirSync(join(own, machine), { recursive: true });
    const paths = pathsOf(own, machine);
    serials.push(paths.serial);
    const more = program.data === undefined ? {} : { data: program.data };
    const started = lab.supervisor.start({
      name: `plain-${serials.length}`,
      namespace: party.place.namespace,
      // QEMU alone starts its guest by itself as soon as it is there.
      words: [
        program.path,
        ...qemuArguments(guest, { accelerator, paths, beginning, ...more }).filter((word) => word !== '-S'),
      ],
    });
    const qmp = await connectSoon(paths.qmp);
    const events: QemuEvent[] = [];
    const look = watchMonitor(paths.monitor, party.name, (event) => events.push(event));
    lab.atClose(() => {
      look.close();
      qmp.close();
    });
    await qmp.ask('migrate-set-parameters', { 'max-bandwidth': 10e9, 'downtime-limit': downtimeLimit });
    await qmp.ask('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
    return {
      party,
      qmp,
      process: started,
      events,
      async close() {
        look.close();
        qmp.close();
        await started.kill();
      },
    };
  };

  let at = await start(hosts[0], 'stopped');
  const isUp = (): true | undefined =>
    readSerial(readFileSync(serials[0]!, 'latin1')).ready === undefined ? undefined : true;
  if ((await soon(isUp, bootLimits[scenario.guest.kind], lab)) === undefined)
    throw new LabError('TOO_LATE', 'the guest that QEMU moves alone did not boot');
  await at.qmp.ask('stop');
  return {
    async resume() {
      await at.qmp.ask('cont');
    },
    async move(originMs) {
      const to = at.party === hosts[0] ? hosts[1] : hosts[0];
      const before = await sentOn(at.party.place.namespace, 'u0');
      // Whoever moves a guest has to start a QEMU for it at the destination, so that is part of the time here, too.
      const orderedMs = now();
      const next = await start(to, 'incoming');
      const uri = `tcp:${to.place.address}:${port}`;
      await next.qmp.ask('migrate-incoming', { uri });
      const readyMs = now();
      await at.qmp.ask('migrate', { uri });
      const resume = await soon(() => next.events.find(({ event }) => event === 'RESUME'), moveLimit, lab);
      const stop = at.events.find(({ event, ms }) => event === 'STOP' && ms > readyMs);
      if (resume === undefined || stop === undefined) {
        await next.close();
        throw new LabError(
          'MOVE_FAILED',
          `QEMU alone did not move its guest from ${at.party.name} to ${to.name}`,
        );
      }
      // QEMU answers before its threads are through; it is not to be killed while it still sends.
      await lab.rest(200);
      const after = await sentOn(at.party.place.namespace, 'u0');
      const from = at.party.name;
      await at.close();
      at = next;
      await at.qmp.ask('stop');
      return {
        by: 'qemu',
        guest: lab.parties.guests[0].name,
        from,
        to: to.name,
        memoryMiB: scenario.guest.memory,
        orderedMs: rounded(orderedMs - originMs),
        endedMs: rounded(resume.ms - originMs),
        readyMs: rounded(readyMs - originMs),
        frozenMs: rounded(stop.ms - originMs),
        runningMs: rounded(resume.ms - originMs),
        totalMs: rounded(resume.ms - orderedMs),
        freezeMs: rounded(resume.ms - stop.ms),
        parts: [
          { name: 'starting QEMU', ms: rounded(readyMs - orderedMs) },
          { name: 'copying', ms: rounded(stop.ms - readyMs) },
          { name: 'freeze', ms: rounded(resume.ms - stop.ms) },
        ],
        octets: after.octets - before.octets,
        packets: after.packets - before.packets,
        outcome: 'moved',
        says: 'RESUME at the destination',
        killed: undefined,
        runsAt: [to.name],
        silence: null,
      };
    },
    serialLogs: () => serials.map((path) => readFileSync(path, 'latin1')),
    close: () => at.close(),
  };

  async function connectSoon(path: string): Promise<QmpClient> {
    const end = performance.now() + startLimit;
    for (;;) {
      try {
        return await connectQmp(path);
      } catch (error) {
        if (performance.now() > end) throw error;
        await lab.rest(20);
      }
    }
  }
}

async function soon<T>(look: () => T | undefined, limitMs: number, lab: RunningLab): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = look();
    if (found !== undefined || performance.now() > end) return found;
    await lab.rest(10);
  }
}
