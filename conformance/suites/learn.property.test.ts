import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { Bench } from './bench.ts';
import { killsOf } from './faults.ts';
import { learn } from './learn.ts';
import { type Mealy, minimal, respond } from './mealy.ts';
import { type Alphabet, patience } from './stimulus.ts';

/** The number of the input that time passes; in each state something else than a repetition comes after another time. */
const time = 0;

interface Tested {
  readonly machine: Mealy;
  readonly waits: readonly number[];
}

/** A bench with a machine, of whose state only a part is seen. */
function benchWith({ machine, waits }: Tested, seen: (state: number) => number): Bench {
  let state = 0;
  return {
    begin() {
      state = 0;
      return Promise.resolve();
    },
    play({ input, ms }) {
      if (!machine.applicable[state]![input]!) return Promise.resolve(undefined);
      if (input === time && ms < waits[state]!) return Promise.resolve(machine.outputs[0]);
      const said = machine.outputs[machine.output[state]![input]!];
      state = machine.next[state]![input]!;
      return Promise.resolve(said);
    },
    patience: () => Promise.resolve(waits[state]!),
    key: () => String(seen(state)),
    name: () => `s${state}`,
    takeClauses: () => [],
    dropClauses: () => undefined,
    sample: () => ({ given: [], of: [] }),
  };
}

function alphabetOf({ machine }: Tested): Alphabet {
  return {
    name: 'tested',
    about: '',
    role: 'witness',
    needs: [],
    stimuli: machine.inputs.map((name) => ({ name, give: () => Promise.resolve() })),
  };
}

const [states, inputs] = [6, 3];

const tested: fc.Arbitrary<Tested> = fc
  .record({
    next: table(fc.nat(states - 1)),
    output: table(fc.nat(2)),
    applicable: table(fc.boolean()),
    waits: fc.array(fc.constantFrom(10, 10, 10, 20), { minLength: states, maxLength: states }),
  })
  .map(({ next, output, applicable, waits }) => {
    const can = (state: number, input: number): boolean => input === time || applicable[state]![input]!;
    const machine = {
      states: next.map((_, state) => `s${state}`),
      inputs: [patience, 'a', 'b'],
      outputs: ['', 'x', 'y'],
      next: next.map((row, state) => row.map((to, input) => (can(state, input) ? to : state))),
      output: output.map((row, state) => row.map((said, input) => (can(state, input) ? said : 0))),
      applicable: next.map((row, state) => row.map((_, input) => can(state, input))),
    };
    return { machine, waits };
  });

function table<T>(cell: fc.Arbitrary<T>): fc.Arbitrary<T[][]> {
  return fc.array(fc.array(cell, { minLength: inputs, maxLength: inputs }), {
    minLength: states,
    maxLength: states,
  });
}

test('what is learned is obeyed, minimal and tested to the last fault, however little is seen of the state', async () => {
  await fc.assert(
    fc.asyncProperty(tested, fc.integer({ min: 1, max: states }), async (one, parts) => {
      const bench = benchWith(one, (state) => state % parts);
      const { machine, tests } = await learn(bench, alphabetOf(one));
      expect(minimal(machine).states.length).toBe(machine.states.length);
      const { output, transfer } = killsOf(machine, tests);
      expect([output.killed, transfer.killed]).toEqual([output.all, transfer.all]);
      for (const word of tests) {
        await bench.begin();
        let state = 0;
        for (const input of word) {
          const said = await bench.play({ input, ms: machine.waits![state]! });
          expect(said).toBe(machine.outputs[machine.output[state]![input]!]);
          state = respond(machine, [input], state).state;
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a count that is not seen at all is found', async () => {
  const rounds = [0, 1, 2, 3];
  const machine: Mealy = {
    states: rounds.map(String),
    inputs: [patience, 'turn'],
    outputs: ['', 'once round'],
    next: rounds.map((state) => [state, (state + 1) % rounds.length]),
    output: rounds.map((state) => [0, state === rounds.length - 1 ? 1 : 0]),
    applicable: rounds.map(() => [true, true]),
  };
  const one = { machine, waits: rounds.map(() => 10) };
  const learned = await learn(
    benchWith(one, () => 0),
    alphabetOf(one),
  );
  expect(learned.machine.states.length).toBe(rounds.length);
});
