/** Turns the defects that readers throw into error values with their requirement. */
import { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { Defect } from './source.ts';

const ofMessages: Partial<Record<DecodeErrorCode, RequirementId>> = messageRequirements;

/**
 * The error value of what a reader threw.
 *
 * @param requirement the requirement that is broken, when it does not follow from the code.
 * @throws what was thrown, when it is no defect of the input.
 */
export function asDecodeError(thrown: unknown, requirement?: RequirementId): DecodeError {
  if (!(thrown instanceof Defect)) throw thrown;
  const { code, offset, path } = thrown;
  const broken = requirement ?? ofMessages[code];
  if (broken === undefined) throw new TypeError(`no requirement is named for ${code}`);
  return { code, offset, path, requirement: broken };
}
