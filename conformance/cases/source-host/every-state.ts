/**
 * What may come in every state of a source host, and changes nothing: questions, the order again, a cancel of somebody
 * who may not, an offer of the same machine (chapter 05).
 */
import { epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import { expectNotBusy, expectRefused } from '../../ground/refusal.ts';
import { type SourceState, sourceStates } from '../../ground/source-states.ts';
import { expectStatus } from '../../ground/source-host-ends.ts';
import { statusIn } from '../../ground/status.ts';
import { cancel, order } from '../../octets/from-others.ts';

/** A case that begins in a state. */
function inState(
  { needs, timers, reach }: SourceState,
  saying: Pick<Case, 'id' | 'title' | 'covers'>,
  run: Case['run'],
): Case {
  return defineCase({
    ...saying,
    role: 'source-host',
    needs,
    ...(timers === undefined ? {} : { timers }),
    async run(context) {
      await reach(context);
      await run(context);
    },
  });
}

function asked(state: SourceState): Case {
  const { slug, when, status, order: request } = state;
  return inState(
    state,
    {
      id: `source-host/asked-when-${slug}`,
      title: `when ${when}, question and order get the status; no stranger cancels`,
      covers: ['SRC-027', 'SRC-003', 'SRC-026'],
    },
    async (context) => {
      const { expect, send } = context;
      await expectStatus(context, status);
      const strange = cancel({ from: 'stranger' });
      await send(strange);
      await expectRefused(context, strange, 'not-authorised', 'SRC-026');
      await send(request);
      const answer = await expect.answer('OrderAnswer', request, { to: 'owner' });
      expect.equal(statusIn(answer), status, 'the status', 'SRC-003');
      await expectStatus(context, status);
      await expect.silence();
    },
  );
}

/** An order that moves the machine by another migration. */
const anotherOrder = order({
  exchange: 0x0de00002,
  ticket: { epochLast: epoch + 4 },
  epoch: epoch + 4,
  migration: otherMigration,
});

function orderedOtherwise(state: SourceState): Case {
  const { slug, when, isRest } = state;
  const what = isRest === true ? 'is not busy with a migration' : 'is moved by no other migration';
  return inState(
    state,
    {
      id: `source-host/another-order-when-${slug}`,
      title: `when ${when}, the machine ${what}`,
      covers: ['DST-038'],
    },
    async (context) => {
      if (isRest === true) return expectNotBusy(context, anotherOrder, 'OrderAnswer');
      await context.send(anotherOrder);
      await expectRefused(context, anotherOrder, 'busy', 'DST-038');
      await context.expect.silence();
    },
  );
}

/** Questions in every state in which a migration has begun. */
export const askedInEveryState = sourceStates.filter(({ slug }) => slug !== 'refused').map(asked);
/** Another migration in every state. */
export const anotherOrderInEveryState = sourceStates.map(orderedOtherwise);
