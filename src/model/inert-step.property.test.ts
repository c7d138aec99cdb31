import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { destinationHostMachine } from '../machines/destination-host.ts';
import { destinationHost, sourceHost, witness } from '../machines/index.ts';
import { sourceHostMachine } from '../machines/source-host.ts';
import { witnessMachine } from '../machines/witness.ts';
import { configurations, settingOf } from './configurations.ts';
import { explore } from './explore.ts';
import { facts } from './facts.ts';
import { inertMachine } from './inert-step.ts';
import type { ExploredEvent, ExploredParty, ExploredStep } from './role.ts';

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

function plain({ state, outputs }: ExploredStep): unknown {
  return { value: state.value, context: state.context, status: state.status, outputs };
}

describe('the fast path', () => {
  it.each(parties)('does what the party does: %s', (name, machine, party, input) => {
    const events = eventsOf(name);
    expect(events.length).toBeGreaterThan(4);
    const inert = inertMachine(machine);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (told) => {
        let slow = party.begin(input as never);
        let fast = inert.begin(input);
        expect(plain(fast)).toEqual(plain(slow));
        for (const event of told) {
          slow = party.step(slow.state as never, event as never);
          fast = inert.step(fast.state, event);
          expect(plain(fast)).toEqual(plain(slow));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does what the party does on the way of a whole migration', () => {
    for (const [name, machine, party, input] of parties) {
      const inert = inertMachine(machine);
      let slow = party.begin(input as never);
      let fast = inert.begin(input);
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
          slow = party.step(slow.state as never, event as never);
          fast = inert.step(fast.state, event);
          expect(plain(fast)).toEqual(plain(slow));
          if (fast.outputs.length > 0) moved += 1;
        }
      }
      expect(moved).toBeGreaterThan(5);
    }
  });
});
