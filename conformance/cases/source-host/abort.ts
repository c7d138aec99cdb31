/** The source host ends a migration before its commit (chapter 05, section Abort and cancel). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { copying, finalising, ordered } from '../../ground/source-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { expectAbort, expectStatus } from '../../ground/source-host-ends.ts';
import { aborted, complete, offerAccept } from '../../octets/from-destination.ts';

/** The machine stands still when the abort comes. */
export const thawsFirst = defineCase({
  id: 'source-host/abort-thaws-first',
  title: 'an abort during the freeze lets the machine run first, and then tells the destination',
  covers: ['SRC-023'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, new Uint8Array(32)));
    const thaw = await expect.operation('thaw');
    await expect.silence();
    await operation(thaw, { is: 'done' });
    await expect.message('Abort', { to: 'destination' });
    await expect.silence();
    expect.machine('running', epoch - 1);
  },
});

/** Nobody answers Abort. */
export const abortRepeated = defineCase({
  id: 'source-host/abort-repeated',
  title: 'Abort is sent four times with growing delays; then the destination is left alone',
  covers: ['SRC-023', 'TMR-002', 'TMR-003'],
  role: 'source-host',
  needs: [],
  timers: ['ABORT_RETRY'],
  async run(context) {
    const { send, expect } = context;
    const { offer } = await ordered(context);
    await send(offerAccept(offer.octets, { versions: '01 0002 01' }));
    const abort = await expectAbort(context, 'unsupported-format', 'SRC-023');
    await expectFirings(context, 'ABORT_RETRY', 6, async (firing) => {
      if (firing < 4) await expect.repeated(abort);
      else await expect.silence();
    });
  },
});

/** The destination answers Abort. */
export const abortedStops = defineCase({
  id: 'source-host/aborted-ends-the-repetition',
  title: 'Abort is not repeated when Aborted has come',
  covers: ['SRC-023'],
  role: 'source-host',
  needs: [],
  timers: ['ABORT_RETRY'],
  async run(context) {
    const { send, expect } = context;
    const { offer } = await ordered(context);
    await send(offerAccept(offer.octets, { versions: '01 0002 01' }));
    const abort = await expectAbort(context, 'unsupported-format', 'SRC-023');
    await send(aborted('unsupported-format', abort.exchange));
    await expectFirings(context, 'ABORT_RETRY', 3, () => expect.silence());
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
  },
});

/** The hypervisor fails. */
export const copyFails = defineCase({
  id: 'source-host/copy-fails',
  title: 'a hypervisor that cannot read the machine ends the migration, and the machine runs on',
  covers: ['SRC-023'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/first-manifest',
  async run(context) {
    const { operation, expect } = context;
    const { copyRound } = await copying(context);
    await operation(copyRound, { is: 'failed', reason: 'hypervisor' });
    await expectAbort(context, 'hypervisor', 'SRC-023');
    await expect.silence();
  },
});

/** The hypervisor fails to let the machine run. */
export const thawAgain = defineCase({
  id: 'source-host/thaw-asked-again',
  title: 'a hypervisor that failed to let the machine run is asked again, and Abort waits for it',
  covers: ['SRC-023', 'INV-003'],
  role: 'source-host',
  needs: [],
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { send, advance, operation, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, new Uint8Array(32)));
    await operation(await expect.operation('thaw'), { is: 'failed', reason: 'hypervisor' });
    await expect.silence();
    await advance('SOURCE_OPERATION');
    const again = await expect.operation('thaw');
    await expect.silence();
    await operation(again, { is: 'done' });
    await expect.message('Abort', { to: 'destination' });
    expect.machine('running', epoch - 1);
  },
});
