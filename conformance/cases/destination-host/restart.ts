/** A destination host crashes and goes on from its journal (chapter 06, section Restart). */
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import {
  completed,
  copied,
  loading,
  offered,
  prepared,
  returning,
  running,
  starting,
} from '../../ground/destination-host.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { commit, freeze, offer, runningAtSource } from '../../octets/from-source.ts';
import { lastRound, stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

function early(slug: string, when: string, establish: (context: CaseContext) => Promise<unknown>): Case {
  return defineCase({
    id: `destination-host/restart-when-${slug}`,
    title: `a restart when ${when} lets the reservation go and tells the source restart`,
    covers: ['DST-030', 'JRN-007', 'INV-008'],
    role: 'destination-host',
    needs: ['keep-journal'],
    async run(context) {
      await establish(context);
      await context.restart();
      await letsGo(context, 'restart', 'DST-030');
      context.expect.neverRan();
    },
  });
}

/** The offer was accepted. */
export const whenOffered = early('offered', 'the offer is accepted', offered);
/** Everything was reserved. */
export const whenReady = early('ready', 'everything is reserved', prepared);
/** A round was here; the journal does not know of it. */
export const whenCopied = early('copied', 'a round is here', copied);
/** The record that all is there was not durable when the crash came. */
export const whenCompleting = defineCase({
  id: 'destination-host/restart-before-record-complete',
  title: 'a restart before the record complete is durable goes on from the record prepared',
  covers: ['DST-030', 'JRN-002', 'INV-008'],
  role: 'destination-host',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    const { load } = await loading(context);
    await context.fault('journal-held');
    await context.operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
    await context.expect.silence();
    await context.restart();
    await letsGo(context, 'restart', 'DST-030');
  },
});

/** Nothing was begun. */
export const whenIdle = defineCase({
  id: 'destination-host/restart-with-nothing',
  title: 'a restart with an empty journal does and says nothing',
  covers: ['INV-008'],
  role: 'destination-host',
  needs: ['keep-journal'],
  async run({ restart, expect }) {
    await restart();
    await expect.silence();
    await expect.noOperation();
  },
});

/** In doubt. */
export const whenComplete = defineCase({
  id: 'destination-host/restart-when-complete',
  title: 'a restart in doubt asks the source at once, keeps the copy, and starts it at the Commit',
  covers: ['DST-031', 'JRN-007', 'INV-008'],
  role: 'destination-host',
  needs: ['keep-journal'],
  timers: ['DOUBT_RETRY', 'PREPARE_LEASE'],
  async run(context) {
    const { restart, expect, send, advance, delay } = context;
    await completed(context);
    await restart();
    const asked = await expect.message('StatusQuery', { to: 'source' });
    await expect.silence();
    await expect.noOperation();
    await advance('DOUBT_RETRY');
    await expect.repeated(asked);
    await advance(2 * delay('PREPARE_LEASE'));
    await expect.noOperation();
    while ((await expect.maybe(['StatusQuery'])) !== undefined);
    await send(freeze(2, lastRound));
    await expect.answer('Complete', freeze(2, lastRound));
    await send(commit());
    await expect.operation('start');
  },
});

/** In doubt, with a witness. */
export const whenWitnessed = defineCase({
  id: 'destination-host/restart-when-complete-with-witness',
  title: 'a restart in doubt with a witness asks both at once, and takes the statement as the right to run',
  covers: ['DST-031', 'DST-021'],
  role: 'destination-host',
  needs: ['keep-journal', 'witness'],
  async run(context) {
    const { restart, expect, send, operation } = context;
    await completed(context, { witness: true });
    await restart();
    await expect.message('StatusQuery', { to: 'source' });
    const read = await expect.message('WitnessRead', { to: 'witness' });
    await expect.silence();
    const register = { epoch, owner: cast.destination.hid, digest: stateDigest };
    await send(witnessAnswer(read.octets, 'destination', register, 0));
    await operation(await expect.operation('start'), { is: 'done' });
    expect.machine('running', epoch);
  },
});

/** With the right to run. */
export const whenStarting = defineCase({
  id: 'destination-host/restart-when-starting',
  title: 'a restart with the record permitted starts the machine and says Running',
  covers: ['DST-032', 'JRN-007', 'INV-008'],
  role: 'destination-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, expect, operation } = context;
    await starting(context);
    await restart();
    await operation(await expect.operation('start'), { is: 'done' });
    const said = await expect.message('Running', { to: 'source' });
    expect.equal(said.tlv('running'), '0000000000000008', 'the epoch');
    expect.machine('running', epoch);
    await expect.silence();
  },
});

/** It runs. */
export const whenRunning = defineCase({
  id: 'destination-host/restart-when-running',
  title: 'a restart with the record running starts nothing, and answers Commit by Running',
  covers: ['DST-032', 'JRN-007', 'INV-008'],
  role: 'destination-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, expect, send } = context;
    const said = await running(context);
    await restart();
    await expect.maybe(['Running']);
    await expect.silence();
    await expect.noOperation();
    await send(said.commit);
    const again = await expect.answer('Running', said.commit);
    expect.equal(again.tlv('running'), '0000000000000008', 'the epoch');
    await expect.noOperation();
  },
});

/** It goes back. */
export const whenReturning = defineCase({
  id: 'destination-host/restart-when-giving-back',
  title: 'a restart with the record given-back gives back by the same permit until Running comes',
  covers: ['DST-032', 'DST-024', 'JRN-007', 'INV-008'],
  role: 'destination-host',
  needs: ['keep-journal'],
  timers: ['GIVE_BACK_RETRY'],
  async run(context) {
    const { restart, expect, advance, send } = context;
    const { sent } = await returning(context);
    await restart();
    const said = await expect.message('GiveBack', { to: 'source' });
    expect.equal(said.tlv('permit'), sent.tlv('permit'), 'the permit', 'DST-032');
    await advance('GIVE_BACK_RETRY');
    await expect.repeated(said);
    await expect.noOperation('start');
    await send(runningAtSource(epoch + 1, said.exchange));
    await advance('GIVE_BACK_RETRY');
    await advance('GIVE_BACK_RETRY');
    await expect.silence();
  },
});

/** The epochs that were created here are remembered. */
export const staleAfter = defineCase({
  id: 'destination-host/restart-remembers-epochs',
  title: 'after a restart an offer for an epoch that was created here, or a lower one, is refused',
  covers: ['JRN-008', 'INV-002'],
  role: 'destination-host',
  needs: ['keep-journal'],
  twin: 'destination-host/restart-accepts-next-epoch',
  async run(context) {
    const { restart, expect, send } = context;
    await running(context);
    await restart();
    for (const old of [epoch, epoch - 1]) {
      const request = offer({
        exchange: 0x0ffe0000 + old,
        ticket: { epochFirst: 1 },
        envelope: {
          migration: old === epoch ? otherMigration : `${otherMigration.slice(0, -1)}9`,
          epoch: old,
        },
      });
      await send(request);
      const refused = await expect.answer('Refused', request);
      expect.equal(reasonIn(refused.tlv('reason')), 'stale-epoch', 'the reason', 'JRN-008');
    }
    await expect.noOperation();
  },
});

/** The next epoch is welcome. */
export const nextAfter = defineCase({
  id: 'destination-host/restart-accepts-next-epoch',
  title: 'after a restart an offer for a higher epoch than that under which it ran is accepted',
  covers: ['JRN-008'],
  role: 'destination-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, expect, send } = context;
    await running(context);
    await restart();
    while ((await expect.maybe()) !== undefined);
    const request = offer({ envelope: { migration: otherMigration, epoch: epoch + 1 } });
    await send(request);
    await expect.answer('OfferAccept', request);
  },
});

/** A machine that was given back was created under e + 2 elsewhere. */
export const staleAfterReturn = defineCase({
  id: 'destination-host/restart-remembers-given-back',
  title: 'after a restart an offer for the epoch under which the machine was given back is refused',
  covers: ['JRN-008', 'INV-002'],
  role: 'destination-host',
  needs: ['keep-journal'],
  twin: 'destination-host/restart-accepts-next-epoch',
  async run(context) {
    const { restart, expect, send } = context;
    const { sent } = await returning(context);
    await send(runningAtSource(epoch + 1, sent.exchange));
    await restart();
    const release = expect.maybeOperation();
    if (release !== undefined) await context.operation(release, { is: 'done' });
    while ((await expect.maybe(['GiveBack'])) !== undefined);
    await send(runningAtSource(epoch + 1, sent.exchange));
    await send(runningAtSource(epoch + 1, 0));
    const request = offer({ envelope: { migration: otherMigration, epoch: epoch + 1 } });
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'stale-epoch', 'the reason', 'JRN-008');
  },
});
