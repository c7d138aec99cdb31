import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from './result.ts';

describe('a result', () => {
  it('holds a value', () => {
    expect(ok(7)).toEqual({ ok: true, value: 7 });
  });

  it('holds an error', () => {
    expect(err('truncated')).toEqual({ ok: false, error: 'truncated' });
  });

  it('keeps what it was given, and is told apart by `ok` alone', () => {
    const read = (result: Result<unknown, unknown>): unknown => (result.ok ? result.value : result.error);
    fc.assert(
      fc.property(fc.anything(), (given) => {
        expect(read(ok(given))).toBe(given);
        expect(read(err(given))).toBe(given);
      }),
    );
  });
});
