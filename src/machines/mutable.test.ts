import { describe, expect, it } from 'vitest';
import { mutateDestinationHost, mutateSourceHost, mutateWitness } from './mutable.ts';
import { sourceEvents, sourceInput, sourcePaths } from './samples.laws.ts';
import { sourceHost } from './source-host.ts';
import { replay, type AnyParty } from './trace.ts';

describe('a mutant', () => {
  it('without changes does what the original does', () => {
    expect(walk(mutateSourceHost({}))).toEqual(walk(sourceHost));
  });

  it('has the guard that it is given', () => {
    const takesAnything = mutateSourceHost({ guards: { isValid: () => true } });
    const order = { ...sourceEvents[0]!, verdict: 'ticket-time' };
    expect(replay(sourceHost, sourceInput).next(order).outcome.state).toBe('refused');
    expect(replay(takesAnything, sourceInput).next(order).outcome.state).toBe('ordering');
  });

  it('has the transition that it is given, and leaves the original alone', () => {
    const impatient = mutateSourceHost({
      patch: { states: { ordering: { after: { SOURCE_OPERATION: { target: 'offering' } } } } },
    });
    const timer = { type: 'timer', timer: 'SOURCE_OPERATION', in: 'ordering' };
    const until = (party: AnyParty) => replay(party, sourceInput).next(sourceEvents[0]!).next(timer);
    expect(until(impatient).outcome.state).toBe('offering');
    expect(until(sourceHost).outcome.state).toBe('refused');
  });

  it('loses the transition that is removed', () => {
    const deaf = mutateSourceHost({ patch: { states: { idle: { on: { 'order.migrate': undefined } } } } });
    expect(replay(deaf, sourceInput).next(sourceEvents[0]!).outcome).toEqual({ state: 'idle', outputs: [] });
  });

  it.each([
    ['a guard', () => mutateSourceHost({ guards: { isVald: () => true } })],
    ['a guard', () => mutateDestinationHost({ guards: { isAuthorised: () => true } })],
    ['a state', () => mutateWitness({ patch: { states: { servin: { on: {} } } } })],
  ])('may not change %s that is not there', (_, make) => {
    expect(make).toThrow(RangeError);
  });
});

function walk(party: AnyParty): readonly object[] {
  const outcomes: object[] = [];
  let at = replay(party, sourceInput);
  for (const event of [...sourcePaths[1]!, ...sourceEvents]) {
    at = at.next(event);
    outcomes.push(at.outcome);
  }
  return outcomes;
}
