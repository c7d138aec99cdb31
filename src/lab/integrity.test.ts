import { describe, expect, test } from 'vitest';
import { lastTick, serialChecks } from './integrity.ts';

const tick = (n: number, corrupt = 0): string =>
  `TICK ${n} up=${200 * n} ms echo=0 passes=0 corrupt=${corrupt}\n`;
const met = (logs: readonly string[], moves = 1): boolean[] =>
  serialChecks(logs, moves, 'guest').map((check) => check.met);

describe('what a guest says of itself', () => {
  test('a counter that goes on at another host, with a line cut in two, is right', () => {
    expect(met([`READY up=1 ms\n${tick(1)}${tick(2)}TICK 3 up`, `=600 ms echo\n${tick(4)}`])).toEqual([
      true,
      true,
    ]);
    expect(lastTick([tick(1), tick(4)])).toBe(4);
  });

  test('a counter that counts twice, or leaves out more than the moves explain, is not', () => {
    expect(met([tick(1) + tick(2), tick(2) + tick(3)])).toEqual([false, true]);
    expect(met([tick(1), tick(4)])).toEqual([false, true]);
    expect(met([''])).toEqual([false, true]);
  });

  test('a wrong page or a fault is told', () => {
    expect(met([tick(1), tick(2, 1)])).toEqual([true, false]);
    expect(met([tick(1), `ERROR disk\n${tick(2)}`])).toEqual([true, false]);
  });
});
