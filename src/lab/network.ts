/** Builds the network of a run, and removes whatever a run has left behind: processes, namespaces, files. */
import { setTimeout as wait } from 'node:timers/promises';
import { mustRun, tryCommand } from './command.ts';
import { identityOfProcess, isRunning, signalProcess } from './process-identity.ts';
import { knownRuns, processesOf, removeRunFolder, type RunFolder, runPrefix } from './run-folder.ts';
import { buildCommands, type NetworkPlan, removeCommands } from './topology.ts';

/** Builds a network. @throws LabError by rejection; what was built until then stays for {@link removeRun} */
export async function buildNetwork(plan: NetworkPlan): Promise<void> {
  for (const words of buildCommands(plan)) await mustRun(words);
}

/** What was found and removed. */
export interface Removed {
  readonly processes: number;
  readonly namespaces: readonly string[];
  /** What is there all the same, each as a few words. */
  readonly left: readonly string[];
}

/** How long killed processes are given to be gone. Milliseconds. */
const deathLimit = 3_000;

/**
 * Ends the processes of a run and removes its namespaces. Finds them by the files of the run and by asking who lives
 * in its namespaces, since a hypervisor may have been started by an agent that is gone.
 */
export async function removeRun(run: RunFolder, keepFiles = false): Promise<Removed> {
  const namespaces = await namespacesOfRun(run);
  const inside = await Promise.all(
    namespaces.map(async (name) => (await tryCommand(['ip', 'netns', 'pids', name])).out.split('\n')),
  );
  const identities = [
    ...processesOf(run),
    ...inside.flat().flatMap((pid) => (pid === '' ? [] : (identityOfProcess(Number(pid)) ?? []))),
  ].filter(({ pid }) => pid !== process.pid);
  const killed = new Set(identities.filter((each) => signalProcess(each, 'SIGKILL')).map(({ pid }) => pid));
  for (let waited = 0; waited < deathLimit && identities.some(isRunning); waited += 20) await wait(20);
  for (const words of removeCommands(namespaces)) await tryCommand(words);
  if (!keepFiles) removeRunFolder(run);
  const alive = identities.filter(isRunning).map(({ pid }) => `process ${pid}`);
  return { processes: killed.size, namespaces, left: [...(await namespacesOfRun(run)), ...alive] };
}

/** Removes what is left of all runs whose owner is gone. */
export async function removeLeftovers(): Promise<Removed> {
  const runs = knownRuns();
  const dead: RunFolder[] = runs.filter(({ alive }) => !alive);
  const nobody = { pid: 0, began: '' };
  const known = new Set(runs.map(({ id }) => id));
  const orphans = (await allNamespaces())
    .flatMap((name) => new RegExp(`^(${runPrefix}\\d+[a-z]?)-`).exec(name)?.[1] ?? [])
    .filter((id, i, all) => !known.has(id) && all.indexOf(id) === i)
    .map((id): RunFolder => ({ id, path: '', owner: nobody }));
  const removed: Removed[] = [];
  for (const run of [...dead, ...orphans]) removed.push(await removeRun(run, run.path === ''));
  return {
    processes: removed.reduce((sum, { processes }) => sum + processes, 0),
    namespaces: removed.flatMap(({ namespaces }) => namespaces),
    left: removed.flatMap(({ left }) => left),
  };
}

/** The namespaces that a run has now. */
export async function namespacesOfRun({ id }: RunFolder): Promise<readonly string[]> {
  return (await allNamespaces()).filter((name) => name.startsWith(`${id}-`));
}

/** The namespaces of this machine that have names. */
export async function allNamespaces(): Promise<readonly string[]> {
  const { out } = await tryCommand(['ip', 'netns', 'list']);
  return out.split('\n').flatMap((line) => line.split(' ')[0] || []);
}
