import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, inject, test } from 'vitest';
import { tryCommand } from './command.ts';
import { allNamespaces } from './network.ts';
import { knownRuns } from './run-folder.ts';
import { runLab } from './run.ts';
import { labScenarios } from './shipped.ts';

const mayBuild =
  process.getuid?.() === 0 &&
  existsSync('/dev/net/tun') &&
  (await tryCommand(['ip', 'netns', 'list'])).code === 0;

const run = (signal: AbortSignal, say: (text: string) => void = () => {}) => {
  const scenario = labScenarios.find('both-ends')!;
  return runLab({
    name: 'both-ends',
    scenario: { ...scenario, settleMs: 100, guest: { ...scenario.guest, kind: 'simulated', memory: 32 } },
    xlmp: inject('xlmp'),
    hypervisor: { linux: false, findings: [] },
    baseline: false,
    capture: true,
    keep: false,
    say,
    signal,
  });
};
const ours = async (): Promise<readonly string[]> => {
  const mine = `xl${process.pid}`;
  const folders = knownRuns().filter(({ owner }) => owner.pid === process.pid);
  return [...(await allNamespaces()).filter((name) => name.startsWith(mine)), ...folders.map(({ id }) => id)];
};

describe.skipIf(!mayBuild)('a run of the lab (root, iproute2 and /dev/net/tun)', () => {
  test('moves two simulated machines at once, there and back, by the commands of an operator', async () => {
    const { result } = await run(new AbortController().signal);
    expect(result.moves.map(({ guest, from, to, outcome }) => `${guest} ${from} ${to} ${outcome}`)).toEqual([
      'guest h1 h3 moved',
      'second guest h4 h2 moved',
      'guest h3 h1 moved',
      'second guest h2 h4 moved',
    ]);
    expect(result.signalling.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['Order', 'Offer', 'Commit', 'Running', 'WitnessSwap']),
    );
    expect(result.checks.filter(({ met }) => !met)).toEqual([]);
    expect(await ours()).toEqual([]);
  });

  test('that is stopped takes everything away', async () => {
    const stop = new AbortController();
    const stopped = run(stop.signal, (text) => {
      if (text.startsWith('starting')) stop.abort();
    });
    await expect(stopped).rejects.toMatchObject({ code: 'STOPPED' });
    expect(await ours()).toEqual([]);
  });
});
