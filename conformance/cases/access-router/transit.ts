/** Who may ask for what becomes of the packets of a machine (chapter 12, section Leaving). */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  attached,
  before,
  data,
  expectServed,
  forwarding,
  holding,
  prepared,
  transitSaid,
} from '../../ground/access-router.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { forward, transit, type TransitParts } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

function refusedTransit(slug: string, title: string, reason: string, request: Uint8Array): Case {
  return defineCase({
    id: `access-router/${slug}`,
    title: `${title} is refused and changes nothing`,
    covers: ['ATT-012'],
    role: 'access-router',
    needs: [],
    twin: 'access-router/hold',
    async run(context) {
      await attached(context);
      await context.send(request);
      await expectRefused(context, request, reason, 'ATT-012');
      context.expect.attachment('attached', before, 'source');
      await expectServed(context, 'source', 'ATT-012');
      await context.expect.silence();
    },
  });
}

/** Nobody. */
export const holdOfStranger = refusedTransit(
  'hold-of-stranger',
  'a hold of a host that is not attached',
  'not-authorised',
  transit('hold', { from: 'stranger' }),
);
/** The one to whom the machine is to go. */
export const holdOfDestination = refusedTransit(
  'hold-of-destination',
  'a hold of the host to which the machine is to go',
  'not-authorised',
  transit('hold', { from: 'destination' }),
);
/** It has a permit of its own making. */
export const forwardOfStranger = refusedTransit(
  'forward-of-stranger',
  'a forward of a host that is not attached',
  'not-authorised',
  forward({ from: 'stranger' }),
);
/** The migration that brought the machine here. */
export const holdOfSameEpoch = refusedTransit(
  'hold-under-same-epoch',
  'a hold under the epoch that is attached',
  'stale-epoch',
  transit('hold', { epoch: before, migration: otherMigration }),
);
/** Lower. */
export const holdOfLowerEpoch = refusedTransit(
  'hold-under-lower-epoch',
  'a hold under a lower epoch',
  'stale-epoch',
  transit('hold', { epoch: before - 1, migration: otherMigration }),
);
/** It is tried first. */
export const staleStranger = refusedTransit(
  'hold-under-same-epoch-of-stranger',
  'a hold under the epoch that is attached, of somebody who is not,',
  'stale-epoch',
  transit('hold', { epoch: before, migration: otherMigration, from: 'stranger' }),
);
/** Everything else about it is good. */
export const forwardOfSameEpoch = refusedTransit(
  'forward-under-same-epoch',
  'a forward under the epoch that is attached',
  'stale-epoch',
  forward({ epoch: before, migration: otherMigration, permit: { migration: otherMigration } }),
);

/** Nobody is attached. */
export const absent = defineCase({
  id: 'access-router/hold-while-absent',
  title: 'a hold for a machine that is not here, or only prepared, is refused',
  covers: ['ATT-012'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/hold',
  async run(context) {
    const { send, expect } = context;
    await send(transit('hold'));
    await expectRefused(context, transit('hold'), 'not-authorised', 'ATT-012');
    await prepared(context);
    await send(transit('hold', { from: 'destination' }));
    await expectRefused(context, transit('hold'), 'not-authorised', 'ATT-012');
    await expect.silence();
  },
});

function afterLeaving(slug: string, title: string, request: Uint8Array, reason?: string): Case {
  return defineCase({
    id: `access-router/${slug}`,
    title: `while it forwards, ${title}`,
    covers: ['ATT-012'],
    role: 'access-router',
    needs: [],
    async run(context) {
      const { send, expect, deliver } = context;
      await forwarding(context);
      await send(request);
      if (reason === undefined) {
        const answer = await expect.answer('TransitAnswer', request);
        const forwards = { state: 'forwarding', epoch, held: 0, dropped: 0 };
        expect.equal(transitSaid(answer), forwards, 'what it does', 'ATT-012');
      } else await expectRefused(context, request, reason, 'ATT-012');
      await deliver(data(1));
      await expect.tunnelled(passed(data(1)), 'newRouter', epoch, 'ATT-012');
      await expect.silence();
    },
  });
}

/** The answer was lost. */
export const forwardAgain = afterLeaving(
  'forward-again',
  'the host that left gets the same answer to the same request',
  forward(),
);
/** It comes late. */
export const holdAfterForward = afterLeaving(
  'hold-after-forward',
  'a late hold of the host that left is answered and changes nothing',
  transit('hold'),
);
/** So is that. */
export const resumeAfterForward = afterLeaving(
  'resume-after-forward',
  'a late resume of the host that left is answered and changes nothing',
  transit('resume'),
);
/** It has changed its mind. */
export const otherPlaceAfterForward = afterLeaving(
  'forward-to-another-place-later',
  'a forward of the host that left to another place is answered and changes nothing',
  forward({ exchange: 0x20000007, attachment: { router: 'router' } }),
);
/** Somebody else. */
export const strangerAfterForward = afterLeaving(
  'hold-of-stranger-after-forward',
  'a hold of somebody else is refused',
  transit('hold', { from: 'stranger' }),
  'not-authorised',
);
/** A past migration. */
export const staleAfterForward = afterLeaving(
  'hold-of-past-after-forward',
  'a hold of a past migration is refused as stale',
  transit('hold', { epoch: before, migration: otherMigration }),
  'stale-epoch',
);

/** The machine is not here any more, and nothing is sent on. */
export const afterForwarding = defineCase({
  id: 'access-router/forward-after-forwarding',
  title: 'when the forwarding is over, the same forward is refused as stale',
  covers: ['ATT-012', 'ATT-021'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { send, expect, advance } = context;
    await forwarding(context);
    await advance('FORWARD_LIFE');
    await send(forward());
    await expectRefused(context, forward(), 'stale-epoch', 'ATT-012');
    await expect.silence();
    expect.attachment('absent');
  },
});

/** What is wrong with a forward of the host that is attached, and what it is told. */
function badForward(
  slug: string,
  title: string,
  reason: 'not-authorised' | 'attachment',
  parts: Parameters<typeof forward>[0],
): Case {
  return defineCase({
    id: `access-router/${slug}`,
    title: `a forward ${title} is refused, and what waits goes on waiting`,
    covers: ['ATT-018'],
    role: 'access-router',
    needs: [],
    twin: 'access-router/forward',
    async run(context) {
      const { send, expect, deliver } = context;
      await holding(context);
      await deliver(data(1));
      const request = forward(parts);
      await send(request);
      await expectRefused(context, request, reason, 'ATT-018');
      await deliver(data(2));
      await expect.silence();
      expect.attachment('holding', before);
      await stillResumes(context);
    },
  });
}

async function stillResumes({ send, expect }: CaseContext): Promise<void> {
  await send(transit('resume'));
  await expect.message('TransitAnswer', { to: 'source' });
  for (const number of [1, 2]) await expect.delivered(passed(data(number)), 'source', 'ATT-018');
  await expect.silence();
}

const badPermits: readonly (readonly [string, string, NonNullable<TransitParts['permit']>])[] = [
  ['permit-of-stranger', 'with a permit that a stranger signed', { signer: 'stranger' }],
  ['permit-of-destination', 'with a permit that its holder signed', { signer: 'destination' }],
  ['permit-for-another-machine', 'with a permit for another machine', { machine: cast.stranger.hid }],
  ['permit-of-another-migration', 'with a permit of another migration', { migration: otherMigration }],
  ['permit-of-another-epoch', 'with a permit for another epoch', { epoch: epoch + 1 }],
];

/** No permit at all. */
export const withoutPermit = badForward('forward-without-permit', 'without a permit', 'not-authorised', {
  without: 'permit',
});
/** Permits that are not good. */
export const [
  strangersPermit,
  holdersPermit,
  permitOfOtherMachine,
  permitOfOtherMigration,
  permitOfOtherEpoch,
] = badPermits.map(([slug, title, permit]) =>
  badForward(`forward-with-${slug}`, title, 'not-authorised', { permit }),
);

const badAttachments: readonly (readonly [string, string, NonNullable<TransitParts['attachment']>])[] = [
  ['attachment-of-stranger', 'with an attachment that a stranger signed', { signer: 'stranger' }],
  ['attachment-of-another-ad', 'with an attachment that another AD signed', { signer: 'router' }],
  ['attachment-of-another-machine', 'with an attachment of another machine', { machine: cast.stranger.hid }],
  ['attachment-of-another-epoch', 'with an attachment of another epoch', { epoch: epoch + 1 }],
  ['attachment-of-another-host', 'with an attachment of another host', { host: cast.stranger.hid }],
];

/** No attachment at all. */
export const withoutAttachment = badForward(
  'forward-without-attachment',
  'without an attachment',
  'attachment',
  { without: 'attachment' },
);
/** Attachments that are not good. */
export const [strangersPlace, placeOfOtherAd, placeOfOtherMachine, placeOfOtherEpoch, placeOfOtherHost] =
  badAttachments.map(([slug, title, attachment]) =>
    badForward(`forward-with-${slug}`, title, 'attachment', { attachment }),
  );
