/** The source aborts: before the right to run, and after it (chapter 06, section Abort). */
import { type Case, defineCase } from '../../case.ts';
import { epoch } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import {
  assembling,
  completed,
  copied,
  offered,
  prepared,
  reserving,
  returning,
  running,
  starting,
} from '../../ground/destination-host.ts';
import { abort, offer } from '../../octets/from-source.ts';
import { hexOf } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

type Establish = (context: CaseContext) => Promise<unknown>;

function early(slug: string, when: string, establish: Establish, holdsCopy = true): Case {
  return defineCase({
    id: `destination-host/abort-when-${slug}`,
    title: `Abort when ${when} lets the reservation go, and then Aborted is sent, and again`,
    covers: ['DST-027'],
    role: 'destination-host',
    needs: [],
    async run(context) {
      const { send, expect, operation } = context;
      await establish(context);
      while ((await expect.maybe()) !== undefined);
      const request = abort('no-convergence');
      await send(request);
      const release = holdsCopy ? await expect.operation('release') : expect.maybeOperation();
      if (release !== undefined) {
        if (holdsCopy) await expect.silence();
        await operation(release, { is: 'done' });
      }
      const said = await expect.answer('Aborted', request);
      expect.equal(reasonIn(said.tlv('reason')), 'no-convergence', 'the reason', 'DST-027');
      await expect.silence();
      await send(request);
      const again = await expect.answer('Aborted', request);
      expect.equal(hexOf(again.octets), hexOf(said.octets), 'the answer', 'DST-027');
      await expect.silence();
      await expect.noOperation();
      expect.neverRan();
    },
  });
}

/** Nothing is reserved yet. */
export const whenOffered = early('offered', 'the offer is accepted', offered, false);
/** The hypervisor is at it. */
export const whenReserving = early('reserving', 'the reservation is being made', reserving);
/** Everything is reserved. */
export const whenReady = early('ready', 'everything is reserved', prepared);
/** A round is here. */
export const whenCopied = early('copied', 'a round is here', copied);
/** The last round is on its way. */
export const whenAssembling = early('assembling', 'the last round comes in', assembling);
/** Everything is here. */
export const whenComplete = early('complete', 'the whole state is here', completed);

/** The offer was refused. */
export const whenRefused = defineCase({
  id: 'destination-host/abort-when-refused',
  title: 'Abort of a migration whose offer was refused is answered by Aborted',
  covers: ['DST-027'],
  role: 'destination-host',
  needs: [],
  config: { policy: { admit: 'refuse:no-resources' } },
  async run(context) {
    const { send, expect, ground } = context;
    await ground('the offer is refused', async () => {
      const refusedOffer = offer();
      await send(refusedOffer);
      await expect.answer('Refused', refusedOffer);
    });
    const request = abort();
    await send(request);
    await expect.answer('Aborted', request);
    await expect.silence();
    await expect.noOperation();
  },
});

function late(slug: string, when: string, establish: Establish, after?: Establish): Case {
  return defineCase({
    id: `destination-host/abort-when-${slug}`,
    title: `Abort when ${when} is refused with unexpected-message and changes nothing`,
    covers: ['DST-028'],
    role: 'destination-host',
    needs: [],
    twin: 'destination-host/abort-when-complete',
    async run(context) {
      const { send, expect } = context;
      await establish(context);
      const request = abort();
      await send(request);
      const refused = await expect.answer('Refused', request);
      expect.equal(reasonIn(refused.tlv('reason')), 'unexpected-message', 'the reason', 'DST-028');
      await expect.silence();
      await expect.noOperation();
      await after?.(context);
    },
  });
}

/** The hypervisor starts it. */
export const whenStarting = late('starting', 'the machine is being started', starting);
/** It runs. */
export const whenRunning = late('running', 'the machine runs', running, async ({ expect }) => {
  expect.machine('running', epoch);
});
/** It goes back. */
export const whenReturning = late('giving-back', 'the machine goes back', returning);
