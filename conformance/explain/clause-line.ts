/** A clause on one line. */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { clauseOf } from '../report.ts';

/** Such as `[WIT-006] MUST: A witness …`. */
export function clauseLine(id: RequirementId): string {
  const { level, text } = clauseOf(id);
  return `[${id}] ${level}: ${text}`;
}
