/**
 * What may come in every state of a source host, and changes nothing: questions, the order again, a cancel of somebody
 * who may not, an offer of the same machine (chapter 05).
 */
import { epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { type SourceState, sourceStates } from '../../ground/source-states.ts';
import { expectStatus, statusIn } from '../../ground/source-host-ends.ts';
import { cancel, order } from '../../octets/from-others.ts';
import { reasonIn } from '../../octets/records.ts';

async function expectRefusal(
  { expect, send }: CaseContext,
  request: Uint8Array,
  reason: 'not-authorised' | 'busy',
  requirement: 'SRC-026' | 'DST-038',
): Promise<void> {
  await send(request);
  const answer = await expect.answer('Refused', request);
  expect.equal(reasonIn(answer.tlv('reason')), reason, 'the reason', requirement);
}

function asked({ slug, when, status, order: request, needs, timers, reach }: SourceState): Case {
  return defineCase({
    id: `source-host/asked-when-${slug}`,
    title: `when ${when}, question and order get the status; no stranger cancels`,
    covers: ['SRC-027', 'SRC-003', 'SRC-026'],
    role: 'source-host',
    needs,
    ...(timers === undefined ? {} : { timers }),
    async run(context) {
      const { expect, send } = context;
      await reach(context);
      await expectStatus(context, status);
      await expectRefusal(context, cancel({ from: 'stranger' }), 'not-authorised', 'SRC-026');
      await send(request);
      const answer = await expect.answer('OrderAnswer', request, { to: 'owner' });
      expect.equal(statusIn(answer), status, 'the status', 'SRC-003');
      await expectStatus(context, status);
      await expect.silence();
    },
  });
}

/** An order that moves the machine by another migration. */
const anotherOrder = order({
  exchange: 0x0de00002,
  ticket: { epochLast: epoch + 4 },
  epoch: epoch + 4,
  migration: otherMigration,
});

function orderedOtherwise({ slug, when, needs, timers, isRest, reach }: SourceState): Case {
  const what = isRest === true ? 'is not busy with a migration' : 'is moved by no other migration';
  return defineCase({
    id: `source-host/another-order-when-${slug}`,
    title: `when ${when}, the machine ${what}`,
    covers: ['DST-038'],
    role: 'source-host',
    needs,
    ...(timers === undefined ? {} : { timers }),
    async run(context) {
      const { expect, send } = context;
      await reach(context);
      if (isRest !== true) {
        await expectRefusal(context, anotherOrder, 'busy', 'DST-038');
        return expect.silence();
      }
      await send(anotherOrder);
      const answer = await expect.answer(['OrderAnswer', 'Refused'], anotherOrder);
      const reason = answer.maybe('reason');
      const isBusy = reason !== undefined && reasonIn(reason) === 'busy';
      expect.equal(isBusy, false, 'whether it is refused with busy', 'DST-038');
    },
  });
}

/** Questions in every state in which a migration has begun. */
export const askedInEveryState = sourceStates.filter(({ slug }) => slug !== 'refused').map(asked);
/** Another migration in every state. */
export const anotherOrderInEveryState = sourceStates.map(orderedOtherwise);
