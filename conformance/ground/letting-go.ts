/** How a destination host lets a machine go: no ground but an expectation that many cases share. */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { CaseContext } from '../context.ts';
import type { MessageView } from '../octets/read-message.ts';
import { reasonIn, type ReasonName } from '../octets/records.ts';

/** The hypervisor is asked to release what is here. Answers that it has. */
export async function releases({ expect, operation }: CaseContext): Promise<void> {
  await operation(await expect.operation('release'), { is: 'done' });
}

/** The copy is released, and the source is told so with the reason; nothing else is sent. */
export async function letsGo(
  context: CaseContext,
  reason: ReasonName,
  requirement: RequirementId,
): Promise<MessageView> {
  const { expect } = context;
  await releases(context);
  const aborted = await expect.message('Aborted', { to: 'source' });
  expect.equal(reasonIn(aborted.tlv('reason')), reason, 'the reason', requirement);
  await expect.silence();
  return aborted;
}

/** The copy stays: nothing is said, and the hypervisor is left alone. */
export async function keepsWaiting({ expect }: CaseContext): Promise<void> {
  await expect.silence();
  await expect.noOperation();
}
