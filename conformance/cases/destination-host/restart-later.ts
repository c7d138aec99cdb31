/** A journal that holds a later migration of the same machine (chapter 06, DST-034; chapter 08, JRN-009). */
import { type Case, defineCase } from '../../case.ts';
import { epoch, migration, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { completed, offered, prepared, returning } from '../../ground/destination-host.ts';
import { releases } from '../../ground/letting-go.ts';
import { type Status, statusIn } from '../../ground/status.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { abort, offer, runningAtSource } from '../../octets/from-source.ts';

/** Leaves a migration whose release is not in the journal, because the journal was full just then. */
function leftBehind(establish: (context: CaseContext) => Promise<unknown>) {
  return async (context: CaseContext): Promise<void> => {
    await establish(context);
    await context.ground('it is let go, and that is not recorded', async () => {
      await context.fault('journal-full');
      await context.send(abort());
      const release = context.expect.maybeOperation();
      if (release !== undefined) await context.operation(release, { is: 'done' });
      await context.expect.message('Aborted', { to: 'source' });
      await context.fault('journal-ok');
    });
  };
}

function later(
  slug: string,
  what: string,
  establish: (context: CaseContext) => Promise<void>,
  status: Status = ['aborted', 'ended', 'no', epoch - 1],
): Case {
  return defineCase({
    id: `destination-host/restart-after-later-migration-${slug}`,
    title: `a restart does nothing for a migration ${what} when the journal holds a later one`,
    covers: ['DST-034', 'JRN-009', 'DST-029'],
    role: 'destination-host',
    needs: ['keep-journal', 'journal-faults'],
    timers: ['DOUBT_RETRY', 'GIVE_BACK_RETRY'],
    async run(context) {
      const { restart, expect, operation, advance, send } = context;
      await establish(context);
      await context.ground('another migration of the machine is accepted', async () => {
        const next = offer({
          exchange: 0x0ffe0002,
          envelope: { migration: otherMigration, epoch: epoch + 2 },
        });
        await context.send(next);
        await expect.answer('OfferAccept', next);
      });
      await restart();
      const release = await expect.operation('release');
      expect.equal(release.migration, otherMigration, 'whose reservation is let go', 'JRN-009');
      await operation(release, { is: 'done' });
      const aborted = await expect.message('Aborted');
      expect.equal(aborted.migration, otherMigration, 'which migration ended');
      await advance('DOUBT_RETRY');
      await advance('GIVE_BACK_RETRY');
      const said = await expect.maybe();
      expect.that(said?.migration !== migration, {
        expectedOneOf: ['silence about the older migration'],
        actual: said?.name ?? 'silence',
        requirement: 'DST-034',
      });
      const query = statusQuery('destination');
      await send(query);
      const answer = await expect.answer('StatusAnswer', query);
      expect.equal(statusIn(answer), status, 'the status of the older migration', 'DST-029');
      await expect.silence();
      await expect.noOperation();
    },
  });
}

/** It was only accepted. */
export const accepted = later('when-accepted', 'that was accepted', leftBehind(offered));
/** It was reserved. */
export const reserved = later('when-prepared', 'that was prepared', leftBehind(prepared));
/** All was there. */
export const complete = later('when-complete', 'that was complete', leftBehind(completed));
/** It went back. */
export const givenBack = later(
  'when-given-back',
  'that was given back',
  async (context) => {
    const { sent } = await returning(context);
    await context.send(runningAtSource(epoch + 1, sent.exchange));
  },
  ['given-back', 'ended', 'no', epoch + 1],
);

/** The same without a later migration. */
export const latest = defineCase({
  id: 'destination-host/restart-without-later-migration',
  title: 'a restart lets the reservation of the latest migration go, also when its release was not recorded',
  covers: ['DST-030'],
  role: 'destination-host',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    await leftBehind(prepared)(context);
    await context.restart();
    await releases(context);
    await context.expect.message('Aborted', { to: 'source' });
  },
});
