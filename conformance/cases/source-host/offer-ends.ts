/** How an offer comes to nothing (chapter 05, section Offer and votes). */
import { defineCase } from '../../case.ts';
import { accepted, carrying, finalising, ordered } from '../../ground/source-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { expectAbort, expectEnd } from '../../ground/source-host-ends.ts';
import { aborted, offerAccept, refused } from '../../octets/from-destination.ts';
import type { ReasonName } from '../../octets/records.ts';

/** Nobody ever answers. */
export const offerGivesUp = defineCase({
  id: 'source-host/offer-gives-up',
  title: 'Offer is sent six times with growing delays; at the sixth firing the migration ends with timeout',
  covers: ['SRC-004', 'SRC-023', 'TMR-002', 'TMR-003'],
  role: 'source-host',
  needs: [],
  timers: ['OFFER_RETRY'],
  async run(context) {
    const { offer } = await ordered(context);
    await expectFirings(context, 'OFFER_RETRY', 6, async (firing) => {
      if (firing < 6) await context.expect.repeated(offer);
      else await expectAbort(context, 'timeout', 'SRC-004');
    });
    await context.expect.silence();
  },
});

function choice(slug: string, what: string, versions: string, why: ReasonName) {
  return defineCase({
    id: `source-host/accept-with-${slug}`,
    title: `an acceptance with ${what} that was not offered ends the migration with ${why}`,
    covers: ['SRC-006'],
    role: 'source-host',
    needs: [],
    twin: 'source-host/prepare-binds-the-offer',
    async run(context) {
      const { offer } = await ordered(context);
      await context.send(offerAccept(offer.octets, { versions }));
      await expectAbort(context, why, 'SRC-006');
      await context.expect.silence();
    },
  });
}

/** A control version that was not offered. */
export const otherControl = choice(
  'other-control-version',
  'a control version',
  '02 0001 01',
  'unsupported-version',
);

/** A format of the state that was not offered. */
export const otherState = choice(
  'other-state-version',
  'a state version',
  '01 0002 01',
  'unsupported-format',
);

/** A rebind that was not offered. */
export const otherRebind = choice(
  'other-rebind-version',
  'a rebind version',
  '01 0001 02',
  'unsupported-format',
);

/** The destination refuses the offer. */
export const offerRefused = defineCase({
  id: 'source-host/offer-refused',
  title: 'Refused to Offer ends the migration with the reason in it',
  covers: ['SRC-005'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { offer } = await ordered(context);
    await context.send(refused(offer.octets, 'policy'));
    await expectEnd(context, 'policy');
  },
});

/** The destination refuses to prepare. */
export const prepareRefused = defineCase({
  id: 'source-host/prepare-refused',
  title: 'Refused to Prepare ends the migration with the reason in it',
  covers: ['SRC-005'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { prepare } = await accepted(context);
    await context.send(refused(prepare.octets, 'downgrade'));
    await expectEnd(context, 'downgrade');
  },
});

/** The reservation ended. */
export const abortedWhileCopying = defineCase({
  id: 'source-host/aborted-while-copying',
  title: 'Aborted during pre-copy ends the migration with the reason in it',
  covers: ['SRC-005'],
  role: 'source-host',
  needs: [],
  async run(context) {
    await carrying(context);
    await context.send(aborted('lease-expired', 0));
    await expectEnd(context, 'lease-expired');
  },
});

/** The destination refuses the freeze. */
export const freezeRefused = defineCase({
  id: 'source-host/freeze-refused',
  title: 'Refused to Freeze ends the migration, and the machine runs on at the source',
  covers: ['SRC-005'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { freeze } = await finalising(context);
    await context.send(refused(freeze.octets, 'no-resources'));
    await expectEnd(context, 'no-resources', true);
  },
});

/** The state did not arrive whole. */
export const abortedWhileFrozen = defineCase({
  id: 'source-host/aborted-while-frozen',
  title: 'Aborted during the freeze ends the migration, and the machine runs on at the source',
  covers: ['SRC-005'],
  role: 'source-host',
  needs: [],
  async run(context) {
    await finalising(context);
    await context.send(aborted('transfer-integrity', 0));
    await expectEnd(context, 'transfer-integrity', true);
  },
});
