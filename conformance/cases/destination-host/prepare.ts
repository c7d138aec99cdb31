/** The destination host reserves (chapter 06, section Prepare). */
import { defineCase } from '../../case.ts';
import { offered, prepared, reserved, reserving } from '../../ground/destination-host.ts';
import { releases } from '../../ground/letting-go.ts';
import { prepare } from '../../octets/from-source.ts';
import { hexOf } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

/** Everything can be had. */
export const ready = defineCase({
  id: 'destination-host/prepare-reserves',
  title: 'Prepare reserves, is answered by Ready with four votes of yes, and again when it comes again',
  covers: ['DST-007'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect, operation } = context;
    const { offer, accept } = await offered(context);
    const request = prepare([offer, accept]);
    await send(request);
    const reserve = await expect.operation('reserve');
    await expect.silence();
    await operation(reserve, reserved);
    const said = await expect.answer('Ready', request);
    expect.equal(said.tlv('votes'), '01010101', 'the votes');
    await send(request);
    const again = await expect.answer('Ready', request);
    expect.equal(hexOf(again.octets), hexOf(said.octets), 'the answer');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The record of the reservation is late. */
export const readyWaits = defineCase({
  id: 'destination-host/ready-waits-for-record',
  title: 'Ready is sent when the record prepared is durable, and not before',
  covers: ['DST-007', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, operation, fault } = context;
    const { prepare: request, reserve } = await reserving(context);
    await fault('journal-held');
    await operation(reserve, reserved);
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('Ready', request);
    await expect.silence();
  },
});

/** A digest that is that of nothing that was said. */
export const downgrade = defineCase({
  id: 'destination-host/prepare-with-other-transcript',
  title: 'a Prepare bound to another offer is refused with downgrade, and the migration ends',
  covers: ['DST-006'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/prepare-reserves',
  async run(context) {
    const { send, expect, operation } = context;
    const said = await offered(context);
    const request = prepare([said.offer]);
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'downgrade', 'the reason', 'DST-006');
    const release = expect.maybeOperation();
    if (release !== undefined) {
      expect.equal(release.operation, 'release', 'the operation');
      await operation(release, { is: 'done' });
    }
    await send(said.offer);
    const ended = await expect.answer('Refused', said.offer);
    expect.equal(reasonIn(ended.tlv('reason')), 'downgrade', 'the reason', 'DST-006');
    await send(request);
    const again = await expect.answer('Refused', request);
    expect.equal(reasonIn(again.tlv('reason')), 'downgrade', 'the reason', 'DST-006');
    await expect.silence();
    await expect.noOperation();
  },
});

/** One part cannot be had. */
export const noVote = defineCase({
  id: 'destination-host/prepare-without-disk',
  title: 'what cannot be reserved gets the vote no in Ready, and the rest is let go',
  covers: ['DST-008'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/prepare-reserves',
  async run(context) {
    const { expect, operation } = context;
    const { prepare: request, reserve } = await reserving(context);
    await operation(reserve, { ...reserved, votes: { ...reserved.votes, disk: 'no' } });
    const said = await expect.answer('Ready', request);
    expect.equal(said.tlv('votes'), '01000101', 'the votes', 'DST-008');
    await releases(context);
    await expect.silence();
  },
});

/** A dry run reserves, reports and lets go. */
export const dryRun = defineCase({
  id: 'destination-host/prepare-of-dry-run',
  title: 'Prepare of a dry run is answered by DryRunReport, and what was reserved is let go',
  covers: ['DST-009'],
  role: 'destination-host',
  needs: ['dry-run'],
  async run(context) {
    const { expect, operation } = context;
    const { prepare: request, reserve } = await reserving(context, { dryRun: true });
    await operation(reserve, reserved);
    const report = await expect.answer('DryRunReport', request);
    expect.equal(report.tlv('votes'), '01010101', 'the votes');
    const estimate = '000003e8 000007d0 00000bb8 00000fa0 00001388 00004e20'.replaceAll(' ', '');
    expect.equal(report.tlv('estimate'), estimate, 'the estimate');
    await releases(context);
    await expect.silence();
  },
});

/** The reservation cannot be recorded. */
export const preparedNotWritten = defineCase({
  id: 'destination-host/prepare-with-full-journal',
  title: 'a reservation that cannot be recorded is let go, and the source is told with journal',
  covers: ['DST-033', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  twin: 'destination-host/prepare-reserves',
  async run(context) {
    const { expect, operation, fault } = context;
    const { reserve } = await reserving(context);
    await fault('journal-full');
    await operation(reserve, reserved);
    await expect.silence();
    await releases(context);
    const aborted = await expect.message('Aborted', { to: 'source' });
    expect.equal(reasonIn(aborted.tlv('reason')), 'journal', 'the reason', 'DST-033');
    await expect.silence();
  },
});

/** A lease that nobody renews. */
export const leaseExpires = defineCase({
  id: 'destination-host/prepare-lease-expires',
  title: 'a reservation that nobody uses ends with PREPARE_LEASE, and the source is told',
  covers: ['DST-010'],
  role: 'destination-host',
  needs: [],
  timers: ['PREPARE_LEASE'],
  async run(context) {
    const { advance, delay, expect } = context;
    await prepared(context);
    await advance(delay('PREPARE_LEASE') / 2);
    await expect.silence();
    await expect.noOperation();
    await advance('PREPARE_LEASE');
    await releases(context);
    const aborted = await expect.message('Aborted', { to: 'source' });
    expect.equal(reasonIn(aborted.tlv('reason')), 'lease-expired', 'the reason', 'DST-010');
    await expect.silence();
  },
});
