/** Whole runs in which one function is wrong: the watcher of the invariant has to see it, and the reference is not blamed. */
import { describe, expect, it } from 'vitest';
import { type Implementation, referenceImplementation as reference } from '../../agent/implementation.ts';
import { placeOf } from '../../adaptation/places.ts';
import { mutateCorrespondent } from '../../machines/index.ts';
import type { Scenario } from '../scenario.ts';
import { shippedScenario } from '../shipped.ts';
import { simulate } from '../simulate.ts';

const both: Scenario = { ...shippedScenario('both-ends-loss')!, durationMs: 4000, expect: [] };

/** One move, which is cancelled so long after its order. */
function cancelled(afterMs: number): Scenario {
  const scenario = shippedScenario('inter-ad')!;
  const move = scenario.schedule[0];
  if (move?.do !== 'move') throw new TypeError('the scenario begins with a move');
  return {
    ...scenario,
    operator: scenario.correspondents[0]!.name,
    durationMs: move.at + 8000,
    traffic: [],
    schedule: [move, { do: 'cancel', at: move.at + afterMs, machine: move.machine }],
    expect: [],
  };
}

const runs = (scenario: Scenario, functions?: Implementation): readonly string[] =>
  simulate(scenario, functions === undefined ? {} : { functions }).violations;

/** The answers to cancels, whatever they were, become this. */
function answering(outcome: 'done' | 'too-late'): Implementation {
  const { sourceHost } = reference;
  return {
    ...reference,
    sourceHost: {
      ...sourceHost,
      step(before, event) {
        const step = sourceHost.step(before, event);
        const outputs = step.outputs.map((output) =>
          output.type === 'answer' && output.params.request === 'Cancel'
            ? {
                ...output,
                params: {
                  ...output.params,
                  message: { type: 'CancelAnswer' as const, cancelResult: { outcome } },
                },
              }
            : output,
        );
        return { ...step, outputs };
      },
    },
  };
}

describe('a planted fault', () => {
  it('is none in the reference', () => {
    expect(runs(both)).toEqual([]);
    expect(runs(cancelled(10))).toEqual([]);
    expect(runs(cancelled(3000))).toEqual([]);
  });

  it('of P4: the source address of data moves the session', () => {
    const found = runs(both, { ...reference, placeOfSource: (source) => placeOf(source) });
    expect(found).toContainEqual(expect.stringMatching(/^P4: .* although nobody announced it/));
  });

  it('of P5: a place under test gets as much as there is', () => {
    const guards = { fits: () => true, hasRoom: () => true, hasRoomWith: () => true };
    const found = runs(both, { ...reference, correspondent: mutateCorrespondent({ guards }) });
    expect(found).toContainEqual(expect.stringMatching(/^P5: .* that is not proved/));
  });

  it('of P7: a cancel is answered against what happened', () => {
    expect(runs(cancelled(10), answering('too-late'))).toContainEqual(
      expect.stringMatching(/^P7: the cancel .* did not move/),
    );
    expect(runs(cancelled(3000), answering('done'))).toContainEqual(
      expect.stringMatching(/^P7: the cancel .* committed/),
    );
  });

  it('of P8: the machine is started before the permit is durable', () => {
    const { destinationHost } = reference;
    const hasty: Implementation = {
      ...reference,
      destinationHost: {
        ...destinationHost,
        step(before, event) {
          const step = destinationHost.step(before, event);
          const isPermit = step.outputs.some(
            (output) => output.type === 'writeJournal' && output.params.record.step === 'permitted',
          );
          const start = { type: 'startMachine', params: { epoch: 2 } } as const;
          return isPermit ? { ...step, outputs: [start, ...step.outputs] as typeof step.outputs } : step;
        },
      },
    };
    expect(runs(cancelled(3000), hasty)).toContainEqual(
      expect.stringMatching(/^P8: .* starts the machine while its journal ends with "complete"/),
    );
  });
});
