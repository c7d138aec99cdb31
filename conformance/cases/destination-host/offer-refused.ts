/** Offers that cannot be accepted, each with what is wrong (chapter 06, section Offer). */
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, otherMigration, wallSeconds } from '../../cast.ts';
import type { CaseConfig } from '../../case-config.ts';
import { running } from '../../ground/destination-host.ts';
import { offer, type OfferParts } from '../../octets/from-source.ts';
import { diskCopy, reasonIn, type ReasonName } from '../../octets/records.ts';

function refusal(
  slug: string,
  title: string,
  reason: ReasonName,
  parts: OfferParts,
  config: CaseConfig = {},
): Case {
  return defineCase({
    id: `destination-host/offer-${slug}`,
    title: `${title} is refused with ${reason}`,
    covers: ['DST-001'],
    role: 'destination-host',
    needs: [],
    twin: 'destination-host/offer-accepted',
    config,
    async run({ send, expect }) {
      const request = offer(parts);
      await send(request);
      const refused = await expect.answer('Refused', request);
      expect.equal(reasonIn(refused.tlv('reason')), reason, 'the reason', 'DST-001');
      await expect.silence();
      await expect.noOperation();
    },
  });
}

/** The offered control versions are all too high. */
export const controlVersion = refusal(
  'without-common-control-version',
  'an offer without a common control version',
  'unsupported-version',
  { versions: '02 03 0001 0001 01 01' },
);

/** The offered state versions are all too high. */
export const stateVersion = refusal(
  'without-common-state-version',
  'an offer without a common state version',
  'unsupported-format',
  { versions: '01 01 0002 0003 01 01' },
);

/** The offered rebind versions are all too high. */
export const rebindVersion = refusal(
  'without-common-rebind-version',
  'an offer without a common rebind version',
  'unsupported-format',
  { versions: '01 01 0001 0001 02 03' },
);

/** A range in which nothing lies. */
export const emptyRange = refusal(
  'with-empty-range',
  'an offer whose least state version is above the most',
  'unsupported-format',
  { versions: '01 01 0002 0001 01 01' },
);

/** A ticket for another machine than the header names. */
export const otherMachine = refusal(
  'ticket-of-another-machine',
  'an offer with the ticket of another machine',
  'ticket-party',
  { envelope: { machine: cast.stranger.hid } },
);

/** A ticket for another source. */
export const otherSource = refusal(
  'ticket-for-another-source',
  'an offer with a ticket that names another source',
  'ticket-party',
  { ticket: { fromHost: cast.stranger.hid } },
);

/** A ticket for another destination. */
export const otherDestination = refusal(
  'ticket-for-another-destination',
  'an offer with a ticket that names another destination',
  'ticket-party',
  { ticket: { toHost: cast.stranger.hid } },
);

/** A ticket that is not valid yet. */
export const tooEarly = refusal('ticket-too-early', 'an offer whose ticket is not valid yet', 'ticket-time', {
  ticket: { notBefore: wallSeconds + 600 },
});

/** A ticket that is not valid any more. */
export const tooLate = refusal('ticket-too-late', 'an offer whose ticket has run out', 'ticket-time', {
  ticket: { notAfter: wallSeconds - 600 },
});

/** The epoch lies below what the ticket allows. */
export const epochBelow = refusal(
  'epoch-below-ticket',
  'an offer for an epoch below those of the ticket',
  'ticket-epoch',
  { ticket: { epochFirst: epoch + 1 } },
);

/** The epoch lies above what the ticket allows. */
export const epochAbove = refusal(
  'epoch-above-ticket',
  'an offer for an epoch above those of the ticket',
  'ticket-epoch',
  { ticket: { epochFirst: epoch - 2, epochLast: epoch - 1 } },
);

/** The ticket does not allow what is offered. */
export const otherMode = refusal(
  'mode-beyond-ticket',
  'an offer of a transfer mode that the ticket does not allow',
  'ticket-mode',
  { ticket: { modes: diskCopy } },
);

/** An epoch that was created here already. */
export const staleEpoch = defineCase({
  id: 'destination-host/offer-for-stale-epoch',
  title: 'an offer for an epoch under which the machine ran here is refused with stale-epoch',
  covers: ['DST-001'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/offer-for-next-epoch',
  async run(context) {
    const { send, expect } = context;
    await running(context);
    const request = offer({ exchange: 0x0ffe0002, envelope: { migration: otherMigration } });
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'stale-epoch', 'the reason', 'DST-001');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The epoch after the one that was created here. */
export const nextEpoch = defineCase({
  id: 'destination-host/offer-for-next-epoch',
  title: 'an offer for an epoch above the one under which the machine ran here is accepted',
  covers: ['DST-001'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await running(context);
    const envelope = { migration: otherMigration, epoch: epoch + 1 };
    const request = offer({ exchange: 0x0ffe0002, envelope });
    await send(request);
    await expect.answer('OfferAccept', request);
  },
});
