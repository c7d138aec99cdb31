/** Rounds that do not come to an end by themselves, and reports about others (chapter 05, section Pre-copy). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { expectFirings } from '../../ground/firings.ts';
import { accepted, carrying, chunksAsResult, copying } from '../../ground/source-host.ts';
import { expectAbort, expectStatus } from '../../ground/source-host-ends.ts';
import { dryRunReport, progress, ready } from '../../octets/from-destination.ts';
import { firstRound, round } from '../../octets/image.ts';

/** Rounds after which the case has seen enough. */
const enough = 40;

/** The machine writes faster than anything can be carried. */
export const neverFits = defineCase({
  id: 'source-host/rounds-of-a-busy-machine',
  title: 'rounds are numbered on until the machine is stopped or the migration ends with no-convergence',
  covers: ['SRC-010', 'SRC-023'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { expect, operation, send } = context;
    const changed = { is: 'copied', chunks: chunksAsResult(firstRound), dirtyRate: 1_000_000_000 };
    let { copyRound: asked } = await copying(context, { memoryBudget: 1 });
    for (let number = 1; number <= enough; number += 1) {
      await operation(asked, changed);
      const manifest = await expect.message('Manifest', { to: 'destination' });
      expect.equal(manifest.tlv('round'), round(number, firstRound), 'the round', 'SRC-010');
      await send(progress(manifest.octets, number, firstRound.length, true));
      const next = expect.maybeOperation();
      if (next === undefined) {
        await expectAbort(context, 'no-convergence', 'SRC-023');
        await expect.silence();
        return;
      }
      if (next.operation === 'freeze') return;
      expect.equal(next.operation, 'copyRound', 'the operation', 'SRC-010');
      asked = next;
    }
  },
});

/** The destination speaks of a round that is not under way. */
export const otherRoundCounts = defineCase({
  id: 'source-host/progress-of-other-round-counts-not',
  title: 'Progress of another round does not begin the count of ROUND_RETRY anew',
  covers: ['SRC-011'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/progress-begins-the-count-anew',
  timers: ['ROUND_RETRY'],
  async run(context) {
    const { expect, send } = context;
    const { manifest } = await carrying(context);
    await expectFirings(context, 'ROUND_RETRY', 6, async (firing) => {
      if (firing === 6) await expectAbort(context, 'timeout', 'SRC-011');
      else await expect.repeated(manifest);
      if (firing === 2) await send(progress(manifest.octets, 2, 1, false));
    });
    await expect.silence();
  },
});

/** The destination reports a dry run that was not ordered. */
export const strangeReport = defineCase({
  id: 'source-host/dry-run-report-in-migration',
  title:
    'DryRunReport in a migration that is no dry run changes nothing: Prepare is repeated until Ready comes',
  covers: ['SRC-007', 'SRC-008'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/dry-run-ends',
  timers: ['PREPARE_RETRY'],
  async run(context) {
    const { expect, send } = context;
    const { prepare } = await accepted(context);
    await send(dryRunReport(prepare.octets));
    await expect.silence();
    await expectStatus(context, ['active', 'prepare', 'yes', epoch - 1]);
    await expectFirings(context, 'PREPARE_RETRY', 1, async () => void (await expect.repeated(prepare)));
    await send(ready(prepare.octets));
    await expect.operation('copyRound');
  },
});
