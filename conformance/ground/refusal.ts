/** How parties of every role refuse: what goes wrong here is a failure of the requirement that is named. */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { CaseContext } from '../context.ts';
import { reasonIn } from '../octets/records.ts';

/** A request that was sent is refused for this reason. */
export async function expectRefused(
  { expect }: CaseContext,
  request: Uint8Array,
  reason: string,
  requirement: RequirementId,
): Promise<void> {
  const answer = await expect.answer('Refused', request);
  expect.equal(reasonIn(answer.tlv('reason')), reason, 'the reason', requirement);
}

/** Sends a request that another migration of the machine would have refused: it is not refused because of one. */
export async function expectNotBusy(
  { expect, send }: CaseContext,
  request: Uint8Array,
  otherwise: MessageName,
): Promise<void> {
  await send(request);
  const answer = await expect.answer([otherwise, 'Refused'], request);
  const reason = answer.maybe('reason');
  const isBusy = reason !== undefined && reasonIn(reason) === 'busy';
  expect.equal(isBusy, false, 'whether it is refused with busy', 'DST-038');
}
