/** Turns the defects that readers throw into error values with their requirement. */
import { journalRequirements, messageRequirements } from '../../spec/registry/decode-requirements.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { Defect } from './source.ts';

const requirements: Partial<Record<DecodeErrorCode, string>> = {
  ...messageRequirements,
  ...journalRequirements,
};

/**
 * The error value of what a reader threw.
 *
 * @throws what was thrown, when it is no defect of the input.
 */
export function asDecodeError(thrown: unknown): DecodeError {
  if (!(thrown instanceof Defect)) throw thrown;
  const { code, offset, path } = thrown;
  const requirement = requirements[code];
  if (requirement === undefined) throw new TypeError(`no requirement is named for ${code}`);
  return { code, offset, path, requirement: requirement as RequirementId };
}
