/** What a run holds of the machine, so that what it does not give back can be found: processes, devices, memory. */
import { readFileSync } from 'node:fs';
import { tryCommand } from './command.ts';
import { type ProcessUse, useOf } from './instruments.ts';
import { namespacesOfRun } from './network.ts';
import type { LabCheckRow } from './result.ts';
import type { RunningLab } from './running-lab.ts';
import type { RunFolder } from './run-folder.ts';

/** What is held at a moment. */
export interface Holdings {
  /** How many processes of each program live in namespaces of the run. */
  readonly processes: ReadonlyMap<string, number>;
  /** The devices of each namespace of the run. */
  readonly devices: ReadonlyMap<string, string>;
  /** What each agent takes, by its process. */
  readonly agents: ReadonlyMap<number, ProcessUse & { readonly name: string }>;
}

/** What an agent may take more than at the start without being said to leak: buffers and code that is compiled late. */
const allowed = { files: 8, memoryMiB: 48 } as const;

/** Looks at what a lab holds now. */
export async function holdingsOf(lab: RunningLab, run: RunFolder): Promise<Holdings> {
  const namespaces = await namespacesOfRun(run);
  const processes = new Map<string, number>();
  const devices = new Map<string, string>();
  for (const namespace of namespaces) {
    const pids = (await tryCommand(['ip', 'netns', 'pids', namespace])).out.split('\n');
    for (const program of pids.flatMap((pid) => (pid === '' ? [] : programOf(pid))))
      processes.set(program, (processes.get(program) ?? 0) + 1);
    const { out } = await tryCommand(['ip', '-n', namespace, '-j', 'link']);
    const links = JSON.parse(out || '[]') as { readonly ifname: string }[];
    devices.set(namespace, links.map(({ ifname }) => ifname).join(' '));
  }
  const agents = lab.parties.list.flatMap(({ name }) => {
    const { identity } = lab.agentOf(name);
    const use = identity === undefined ? undefined : useOf(identity);
    return use === undefined ? [] : [[identity!.pid, { name, ...use }] as const];
  });
  return { processes, devices, agents: new Map(agents) };
}

function programOf(pid: string): readonly string[] {
  try {
    return [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()];
  } catch {
    return [];
  }
}

/** Moves after which an agent has seen all that it does: until then its memory may grow. */
const warmAfter = 4;

/**
 * Whether a run holds no more after its moves than before.
 *
 * @param samples before the first move, and after each.
 */
export function leakChecks(samples: readonly Holdings[]): readonly LabCheckRow[] {
  const [before, after] = [samples[0]!, samples.at(-1)!];
  const warm = samples[Math.min(warmAfter, Math.floor(samples.length / 2))]!;
  const more = [...after.processes].filter(([name, count]) => count > (before.processes.get(name) ?? 0));
  const namespaces = new Set([...before.devices.keys(), ...after.devices.keys()]);
  const changed = [...namespaces].filter((name) => before.devices.get(name) !== after.devices.get(name));
  const agents = [...after.agents].flatMap(([pid, now]) => {
    const then = warm.agents.get(pid);
    return then === undefined
      ? []
      : [{ name: now.name, memoryMiB: now.memoryMiB - then.memoryMiB, files: now.files - then.files }];
  });
  const isWarm = samples.length > 2 * warmAfter;
  const grown = agents.filter(
    ({ memoryMiB, files }) => (isWarm && memoryMiB > allowed.memoryMiB) || files > allowed.files,
  );
  const most = (of: (agent: (typeof agents)[number]) => number): number => Math.max(0, ...agents.map(of));
  return [
    {
      what: 'no process, namespace or device is left behind by moves',
      met: more.length === 0 && changed.length === 0,
      says: [
        ...[...after.processes].map(([name, count]) => `${count} ${name}`),
        ...more.map(([name, count]) => `${name}: ${count} instead of ${before.processes.get(name) ?? 0}`),
        ...changed.map((name) => `other devices in ${name}`),
      ].join(', '),
    },
    {
      what: 'no agent keeps memory or open files after moves',
      met: grown.length === 0,
      says:
        `at most ${most(({ memoryMiB }) => memoryMiB).toFixed(1)} MiB and ${most(({ files }) => files)} files more than after the first moves${isWarm ? '' : ', too few moves to judge memory by'}` +
        grown
          .map(({ name, memoryMiB, files }) => `; ${name}: ${memoryMiB.toFixed(1)} MiB, ${files} files`)
          .join(''),
    },
  ];
}
