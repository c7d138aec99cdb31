/**
 * What cases expect of a source host again and again: that it aborts, answers a question or a cancel, repeats.
 * None of it is ground: what goes wrong here is a failure of the requirement that is named.
 */
import { codeTables } from '../../spec/registry/codes.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { epoch } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import { cancel, statusQuery } from '../octets/from-others.ts';
import type { MessageView } from '../octets/read-message.ts';
import { codeName, type ReasonName, reasonIn } from '../octets/records.ts';
import { type Status, statusIn } from './status.ts';

/** The migration is aborted with a reason: the machine is let run if it stands still, then the destination is told. */
export async function expectAbort(
  { expect, operation }: CaseContext,
  why: ReasonName,
  requirement: RequirementId,
  stoodStill = false,
): Promise<MessageView> {
  const thaw = stoodStill ? await expect.operation('thaw') : expect.maybeOperation();
  if (thaw !== undefined) {
    expect.equal(thaw.operation, 'thaw', 'the operation', requirement);
    await operation(thaw, { is: 'done' });
  }
  const abort = await expect.message('Abort', { to: 'destination' });
  expect.equal(reasonIn(abort.tlv('reason')), why, 'the reason', requirement);
  expect.machine('running', epoch - 1);
  return abort;
}

/**
 * The machine stands still as long as the journal fails, and runs when the commit was taken back.
 *
 * @param meanwhile what is to happen when the journal works again.
 */
export async function expectTakenBack(
  context: CaseContext,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { expect, fault } = context;
  await expect.silence();
  await expect.noOperation();
  expect.machine('frozen', epoch - 1);
  await fault('journal-ok');
  await meanwhile();
  await expectAbort(context, 'journal', 'SRC-028', true);
  await expect.silence();
}

/** Like `expectAbort`, for a destination that has ended the migration itself and need not be told. */
export async function expectEnd(context: CaseContext, why: ReasonName, stoodStill = false): Promise<void> {
  const { expect, operation, send } = context;
  const thaw = stoodStill ? await expect.operation('thaw') : expect.maybeOperation();
  if (thaw !== undefined) {
    expect.equal(thaw.operation, 'thaw', 'the operation', 'SRC-005');
    await operation(thaw, { is: 'done' });
  }
  const abort = await expect.maybe(['Abort']);
  if (abort !== undefined) expect.equal(reasonIn(abort.tlv('reason')), why, 'the reason', 'SRC-005');
  const query = statusQuery('source');
  await send(query);
  const answer = await expect.answer('StatusAnswer', query, { to: 'operator' });
  expect.equal(statusIn(answer), ['aborted', 'ended', 'yes', epoch - 1], 'the status', 'SRC-005');
  const told = answer.maybe('reason');
  if (told !== undefined) expect.equal(reasonIn(told), why, 'the reason', 'SRC-005');
  expect.machine('running', epoch - 1);
  await expect.silence();
}

/** A question for the status, by default that of the migration of the cast, is answered so. */
export async function expectStatus(
  { expect, send }: CaseContext,
  status: Status,
  query = statusQuery('source'),
): Promise<void> {
  await send(query);
  const answer = await expect.answer('StatusAnswer', query, { to: 'operator' });
  expect.equal(statusIn(answer), status, 'the status', 'SRC-027');
}

/** The outcome that the answer to a cancel must have. */
export async function expectCancelAnswer(
  { expect }: CaseContext,
  request: Uint8Array,
  outcome: keyof (typeof codeTables)['cancelOutcome'],
  requirement: RequirementId,
): Promise<void> {
  const answer = await expect.answer('CancelAnswer', request, { to: 'operator' });
  const found = codeName(codeTables.cancelOutcome, answer.tlv('cancelResult')[0]!);
  expect.equal(found, outcome, 'the outcome of the cancel', requirement);
}

/** Somebody who may do so cancels; the answer has this outcome. */
export async function expectCancel(
  context: CaseContext,
  outcome: keyof (typeof codeTables)['cancelOutcome'],
  requirement: RequirementId,
): Promise<void> {
  const request = cancel();
  await context.send(request);
  await expectCancelAnswer(context, request, outcome, requirement);
}
