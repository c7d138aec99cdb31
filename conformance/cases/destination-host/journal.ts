/** The journal of a destination host after an append that a crash cut short (chapter 08, section Reading it back). */
import { defineCase } from '../../case.ts';
import { otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { offer } from '../../octets/from-source.ts';
import { RefusedVerbError } from '../../session.ts';

/** A restart that must succeed: a host that refuses to start says so by refusing the verb. */
async function starts({ restart, expect }: CaseContext): Promise<void> {
  try {
    await restart();
  } catch (error) {
    if (!(error instanceof RefusedVerbError)) throw error;
    expect.that(false, {
      expectedOneOf: ['a host that starts with its journal'],
      actual: error.message,
      requirement: 'JRN-003',
    });
  }
}

/** The record of an acceptance is torn, and another one follows after the restart. */
export const cutsOff = defineCase({
  id: 'destination-host/restart-after-torn-record',
  title: 'a torn record is cut off: the host starts, writes on, and starts again with what it wrote',
  covers: ['JRN-001', 'JRN-003', 'DST-030'],
  role: 'destination-host',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    const { send, fault, expect } = context;
    await context.ground('a record is torn', async () => {
      await fault('journal-torn');
      const torn = offer();
      await send(torn);
      await expect.answer('Refused', torn);
    });
    await starts(context);
    await expect.silence();
    await fault('journal-ok');
    const next = offer({ exchange: 0x0ffe0002, envelope: { migration: otherMigration } });
    await send(next);
    await expect.answer('OfferAccept', next);
    await starts(context);
    const aborted = await letsGo(context, 'restart', 'DST-030');
    expect.equal(aborted.migration, otherMigration, 'the migration', 'JRN-007');
  },
});
