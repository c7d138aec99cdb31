/**
 * Results of things that are expected to go wrong: wire input, text from outside.
 * Exceptions are kept for programming errors and for the environment.
 */

/** The good case of a {@link Result}. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** The bad case of a {@link Result}. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

/** A value, or the typed reason why there is none. */
export type Result<T, E> = Ok<T> | Err<E>;

/** Wraps a value. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** Wraps an error. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
