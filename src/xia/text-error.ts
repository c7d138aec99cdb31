/**
 * What a parser says about text that it refuses: where it stopped, what it found, what could have stood there.
 */
import type { DecodeError } from '../core/decode-error.ts';
import { type Err, err } from '../core/result.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';

/** The reason why text is no identifier or address; `offset` counts UTF-16 units from the start of the text. */
export interface TextError extends DecodeError {
  /** What could have stood at the offset, in words. */
  readonly expected: string;
  /** What stands there, cut to 60 characters; empty at the end of the text. */
  readonly found: string;
}

/** Makes a text error about the token `found` at `offset`. */
export function textError(
  code: DecodeErrorCode,
  offset: number,
  requirement: RequirementId,
  expected: string,
  found = '',
): Err<TextError> {
  return err({ code, offset, path: '', requirement, expected, found: found.slice(0, 60) });
}

/** Says a text error in one sentence, for people. */
export function formatTextError(error: TextError): string {
  const what = error.found === '' ? 'the end of the text' : JSON.stringify(error.found);
  return `at ${error.offset}: expected ${error.expected}, found ${what} (${error.code}, ${error.requirement})`;
}
