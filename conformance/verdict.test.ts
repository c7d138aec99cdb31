import { expect, test } from 'vitest';
import { ExpectationError, verdicts, worse } from './verdict.ts';

test('the worse verdict wins, whichever comes first', () => {
  expect(worse('pass', 'inconclusive')).toBe('inconclusive');
  expect(worse('fail', 'error')).toBe('fail');
  for (const one of verdicts) for (const other of verdicts) expect(worse(one, other)).toBe(worse(other, one));
});

test('an expectation says all that would have been right', () => {
  const error = new ExpectationError({ expectedOneOf: ['silence', 'Refused'], actual: 'Ready' });
  expect(error.message).toBe('expected silence, or Refused; got Ready');
});
