import fc from 'fast-check';
import { initialTransition, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { destinationHostMachine } from '../machines/destination-host.ts';
import { destinationHost, sourceHost, witness } from '../machines/index.ts';
import { outputOf } from '../machines/party.ts';
import { sourceHostMachine } from '../machines/source-host.ts';
import { witnessMachine } from '../machines/witness.ts';
import { configurations, settingOf } from './configurations.ts';
import { explore } from './explore.ts';
import { facts } from './facts.ts';
import type { ExploredEffect, ExploredEvent, ExploredParty, ExploredStep } from './role.ts';

/** A party as `src/machines` exports it, whatever its types. */
interface AnyParty {
  readonly begin: (input: never) => ExploredStep;
  readonly step: (state: never, event: never) => ExploredStep;
}

const host = { machine: facts.machine, migration: facts.migration, epoch: facts.epoch };
const parties: readonly [string, AnyStateMachine, AnyParty, object][] = [
  ['source', sourceHostMachine, sourceHost, { ...host, self: facts.source, destination: facts.destination }],
  [
    'destination',
    destinationHostMachine,
    destinationHost,
    { ...host, self: facts.destination, source: facts.source },
  ],
  ['witness', witnessMachine, witness, { machine: facts.machine }],
];

/** Every event that a party is told in a small exploration. */
function eventsOf(name: string): ExploredEvent[] {
  const heard = new Map<string, ExploredEvent>();
  const setting = settingOf({
    ...configurations.witness,
    faults: { startFailure: 1, journalFailure: 1, cancel: 1 },
  });
  const roles = setting.roles.map((role) => {
    const listening: ExploredParty = {
      begin: role.party.begin,
      step(state, event) {
        if (role.name === name) heard.set(JSON.stringify(event), event);
        return role.party.step(state, event);
      },
    };
    return { ...role, party: listening };
  });
  explore({ ...setting, roles }, { limit: 20_000, stopAt: [] });
  return [...heard.values()];
}

/** The party of a machine as xstate itself would have it. */
function pureParty(machine: AnyStateMachine): {
  readonly begin: (input: unknown) => ExploredStep;
  readonly step: (state: ExploredStep['state'], event: ExploredEvent) => ExploredStep;
} {
  const outputs = (actions: readonly { readonly type: string; readonly params?: unknown }[]) =>
    actions.flatMap((action) => outputOf<ExploredEffect>(action));
  return {
    begin(input) {
      const [state, actions] = initialTransition<AnyStateMachine>(machine, input);
      return { state, outputs: outputs(actions) };
    },
    step(state, event) {
      if (state.status !== 'active') return { state, outputs: [] };
      const [next, actions] = transition<AnyStateMachine>(machine, state as AnyMachineSnapshot, event);
      return { state: next, outputs: outputs(actions) };
    },
  };
}

function plain({ state, outputs }: ExploredStep): unknown {
  return { value: state.value, context: state.context, status: state.status, outputs };
}

describe('a step of a party', () => {
  it.each(parties)('does what the pure transition of xstate does: %s', (name, machine, party, input) => {
    const events = eventsOf(name);
    expect(events.length).toBeGreaterThan(4);
    const pure = pureParty(machine);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (told) => {
        let slow = pure.begin(input);
        let fast = party.begin(input as never);
        expect(plain(fast)).toEqual(plain(slow));
        for (const event of told) {
          slow = pure.step(slow.state, event);
          fast = party.step(fast.state as never, event as never);
          expect(plain(fast)).toEqual(plain(slow));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does so on the way of a whole migration', () => {
    for (const [name, machine, party, input] of parties) {
      const pure = pureParty(machine);
      let slow = pure.begin(input);
      let fast = party.begin(input as never);
      let moved = 0;
      // Every event is offered again and again: each state takes what it can use.
      const events = eventsOf(name);
      for (let round = 0; round < 12; round += 1) {
        for (const event of events.filter(
          ({ type }) =>
            !type.includes('Cancel') &&
            !type.includes('Failed') &&
            !type.includes('failed') &&
            !type.startsWith('xstate'),
        )) {
          slow = pure.step(slow.state, event);
          fast = party.step(fast.state as never, event as never);
          expect(plain(fast)).toEqual(plain(slow));
          if (fast.outputs.length > 0) moved += 1;
        }
      }
      expect(moved).toBeGreaterThan(5);
    }
  });
});
