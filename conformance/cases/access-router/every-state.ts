/** What may come in every state of an access router, and what it does with it (chapter 12, tables of states). */
import { epoch } from '../../cast.ts';
import type { Case } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { carried, data, readAttachment } from '../../ground/access-router.ts';
import {
  activates,
  expectFate,
  inState,
  nextJoin,
  type RouterState,
  routerStates,
  routerStatesOf,
} from '../../ground/access-router-states.ts';
import { join, placeQuery, tunnelled } from '../../octets/to-router.ts';
import { hopped, passed } from '../../octets/xip.ts';

/** A host prepares: takes the answer. */
async function prepares({ send, expect }: CaseContext, request: Uint8Array): Promise<void> {
  await send(request);
  const answer = await expect.answer('Joined', request, { to: 'destination' });
  const { standing } = readAttachment(answer.tlv('attachment'));
  expect.equal(standing, 'prepared', 'the standing', 'ATT-006');
  await expect.silence();
}

/** A packet that comes through a tunnel waits, and goes to the destination when that is attached, behind older ones. */
async function expectKept(context: CaseContext, under: number, older: readonly Uint8Array[]): Promise<void> {
  const { deliver, expect } = context;
  await deliver(tunnelled(carried(5), { epoch: under }));
  await expect.silence();
  await activates(context, join({ epoch: under, exchange: 0x1000002f, permit: {} }));
  for (const packet of older) await expect.delivered(packet, 'destination', 'ATT-010');
  await expect.delivered(hopped(carried(5), 1), 'destination', 'ATT-007');
  await expect.silence();
}

function preparesIn(state: RouterState): Case {
  const { slug, when, said, fate } = state;
  return inState(
    state,
    {
      id: `access-router/prepares-when-${slug}`,
      title: `when ${when}, a host may prepare, and what comes for it through a tunnel waits`,
      covers: ['ATT-006', 'ATT-007'],
    },
    async (context) => {
      await prepares(context, nextJoin());
      const isHere = said[0] !== 'absent' && said[0] !== 'prepared';
      context.expect.attachment(isHere ? said[0] : 'prepared');
      await expectFate(context, state, 1, 'ATT-006');
      await expectKept(context, epoch + 1, fate === 'waits' ? [passed(data(1))] : []);
    },
  );
}

function higherStays(state: RouterState): Case {
  const { slug, when } = state;
  return inState(
    state,
    {
      id: `access-router/higher-epoch-stays-prepared-when-${slug}`,
      title: `when ${when}, of two epochs that are prepared the higher one counts`,
      covers: ['ATT-006', 'ATT-007'],
    },
    async (context) => {
      await prepares(context, nextJoin({ epoch: epoch + 2, exchange: 0x10000024 }));
      await prepares(context, nextJoin());
      await expectKept(context, epoch + 2, []);
    },
  );
}

function recordFails(state: RouterState): Case {
  const { slug, when, said, fate } = state;
  return inState(
    state,
    {
      id: `access-router/record-fails-when-${slug}`,
      title: `when ${when}, an activation that is not recorded changes nothing; later it is made`,
      covers: ['ATT-011', 'JRN-002'],
      needs: ['journal-faults'],
    },
    async (context) => {
      const { send, expect, fault } = context;
      await fault('journal-full');
      await send(nextJoin({ exchange: 0x10000022, permit: {} }));
      // A router that goes on sending on may say again that all that it kept is gone.
      await expect.maybe(['EndMark']);
      await expect.silence();
      expect.attachment(...said);
      await expectFate(context, state, 1, 'ATT-011');
      await send(placeQuery());
      const isHere = said[0] === 'attached' || slug === 'holding';
      await expect.answer(isHere ? 'Joined' : 'Refused', placeQuery(), { to: 'owner' });
      await fault('journal-ok');
      await activates(context);
      if (fate === 'waits') await expect.delivered(passed(data(1)), 'destination', 'ATT-010');
      await expect.silence();
    },
  );
}

function silentJournal(state: RouterState): Case {
  const { slug, when } = state;
  return inState(
    state,
    {
      id: `access-router/silent-journal-when-${slug}`,
      title: `when ${when} and the journal says nothing, what waits is dropped`,
      covers: ['INV-003', 'ATT-010'],
      needs: ['journal-faults'],
      timers: ['ROUTER_OPERATION'],
    },
    async (context) => {
      const { advance, deliver, send, expect, fault } = context;
      await deliver(data(1));
      await fault('journal-held');
      const request = nextJoin({ permit: {} });
      await send(request);
      await advance('ROUTER_OPERATION');
      await deliver(data(2));
      await advance('ROUTER_OPERATION');
      await deliver(data(3));
      await expect.silence();
      await fault('journal-ok');
      await expect.answer('Joined', request, { to: 'destination' });
      await expect.delivered(passed(data(3)), 'destination', 'ATT-010');
      await expect.silence();
    },
  );
}

/** A host prepares in every state. */
export const preparesInEveryState = routerStates.map(preparesIn);
/** Two prepare, and the later one under the lower epoch. */
export const higherStaysInEveryState = routerStates.map(higherStays);
/** The journal is full in every state. */
export const recordFailsInEveryState = routerStates.map(recordFails);
/** The journal says nothing while packets wait. */
export const silentJournals = routerStatesOf('holding', 'handing', 'settling').map(silentJournal);
