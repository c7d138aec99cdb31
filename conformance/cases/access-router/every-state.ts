/** What may come in every state of an access router, and what it does with it (chapter 12, tables of states). */
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  before,
  carried,
  data,
  earlierJoin,
  readAttachment,
  transitSaid,
} from '../../ground/access-router.ts';
import {
  activates,
  expectFate,
  joinOfSource,
  nextJoin,
  reachState,
  type RouterState,
  routerStates,
  routerStatesOf,
} from '../../ground/access-router-states.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { forward, join, placeQuery, transit, tunnelled } from '../../octets/to-router.ts';
import { hopped, passed } from '../../octets/xip.ts';

/** A case that begins in a state. */
function inState(
  state: RouterState,
  saying: Pick<Case, 'id' | 'title' | 'covers'> & Partial<Pick<Case, 'needs' | 'timers'>>,
  run: Case['run'],
): Case {
  const timers = [...(state.timers ?? []), ...(saying.timers ?? [])];
  return defineCase({
    role: 'access-router',
    needs: [],
    ...saying,
    ...(timers.length === 0 ? {} : { timers }),
    async run(context) {
      await reachState(context, state);
      await run(context);
    },
  });
}

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

function staleAfterLeaving(state: RouterState, request: Uint8Array): Case {
  const { slug, when, said } = state;
  return inState(
    state,
    {
      id: `access-router/join-of-who-left-when-${slug}`,
      title: `when ${when}, a Join of the host that was attached before is refused as stale`,
      covers: ['ATT-005'],
    },
    async (context) => {
      await context.send(request);
      await expectRefused(context, request, 'stale-epoch', 'ATT-005');
      context.expect.attachment(...said);
      await expectFate(context, state, 1, 'ATT-005');
    },
  );
}

function refusesTransit(state: RouterState): Case {
  const { slug, when, said } = state;
  return inState(
    state,
    {
      id: `access-router/transit-of-stranger-when-${slug}`,
      title: `when ${when}, a hold or a forward of a stranger is refused and changes nothing`,
      covers: ['ATT-012'],
    },
    async (context) => {
      for (const under of [epoch + 1, before]) {
        const isStale = under === before && said[1] !== undefined;
        const asked = { from: 'stranger', epoch: under } as const;
        for (const request of [
          transit('hold', { ...asked, exchange: 0x24000000 + under }),
          forward({ ...asked, exchange: 0x25000000 + under, attachment: { router: 'router' } }),
        ]) {
          await context.send(request);
          const reason = isStale ? 'stale-epoch' : 'not-authorised';
          await expectRefused(context, request, reason, 'ATT-012');
        }
      }
      context.expect.attachment(...said);
      await expectFate(context, state, 1, 'ATT-012');
    },
  );
}

function refusesJoin(state: RouterState): Case {
  const { slug, when, said } = state;
  return inState(
    state,
    {
      id: `access-router/bad-join-when-${slug}`,
      title: `when ${when}, a Join without a good ticket, or a right, is refused and changes nothing`,
      covers: ['ATT-003', 'ATT-009'],
    },
    async (context) => {
      for (const permit of [{}, undefined]) {
        const forged = nextJoin({ ticket: { signer: 'stranger' }, permit });
        await context.send(forged);
        await expectRefused(context, forged, 'ticket-signature', 'ATT-003');
      }
      const wrong = nextJoin({ exchange: 0x10000026, permit: { signer: 'stranger' } });
      await context.send(wrong);
      await expectRefused(context, wrong, 'not-authorised', 'ATT-009');
      context.expect.attachment(...said);
      await expectFate(context, state, 1, 'ATT-009');
    },
  );
}

/** The host that hands over asks again, whatever it asks. */
export const answersWhileHanding = routerStatesOf('handing').map((state) =>
  inState(
    state,
    {
      id: 'access-router/transit-again-when-handing',
      title:
        'when it is handed over inside the AD, its host is answered holding whatever it asks, and it holds on',
      covers: ['ATT-020', 'ATT-012'],
    },
    async (context) => {
      const { deliver, expect, send } = context;
      await deliver(data(1));
      for (const request of [
        transit('hold', { exchange: 0x26000001 }),
        transit('resume', { exchange: 0x26000002 }),
        forward({ exchange: 0x26000003, attachment: { router: 'router' } }),
      ]) {
        await send(request);
        const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
        expect.equal(transitSaid(answer).state, 'holding', 'the state', 'ATT-020');
      }
      const past = transit('hold', { epoch: before, exchange: 0x26000004 });
      await send(past);
      await expectRefused(context, past, 'stale-epoch', 'ATT-012');
      await expect.silence();
      await activates(context);
      await expect.delivered(passed(data(1)), 'destination', 'ATT-020');
      await expect.silence();
    },
  ),
);
/** A stranger says that the machine leaves. */
export const refusesTransitInEveryState = routerStates.map(refusesTransit);
/** A Join that is not good. */
export const refusesJoinInEveryState = routerStates.map(refusesJoin);
/** A host prepares in every state. */
export const preparesInEveryState = routerStates.map(preparesIn);
/** Two prepare, and the later one under the lower epoch. */
export const higherStaysInEveryState = routerStates.map(higherStays);
/** The journal is full in every state. */
export const recordFailsInEveryState = routerStates.map(recordFails);
/** The journal says nothing while packets wait. */
export const silentJournals = routerStatesOf('holding', 'handing', 'settling').map(silentJournal);
/** The host of before comes again. */
export const staleAfterHanding = routerStatesOf('handing').map((state) =>
  staleAfterLeaving(state, earlierJoin({ exchange: 0x10000025 })),
);
/** The host of before claims the epoch of the place. */
export const staleAfterForwarding = routerStatesOf('forwarding', 'left').map((state) =>
  staleAfterLeaving(state, join(joinOfSource)),
);
