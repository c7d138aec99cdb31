import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { separates, separatingWords } from './distinguish.ts';
import { killsOf } from './faults.ts';
import { joined } from './join.ts';
import { isApplicable, type Mealy, minimal, respond } from './mealy.ts';
import { methods, transitionCover, withoutPrefixes } from './methods.ts';
import { reduced } from './reduce.ts';

/** Minimal machines whose states can all be reached; with `partial`, not every input can be given everywhere. */
function machines(partial: boolean): fc.Arbitrary<Mealy> {
  return fc
    .record({ states: fc.integer({ min: 1, max: 8 }), inputs: fc.integer({ min: 1, max: 4 }) })
    .chain(({ states, inputs }) => {
      const table = <T>(cell: fc.Arbitrary<T>): fc.Arbitrary<T[][]> =>
        fc.array(fc.array(cell, { minLength: inputs, maxLength: inputs }), {
          minLength: states,
          maxLength: states,
        });
      return fc.record({
        next: table(fc.nat(states - 1)),
        output: table(fc.nat(2)),
        applicable: table(partial ? fc.boolean() : fc.constant(true)),
      });
    })
    .map(({ next, output, applicable }) =>
      minimal({
        states: next.map((_, state) => `s${state}`),
        inputs: next[0]!.map((_, input) => `i${input}`),
        outputs: ['', 'a', 'b'],
        next: next.map((row, state) => row.map((to, input) => (applicable[state]![input]! ? to : state))),
        output: output.map((row, state) => row.map((said, input) => (applicable[state]![input]! ? said : 0))),
        applicable,
      }),
    );
}

const names = Object.keys(methods) as (keyof typeof methods)[];

describe.each(names)('the method %s', (name) => {
  test('notices every single output and transfer fault of a complete machine', () => {
    fc.assert(
      fc.property(machines(false), (machine) => {
        const { output, transfer } = killsOf(machine, methods[name](machine));
        expect(output.killed).toBe(output.all);
        expect(transfer.killed).toBe(transfer.all);
      }),
    );
  });

  test('gives only words that a tester can give', () => {
    fc.assert(
      fc.property(machines(true), (machine) =>
        methods[name](machine).every((word) => isApplicable(machine, word)),
      ),
    );
  });
});

test('a joined suite notices what the methods notice, and can be given', () => {
  fc.assert(
    fc.property(machines(true), (machine) => {
      const suite = joined(machine);
      expect(suite.every((word) => isApplicable(machine, word))).toBe(true);
      const { output, transfer } = killsOf(machine, suite);
      expect([output.killed, transfer.killed]).toEqual([output.all, transfer.all]);
    }),
  );
});

test('a reduced suite notices as much as the whole one', () => {
  fc.assert(
    fc.property(machines(true), fc.constantFrom(...names), (machine, name) => {
      const whole = methods[name](machine);
      const few = reduced(machine, whole);
      expect(few.length).toBeLessThanOrEqual(whole.length);
      expect(killsOf(machine, few)).toEqual(killsOf(machine, whole));
    }),
  );
});

test('the words between two states tell them apart, and can be given in the first', () => {
  fc.assert(
    fc.property(machines(true), (machine) => {
      separatingWords(machine).forEach((row, one) =>
        row.forEach((word, other) => {
          if (word === undefined) return;
          expect(isApplicable(machine, word, one)).toBe(true);
          expect(separates(machine, word, one, other)).toBe(true);
        }),
      );
    }),
  );
});

test('in a complete minimal machine every two states are told apart', () => {
  fc.assert(
    fc.property(machines(false), (machine) => {
      const words = separatingWords(machine);
      return machine.states.every((_, one) =>
        machine.states.every((__, other) => one === other || words[one]![other] !== undefined),
      );
    }),
  );
});

test('every transition alone misses wrong next states that are not asked about', () => {
  // Two states that only their answer to the second input tells apart.
  const machine: Mealy = {
    states: ['up', 'down'],
    inputs: ['turn', 'ask'],
    outputs: ['', 'up', 'down'],
    next: [
      [1, 0],
      [0, 1],
    ],
    output: [
      [0, 1],
      [0, 2],
    ],
    applicable: [
      [true, true],
      [true, true],
    ],
  };
  expect(killsOf(machine, transitionCover(machine)).transfer).toEqual({ killed: 1, all: 4 });
  expect(killsOf(machine, methods.H(machine)).transfer).toEqual({ killed: 4, all: 4 });
});

test('a minimal machine answers every word as before', () => {
  fc.assert(
    fc.property(machines(false), fc.array(fc.nat(3)), (machine, raw) => {
      const word = raw.map((input) => input % machine.inputs.length);
      expect(respond(minimal(machine), word).outputs).toEqual(respond(machine, word).outputs);
    }),
  );
});

test('no word of a suite begins another', () => {
  expect(withoutPrefixes([[1], [1, 2], [1, 2], [2, 1], []])).toEqual([
    [1, 2],
    [2, 1],
  ]);
});
