/** The source host has the destination prepare, and counts the votes (chapter 05, section Offer and votes). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { accepted } from '../../ground/source-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { expectAbort } from '../../ground/source-host-ends.ts';
import { statusIn } from '../../ground/status.ts';
import { dryRunReport, ready } from '../../octets/from-destination.ts';
import type { ReasonName } from '../../octets/records.ts';

/** Nobody ever votes. */
export const prepareGivesUp = defineCase({
  id: 'source-host/prepare-gives-up',
  title: 'Prepare is sent six times with growing delays; at the sixth firing the migration ends with timeout',
  covers: ['SRC-007', 'TMR-001', 'TMR-002', 'TMR-003'],
  role: 'source-host',
  needs: [],
  timers: ['PREPARE_RETRY'],
  async run(context) {
    const { prepare } = await accepted(context);
    await expectFirings(context, 'PREPARE_RETRY', 6, async (firing) => {
      if (firing < 6) await context.expect.repeated(prepare);
      else await expectAbort(context, 'timeout', 'SRC-007');
    });
    await context.expect.silence();
  },
});

/** All votes are yes. */
export const readyBegins = defineCase({
  id: 'source-host/ready-begins-pre-copy',
  title: 'four votes of yes begin the first round, and the machine runs on meanwhile',
  covers: ['SRC-008'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { prepare } = await accepted(context);
    await send(ready(prepare.octets));
    await expect.operation('copyRound');
    await expect.silence();
    await expect.noOperation();
    expect.machine('running', epoch - 1);
  },
});

function voteOfNo(slug: string, title: string, votes: string, why: ReasonName) {
  return defineCase({
    id: `source-host/vote-${slug}`,
    title,
    covers: ['SRC-008'],
    role: 'source-host',
    needs: [],
    twin: 'source-host/ready-begins-pre-copy',
    async run(context) {
      const { prepare } = await accepted(context);
      await context.send(ready(prepare.octets, votes));
      await context.expect.noOperation('copyRound');
      await expectAbort(context, why, 'SRC-008');
      await context.expect.silence();
    },
  });
}

/** No memory. */
export const noMemory = voteOfNo(
  'memory-no',
  'a vote of no for memory ends the migration with no-resources',
  '00010101',
  'no-resources',
);

/** No disk. */
export const noDisk = voteOfNo(
  'disk-no',
  'a vote of no for disk ends the migration with disk-not-ready',
  '01000101',
  'disk-not-ready',
);

/** No device. */
export const noDevice = voteOfNo(
  'device-no',
  'a vote of no for device ends the migration with unsupported-format',
  '01010001',
  'unsupported-format',
);

/** No network. */
export const noNetwork = voteOfNo(
  'network-no',
  'a vote of no for network ends the migration with network-not-ready',
  '01010100',
  'network-not-ready',
);

/** More than one no. */
export const firstNo = voteOfNo(
  'first-no-counts',
  'of several votes of no the first one gives the reason',
  '01000000',
  'disk-not-ready',
);

/** A dry run to its end. */
export const dryRunEnds = defineCase({
  id: 'source-host/dry-run-ends',
  title: 'DryRunReport ends a dry run: the operator gets votes and estimate, and no memory was read',
  covers: ['SRC-009'],
  role: 'source-host',
  needs: ['dry-run'],
  async run(context) {
    const { send, expect } = context;
    const { prepare, order } = await accepted(context, { dryRun: true });
    const report = dryRunReport(prepare.octets, '01000101');
    await send(report);
    const answer = await expect.answer('OrderAnswer', order, { to: 'owner' });
    expect.equal(answer.tlv('votes'), '01000101', 'the votes', 'SRC-009');
    expect.equal(
      answer.tlv('estimate'),
      '000003e8 000007d0 00000bb8 00000fa0 00001388 00004e20'.replaceAll(' ', ''),
      'the estimate',
      'SRC-009',
    );
    expect.equal(statusIn(answer), ['aborted', 'ended', 'yes', epoch - 1], 'the status', 'SRC-009');
    await expect.silence();
    await expect.noOperation();
    expect.machine('running', epoch - 1);
  },
});

/** A destination that votes in a dry run as if it were none. */
export const dryRunReady = defineCase({
  id: 'source-host/dry-run-ready',
  title: 'Ready in a dry run makes the source read no memory and send no manifest',
  covers: ['SRC-009'],
  role: 'source-host',
  needs: ['dry-run'],
  twin: 'source-host/ready-begins-pre-copy',
  async run(context) {
    const { send, expect } = context;
    const { prepare } = await accepted(context, { dryRun: true });
    await send(ready(prepare.octets));
    await expect.noOperation('copyRound', 'freeze');
    const said = await expect.maybe();
    if (said !== undefined) expect.equal(said.name, 'Abort', 'the message', 'SRC-009');
  },
});
