import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import type { Hypervisor, HypervisorOperation } from '../ports/hypervisor.ts';
import { type DelegatedHypervisor, delegatedHypervisor } from './delegated.ts';
import { hypervisorLaws, lawMachine } from './hypervisor.laws.ts';
import { simulatedHypervisor } from './simulated.ts';

/** Somebody outside who happens to have a simulated hypervisor. */
function delegateTo(outside: Hypervisor): Hypervisor {
  const inside: DelegatedHypervisor = delegatedHypervisor(
    (id, operation) => outside.perform(operation, (result) => inside.answer(id, result)),
    (machine) => outside.describe(machine),
  );
  return inside;
}

hypervisorLaws('delegated', () => {
  const clock = virtualClock();
  const memory = 16 * 4096;
  const source = simulatedHypervisor(clock);
  source.boot(lawMachine, 1, {
    memory,
    pageSize: 4096,
    writeRate: 100,
    workingSet: 0.5,
    zeroPages: 0,
    seed: 1,
  });
  return {
    source: delegateTo(source),
    destination: delegateTo(simulatedHypervisor(clock)),
    memory,
    pass: (ms: number) => clock.advance(ms),
  };
});

describe('delegatedHypervisor', () => {
  const operation: HypervisorOperation = { operation: 'start', machine: 'aa', migration: 'bb', epoch: 2 };
  it('hands an operation out each time it is asked for, and gives each answer to who asked', () => {
    const asked: number[] = [];
    const hypervisor = delegatedHypervisor(
      (id) => asked.push(id),
      () => undefined,
    );
    const got: string[] = [];
    hypervisor.perform(operation, (result) => got.push(`first ${result.is}`));
    hypervisor.perform(operation, (result) => got.push(`second ${result.is}`));
    expect(asked).toEqual([1, 2]);
    expect(hypervisor.pending(1)).toEqual(operation);
    expect(hypervisor.answer(2, { is: 'done' })).toBe(true);
    expect(got).toEqual(['second done']);
    expect(hypervisor.answer(1, { is: 'done' })).toBe(true);
    expect(hypervisor.answer(1, { is: 'done' })).toBe(false);
  });
  it('knows an answer that nobody waits for', () => {
    const hypervisor = delegatedHypervisor(
      () => {},
      () => undefined,
    );
    expect(hypervisor.answer(9, { is: 'done' })).toBe(false);
  });
});
