import { describe, expect, test } from 'vitest';
import { type Holdings, leakChecks } from './holdings.ts';

const at = (memoryMiB: number, files = 30, pid = 7): Holdings => ({
  processes: new Map([['node', 8]]),
  devices: new Map([['xl1-h1', 'lo u0']]),
  agents: new Map([[pid, { name: 'h1', memoryMiB, memoryMostMiB: memoryMiB, processorMs: 5, files }]]),
});
const met = (...samples: Holdings[]): boolean[] => leakChecks(samples).map((check) => check.met);

describe('what a run holds', () => {
  test('memory that grows with the first moves only is no leak', () => {
    const warm = [160, 161, 160, 161, 162, 163].map((memory) => at(memory));
    expect(met(at(80), at(120), at(150), ...warm)).toEqual([true, true]);
  });

  test('memory or files that grow with the moves are', () => {
    const growing = Array.from({ length: 9 }, (_, n) => at(80 + 20 * n));
    expect(met(...growing)).toEqual([true, false]);
    expect(met(...growing.slice(0, 8))).toEqual([true, true]);
    expect(met(at(80), at(80, 30), at(80, 40))).toEqual([true, false]);
  });

  test('an agent that was started anew is compared with nothing', () => {
    expect(met(at(80), at(200, 99, 8))).toEqual([true, true]);
  });

  test('a process, a device or a namespace too many is', () => {
    const more = { ...at(80), processes: new Map([...at(80).processes, ['qemu-system-x86', 1]]) };
    const other = { ...at(80), devices: new Map([['xl1-h1', 'lo u0 tap1']]) };
    const another = { ...at(80), devices: new Map([...at(80).devices, ['xl1-x', 'lo']]) };
    for (const end of [more, other, another]) expect(met(at(80), end)).toEqual([false, true]);
  });
});
