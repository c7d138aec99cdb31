import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { listenUdpAdapter, type UdpAdapter } from '../../src/agent/index.ts';
import type { Case } from '../case.ts';
import { loadCatalogue } from '../catalogue.ts';
import { ignoresExpected } from '../mutants/witness/register.ts';
import { referenceImplementation } from '../../src/agent/index.ts';
import type { CaseResult } from '../report.ts';
import { run } from '../runner.ts';
import { childIut } from './child.ts';
import { inProcessIut } from './in-process.ts';
import type { Iut } from './port.ts';
import { udpIut } from './udp.ts';

/** The first cases of each role: enough to cross every kind of verb; `xlmp check --both-carriers` runs all of them. */
const perRole = 12;

/** Cases in which timers run out: repetitions, a limit, a lease, a restart, an operation without an answer. */
const inRealTimeToo = [
  'source-host/offer-repeated',
  'source-host/freeze-limit',
  'destination-host/offer-lease-expires',
  'destination-host/doubt-asks-the-source',
  'destination-host/restart-when-giving-back',
  'witness/swap-with-silent-journal',
];

let catalogue: readonly Case[] = [];
let reference: UdpAdapter;
let inRealTime: UdpAdapter;
let mutant: UdpAdapter;

beforeAll(async () => {
  const all = await loadCatalogue();
  const roles = [...new Set(all.map((one) => one.role))];
  catalogue = roles.flatMap((role) =>
    all.filter((one) => one.role === role && one.twin === undefined).slice(0, perRole),
  );
  reference = await listenUdpAdapter({ udp: 0, control: 0 });
  inRealTime = await listenUdpAdapter({ udp: 0, control: 0, time: 'real' });
  const implementation = ignoresExpected.make(referenceImplementation);
  mutant = await listenUdpAdapter({ udp: 0, control: 0, implementation });
});

afterAll(async () => {
  await reference.close();
  await inRealTime.close();
  await mutant.close();
});

async function judge(iut: Iut, cases: readonly Case[]): Promise<readonly CaseResult[]> {
  const report = await run({
    iut,
    catalogue: cases,
    selection: { filter: [], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => id,
  });
  return report.results;
}

function overUdp(adapter: UdpAdapter): Iut {
  const at = (port: number): { host: string; port: number } => ({ host: '127.0.0.1', port });
  return udpIut({ udp: at(adapter.udp), control: at(adapter.control), timeoutMs: 10_000 });
}

function verdicts(results: readonly CaseResult[]): readonly string[] {
  return results.map(({ id, verdict, failure }) => `${id}: ${verdict} ${failure?.actual ?? ''}`);
}

describe('the same case gives the same verdict', () => {
  test('for the reference, in process and over UDP: a pass', async () => {
    const inProcess = verdicts(await judge(inProcessIut(), catalogue));
    expect(inProcess.filter((line) => !line.endsWith(': pass '))).toEqual([]);
    expect(verdicts(await judge(overUdp(reference), catalogue))).toEqual(inProcess);
  });

  test('for the reference over UDP in real time: a pass, whoever else uses this machine', async () => {
    const cases = (await loadCatalogue()).filter(({ id }) => inRealTimeToo.includes(id));
    expect(cases).toHaveLength(inRealTimeToo.length);
    const results = await judge(overUdp(inRealTime), cases);
    expect(results.filter((result) => result.verdict !== 'pass')).toEqual([]);
    expect(results.some(({ waitedMs }) => waitedMs > 0)).toBe(true);
  });

  test('for the reference, in another process over standard input and output: a pass', async () => {
    const command = [...inject('xlmp'), 'agent', '--stdio'];
    const results = await judge(childIut({ command, timeoutMs: 30_000 }), catalogue);
    expect(results.filter((result) => result.verdict !== 'pass')).toEqual([]);
  });

  test('for a mutant, in process and over UDP: the same failures', async () => {
    const cases = (await loadCatalogue()).filter((one) => one.role === 'witness');
    const inProcess = verdicts(
      await judge(inProcessIut(ignoresExpected.make(referenceImplementation)), cases),
    );
    expect(inProcess.filter((line) => line.includes(': fail '))).not.toEqual([]);
    expect(verdicts(await judge(overUdp(mutant), cases))).toEqual(inProcess);
  });
});
