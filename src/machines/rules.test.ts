import { assign, createMachine, raise, setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { accessRouterMachine } from './access-router.ts';
import { attachingMachine } from './attaching.ts';
import { correspondentMachine } from './correspondent.ts';
import { destinationHostMachine } from './destination-host.ts';
import { directingMachine } from './directing.ts';
import { moverMachine } from './mover.ts';
import { rebindingMachine } from './rebinding.ts';
import { registrationMachine } from './registration.ts';
import { breaches, contextBreaches, type Breach } from './rules.ts';
import { rendezvousMachine } from './rendezvous.ts';
import { sourceHostMachine } from './source-host.ts';
import { witnessMachine } from './witness.ts';

const noted = { description: 'Said.', meta: { requirements: ['SRC-001'] } };

describe('the rules of machines', () => {
  it.each([
    sourceHostMachine,
    destinationHostMachine,
    witnessMachine,
    accessRouterMachine,
    rendezvousMachine,
    moverMachine,
    rebindingMachine,
    registrationMachine,
    correspondentMachine,
    attachingMachine,
    directingMachine,
  ])('hold for $id', (machine) => {
    expect(breaches(machine)).toEqual([]);
  });

  it('hold for a machine that keeps them', () => {
    expect(breaches(small({}))).toEqual([]);
  });

  it.each<readonly [Breach['rule'], string, object]>([
    ['description', 'waiting', { description: '' }],
    ['requirements', 'waiting', { meta: {} }],
    ['requirements', 'waiting', { meta: { requirements: ['SRC-999'] } }],
    ['requirements', 'waiting on go', { on: { go: { target: 'over', description: 'Said.' } } }],
    ['not-named', 'waiting', { entry: () => {} }],
    ['not-named', 'waiting on go', { on: { go: { ...noted, target: 'over', guard: () => true } } }],
    ['not-declared', 'waiting', { entry: 'neverDeclared' }],
    ['not-declared', 'waiting on go', { on: { go: { ...noted, target: 'over', guard: 'neverDeclared' } } }],
    ['not-pure', 'waiting', { entry: raise({ type: 'go' }) }],
    ['not-pure', 'waiting', { entry: 'raises' }],
    ['not-named', 'waiting', { entry: assign({}) }],
    ['not-pure', 'waiting', { invoke: { src: 'anything' } }],
    ['timer', 'waiting', { after: { SOON: { ...noted, target: 'over' } } }],
    ['not-declared', 'waiting', { after: { SWAP_RETRY: { ...noted, target: 'over' } } }],
    ['no-timer', 'waiting', { after: undefined }],
    ['wildcard', 'waiting on *', { on: { '*': { ...noted, target: 'over' } } }],
  ])('find %s in %s', (rule, where, fault) => {
    expect(breaches(small(fault))).toContainEqual(expect.objectContaining({ rule, where }));
  });

  it('find a history state', () => {
    const machine = createMachine({
      options: { maxIterations: 9 },
      initial: 'a',
      states: { a: { ...noted, tags: 'rest' }, past: { ...noted, type: 'history' } },
    });
    expect(breaches(machine).map(({ rule }) => rule)).toContain('history');
  });

  it('find that eventless loops are not bounded', () => {
    const machine = createMachine({ initial: 'a', states: { a: { ...noted, tags: 'rest' } } });
    expect(breaches(machine).map(({ rule }) => rule)).toEqual(['max-iterations']);
  });

  it.each([
    ['undefined', { a: undefined }],
    ['a fraction', { a: { b: 0.5 } }],
    ['not a number', [Number.NaN]],
    ['a big integer', { a: 1n }],
    ['a set', { a: new Set() }],
    ['octets', { a: new Uint8Array(1) }],
    ['a function', { a: () => {} }],
  ])('find %s in a context', (_, context) => {
    expect(contextBreaches(context).map(({ rule }) => rule)).toEqual(['not-json']);
  });
});

/** A machine of two states that keeps the rules, but for what is changed in the first one. */
function small(change: object) {
  const base = setup({
    actions: { act: () => {}, raises: raise({ type: 'go' }) },
    guards: { may: () => true },
    delays: { OFFER_RETRY: 1 },
  });
  const waiting = {
    ...noted,
    entry: 'act',
    on: { go: { ...noted, target: 'over', guard: 'may' } },
    after: { OFFER_RETRY: { ...noted, target: 'over' } },
    ...change,
  };
  return base.createMachine({
    id: 'small',
    options: { maxIterations: 9 },
    initial: 'waiting',
    states: { waiting, over: { ...noted, tags: 'rest' } },
  } as unknown as Parameters<typeof base.createMachine>[0]);
}
