/** Joins of the past and of who is attached already (chapter 12, section Joining). */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import {
  attached,
  before,
  earlierJoin,
  expectServed,
  forwarding,
  readAttachment,
} from '../../ground/access-router.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { join, type JoinParts } from '../../octets/to-router.ts';

function answeredAgain(slug: string, title: string, parts: JoinParts): Case {
  return defineCase({
    id: `access-router/${slug}`,
    title: `the host that is attached gets its active attachment again by ${title}`,
    covers: ['ATT-004'],
    role: 'access-router',
    needs: [],
    async run(context) {
      const { send, expect } = context;
      await attached(context);
      const request = earlierJoin(parts);
      await send(request);
      const answer = await expect.answer('Joined', request);
      const { host, epoch: under, standing } = readAttachment(answer.tlv('attachment'));
      expect.equal([host, under, standing], [cast.source.hid, before, 'active'], 'the attachment', 'ATT-004');
      expect.equal(answer.maybe('lease'), undefined, 'a lease', 'ATT-004');
      await expectServed(context, 'source', 'ATT-004');
      await expect.silence();
    },
  });
}

/** The answer was lost. */
export const again = answeredAgain('join-again', 'the same Join', {});
/** The one that prepared comes late. */
export const prepareAgain = answeredAgain('join-again-prepares', 'a Join that prepares', {
  exchange: 0x1000000a,
  permit: undefined,
});
/** It has the right already. */
export const badAgain = answeredAgain('join-again-with-bad-permit', 'a Join whose permit is not good', {
  exchange: 0x1000000b,
  permit: { signer: 'stranger', migration: otherMigration },
});

function staleJoin(slug: string, title: string, parts: JoinParts, isAway = false): Case {
  return defineCase({
    id: `access-router/${slug}`,
    title: `${title} is refused as stale and changes nothing`,
    covers: ['ATT-005'],
    role: 'access-router',
    needs: [],
    twin: 'access-router/join-activates',
    async run(context) {
      const { send, expect } = context;
      await (isAway ? forwarding(context) : attached(context));
      const request = join(parts);
      await send(request);
      await expectRefused(context, request, 'stale-epoch', 'ATT-005');
      if (isAway) expect.attachment('forwarding', epoch);
      else await expectServed(context, 'source', 'ATT-005');
      await expect.silence();
    },
  });
}

const ticketBefore = { epochFirst: before - 1, epochLast: before };

/** Another host under the epoch that is attached. */
export const equalEpoch = staleJoin(
  'join-under-same-epoch',
  'an activation under the epoch that is attached',
  {
    epoch: before,
    ticket: ticketBefore,
    permit: {},
  },
);
/** Lower. */
export const lowerEpoch = staleJoin('join-under-lower-epoch', 'an activation under a lower epoch', {
  epoch: before - 1,
  ticket: ticketBefore,
  permit: {},
});
/** It only prepares. */
export const prepareLow = staleJoin(
  'prepare-under-same-epoch',
  'a Join that prepares for the epoch attached',
  {
    epoch: before,
    ticket: ticketBefore,
  },
);
/** The old host wants the machine back that it has handed on. */
export const afterLeaving = staleJoin(
  'join-after-leaving',
  'a Join under the epoch of the place to which the router forwards',
  { permit: {} },
  true,
);
/** By the ticket that once brought the machine here. */
export const afterLeavingSame = staleJoin(
  'join-of-past-after-leaving',
  'the Join that attached the machine, after it has left,',
  {
    from: 'source',
    epoch: before,
    migration: otherMigration,
    ticket: { ...ticketBefore, fromHost: cast.destination.hid, toHost: cast.source.hid },
    permit: { signer: 'destination', migration: otherMigration },
  },
  true,
);

/** Nor can what was prepared before be prepared again. */
export const keepsLatest = defineCase({
  id: 'access-router/latest-epoch-outlives-forwarding',
  title: 'a Join of the past is refused as stale also when the forwarding is over',
  covers: ['ATT-005', 'ATT-021'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { send, expect, advance } = context;
    await forwarding(context);
    await advance('FORWARD_LIFE');
    expect.attachment('absent');
    const request = join({ permit: {} });
    await send(request);
    await expectRefused(context, request, 'stale-epoch', 'ATT-005');
    await expect.silence();
  },
});
