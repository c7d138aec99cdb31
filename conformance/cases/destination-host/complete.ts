/** The end of the state (chapter 06, section The end of the state). */
import { defineCase } from '../../case.ts';
import { completed, loading } from '../../ground/destination-host.ts';
import { letsGo, releases } from '../../ground/letting-go.ts';
import { firstDigest, stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

/** The digest is that of Freeze. */
export const fits = defineCase({
  id: 'destination-host/complete-with-the-digest',
  title: 'a loaded state with the digest of Freeze is answered by Complete, which says so',
  covers: ['DST-012'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, operation } = context;
    const { freeze, load } = await loading(context);
    await expect.silence();
    await operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
    const said = await expect.answer('Complete', freeze);
    expect.equal(said.tlv('stateDigest'), stateDigest, 'the digest', 'DST-012');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The digest is another one. */
export const differs = defineCase({
  id: 'destination-host/complete-with-other-digest',
  title: 'a loaded state with another digest than Freeze is let go, and the source told transfer-integrity',
  covers: ['DST-012', 'DST-013'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/complete-with-the-digest',
  async run(context) {
    const { load } = await loading(context);
    await context.operation(load, { is: 'loaded', stateDigest: hexOf(firstDigest) });
    await letsGo(context, 'transfer-integrity', 'DST-013');
  },
});

/** The record that all is there is late. */
export const waits = defineCase({
  id: 'destination-host/complete-waits-for-record',
  title: 'Complete is sent when the record complete is durable, and not before',
  covers: ['DST-012', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, operation, fault } = context;
    const { freeze, load } = await loading(context);
    await fault('journal-held');
    await operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('Complete', freeze);
    await expect.silence();
  },
});

/** The record that all is there cannot be written. */
export const notWritten = defineCase({
  id: 'destination-host/complete-with-full-journal',
  title: 'a whole state that cannot be recorded is let go, and the source is told with journal',
  covers: ['DST-033', 'DST-012', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  twin: 'destination-host/complete-with-the-digest',
  async run(context) {
    const { expect, operation, fault } = context;
    const { load } = await loading(context);
    await fault('journal-full');
    await operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
    await expect.silence();
    await releases(context);
    const aborted = await expect.message('Aborted', { to: 'source' });
    expect.equal(reasonIn(aborted.tlv('reason')), 'journal', 'the reason', 'DST-033');
    await expect.silence();
  },
});

/** Freeze again. */
export const again = defineCase({
  id: 'destination-host/freeze-again',
  title: 'Freeze again, before the commit, is answered by Complete again',
  covers: ['DST-014'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { freeze, complete } = await completed(context);
    await send(freeze);
    const said = await expect.answer('Complete', freeze);
    expect.equal(hexOf(said.octets), hexOf(complete.octets), 'the answer', 'DST-014');
    await expect.silence();
    await expect.noOperation();
  },
});
