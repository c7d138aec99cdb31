import { describe, expect, it } from 'vitest';
import { optionsForDatagrams, standardPolicy } from './policy.ts';

const budget = { memory: 100_000, device: 0, fence: 0, network: 0, rebind: 0 };
const policy = standardPolicy({ bandwidth: 1_000_000, maxRounds: 3 });
const situation = { round: 1, octets: 1_000_000, elapsedMs: 0, dirtyRate: 0, budget };

describe('standardPolicy', () => {
  it('freezes when nothing is left to carry', () => expect(policy.afterRound(situation)).toBe('freeze'));

  it('freezes when what is left fits the budget, and not when it is one octet more', () => {
    expect(policy.afterRound({ ...situation, dirtyRate: 100_000 })).toBe('freeze');
    expect(policy.afterRound({ ...situation, dirtyRate: 100_001 })).toBe('next-round');
  });

  it('believes what it measured when that is slower than expected', () => {
    const slow = { ...situation, octets: 100_000, elapsedMs: 1000, dirtyRate: 50_000 };
    expect(policy.afterRound(slow)).toBe('next-round');
    expect(policy.afterRound({ ...slow, elapsedMs: 100 })).toBe('freeze');
  });

  it('gives up after its last round', () =>
    expect(policy.afterRound({ ...situation, dirtyRate: 1_000_000, round: 3 })).toBe('no-convergence'));

  it('freezes when what is left of a stream fits the budget, however much the machine writes', () => {
    const slice = { ...situation, octets: 200_000, dirtyRate: 1_000_000, round: 30, pass: 2 };
    expect(policy.afterRound({ ...slice, left: 100_000 })).toBe('freeze');
    expect(policy.afterRound({ ...slice, left: 100_001 })).toBe('next-round');
  });

  it('takes the time of a short slice for no measure of the path', () => {
    const tolerant = { ...budget, memory: 600_000 };
    const slice = { ...situation, budget: tolerant, elapsedMs: 2_000_000, left: 600_000, pass: 2 };
    expect(policy.afterRound({ ...slice, octets: 1_048_575 })).toBe('freeze');
    expect(policy.afterRound({ ...slice, octets: 1_048_576 })).toBe('next-round');
  });

  it('goes on within the budget while each pass of a stream leaves less than half of what it carried', () => {
    const slice = { ...situation, octets: 100_000, pass: 2 };
    expect(policy.afterRound({ ...slice, left: 49_999 })).toBe('next-round');
    expect(policy.afterRound({ ...slice, left: 50_000 })).toBe('freeze');
    expect(policy.afterRound({ ...slice, left: 2_000 })).toBe('freeze');
    expect(policy.afterRound({ ...slice, left: 49_999, pass: 3 })).toBe('freeze');
  });

  it('does not freeze in the first pass of a stream that leaves more than next to nothing', () => {
    const slice = { ...situation, octets: 10_000, pass: 1 };
    expect(policy.afterRound({ ...slice, left: 20_000 })).toBe('next-round');
    expect(policy.afterRound({ ...slice, left: 2_000 })).toBe('freeze');
  });

  it('counts passes and not slices where the state is a stream', () =>
    expect(policy.afterRound({ ...situation, left: 1e9, round: 30, pass: 3 })).toBe('no-convergence'));

  it('fills datagrams with pieces, and chunks with whole pieces', () => {
    expect(optionsForDatagrams(1400)).toMatchObject({ pieceSize: 1098, chunkSize: 238 * 1098, window: 9 });
    expect(optionsForDatagrams(32_768)).toMatchObject({
      pieceSize: 32_466,
      chunkSize: 8 * 32_466,
      window: 9,
    });
    expect(optionsForDatagrams(65_507)).toMatchObject({
      pieceSize: 61_440,
      chunkSize: 4 * 61_440,
      window: 9,
    });
    expect(() => optionsForDatagrams(813)).toThrow('a piece has 512 to 61440 octets, not 511');
  });

  it('takes everybody in', () =>
    expect(policy.admit({ machine: '', purpose: 'migrate', source: '', memory: 1 })).toBe('accept'));
});
