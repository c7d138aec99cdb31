/** What holds for all shared registers. */
import { describe, expect, it } from 'vitest';
import type { RegisterContent, Registers, SwapResult } from '../ports/registers.ts';

/** Reads and waits; a failure is a rejection. */
export function read(registers: Registers, key: string): Promise<RegisterContent> {
  return new Promise((resolve, reject) =>
    registers.read(key, (content) => (content instanceof Error ? reject(content) : resolve(content))),
  );
}

/** Swaps and waits. */
export function swap(
  registers: Registers,
  key: string,
  version: string,
  ...octets: number[]
): Promise<SwapResult['is']> {
  return new Promise((resolve) =>
    registers.swap(key, version, Uint8Array.from(octets), ({ is }) => resolve(is)),
  );
}

/**
 * Checks the laws.
 *
 * @param open gives registers that share what they hold with all others that it has given.
 */
export function registersLaws(name: string, open: () => Registers): void {
  let keys = 0;
  const freshKey = (): string => `laws/${(keys += 1)}`;
  describe(`${name} as shared registers`, () => {
    it('hold nothing before anybody has set them', async () => {
      const registers = open();
      expect((await read(registers, freshKey())).octets).toBeUndefined();
      registers.close();
    });

    it('set what has the version that was read, and show it to others', async () => {
      const [one, other] = [open(), open()];
      const key = freshKey();
      const { version } = await read(one, key);
      expect(await swap(one, key, version, 0, 255, 7)).toBe('swapped');
      const seen = await read(other, key);
      expect([...seen.octets!]).toEqual([0, 255, 7]);
      expect(await swap(other, key, seen.version, 8)).toBe('swapped');
      expect([...(await read(one, key)).octets!]).toEqual([8]);
      one.close();
      other.close();
    });

    it('set nothing for a version that has passed', async () => {
      const registers = open();
      const key = freshKey();
      const { version } = await read(registers, key);
      expect(await swap(registers, key, version, 1)).toBe('swapped');
      expect(await swap(registers, key, version, 2)).toBe('conflict');
      expect([...(await read(registers, key)).octets!]).toEqual([1]);
      registers.close();
    });

    it('let one of many win who set at once', async () => {
      const all = Array.from({ length: 8 }, open);
      const key = freshKey();
      const { version } = await read(all[0]!, key);
      const results = await Promise.all(all.map((registers, index) => swap(registers, key, version, index)));
      expect(results.filter((result) => result === 'swapped')).toHaveLength(1);
      const winner = results.indexOf('swapped');
      expect([...(await read(all[0]!, key)).octets!]).toEqual([winner]);
      for (const registers of all) registers.close();
    });

    it('keep keys apart', async () => {
      const registers = open();
      const [a, b] = [freshKey(), freshKey()];
      await swap(registers, a, (await read(registers, a)).version, 1);
      expect((await read(registers, b)).octets).toBeUndefined();
      registers.close();
    });
  });
}
