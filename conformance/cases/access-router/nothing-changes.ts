/** Requests that change nothing in any state of an access router: who has left, strangers, and what is known already. */
import { before, data, earlierJoin, readAttachment, transitSaid } from '../../ground/access-router.ts';
import { epoch } from '../../cast.ts';
import type { Case } from '../../case.ts';
import {
  activates,
  expectFate,
  inState,
  joinOfSource,
  nextJoin,
  type RouterState,
  routerStates,
  routerStatesOf,
} from '../../ground/access-router-states.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { forward, join, transit } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

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

function joinsAgain(state: RouterState): Case {
  const { slug, when, said } = state;
  return inState(
    state,
    {
      id: `access-router/join-of-attached-when-${slug}`,
      title: `when ${when}, the host that is attached gets its active attachment again`,
      covers: ['ATT-004'],
    },
    async (context) => {
      const { expect, send } = context;
      const request = earlierJoin({ exchange: 0x10000027 });
      await send(request);
      const answer = await expect.answer('Joined', request, { to: 'source' });
      const { epoch: under, standing } = readAttachment(answer.tlv('attachment'));
      expect.equal([under, standing], [before, 'active'], 'the attachment', 'ATT-004');
      expect.attachment(...said);
      await expectFate(context, state, 1, 'ATT-004');
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
/** The answer was lost. */
export const joinsAgainInStates = routerStatesOf('attached', 'expecting', 'holding').map(joinsAgain);
/** A stranger says that the machine leaves. */
export const refusesTransitInEveryState = routerStates.map(refusesTransit);
/** A Join that is not good. */
export const refusesJoinInEveryState = routerStates.map(refusesJoin);
/** The host of before comes again. */
export const staleAfterHanding = routerStatesOf('handing').map((state) =>
  staleAfterLeaving(state, earlierJoin({ exchange: 0x10000025 })),
);
/** The host of before claims the epoch of the place. */
export const staleAfterForwarding = routerStatesOf('forwarding', 'left').map((state) =>
  staleAfterLeaving(state, join(joinOfSource)),
);
