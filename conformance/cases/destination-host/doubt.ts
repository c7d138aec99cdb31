/** The destination host waits for the commit (chapter 06, section Waiting for the commit). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { defineCase } from '../../case.ts';
import { epoch } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { completed } from '../../ground/destination-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { keepsWaiting } from '../../ground/letting-go.ts';
import { commit } from '../../octets/from-source.ts';
import { statusAnswer } from '../../octets/from-others.ts';
import type { MessageView } from '../../octets/read-message.ts';

const { outcome, phase, answer } = codeTables;

/** The host has asked the source what became of the commit. */
async function asking(context: CaseContext): Promise<MessageView> {
  await completed(context);
  return context.ground('the source is asked', async () => {
    await context.advance('DOUBT_RETRY');
    return context.expect.message('StatusQuery', { to: 'source' });
  });
}

/** What the source answers. */
function says(query: MessageView, what: keyof typeof outcome, runsHere: keyof typeof answer): Uint8Array {
  const known = what === 'committed' || what === 'done' ? epoch : epoch - 1;
  const status = [outcome[what].code, phase.ended.code, answer[runsHere].code, known] as const;
  return statusAnswer(query.octets, 'source', 'destination', status);
}

/** Nobody says anything for a long time. */
export const outlastsLease = defineCase({
  id: 'destination-host/doubt-outlasts-lease',
  title: 'after Complete no lease ends the wait for the commit, and a late Commit starts the machine',
  covers: ['DST-015', 'TMR-003'],
  role: 'destination-host',
  needs: [],
  timers: ['OFFER_LEASE', 'PREPARE_LEASE', 'DOUBT_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    await completed(context);
    await advance(2 * delay('PREPARE_LEASE') + delay('OFFER_LEASE'));
    await expect.noOperation();
    while ((await expect.maybe(['StatusQuery'])) !== undefined);
    await expect.silence();
    await send(commit());
    await expect.operation('start');
  },
});

/** The source is asked, at growing intervals. */
export const asksSource = defineCase({
  id: 'destination-host/doubt-asks-the-source',
  title: 'who waits for the commit asks the source with the delays of DOUBT_RETRY, in the same octets',
  covers: ['DST-016', 'TMR-001', 'TMR-002', 'TMR-003'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const { expect } = context;
    await completed(context);
    let first: MessageView | undefined;
    await expectFirings(context, 'DOUBT_RETRY', 8, async () => {
      if (first === undefined) first = await expect.message('StatusQuery', { to: 'source' });
      else await expect.repeated(first);
    });
    await expect.noOperation();
  },
});

/** With a witness both are asked. */
export const asksWitness = defineCase({
  id: 'destination-host/doubt-asks-the-witness',
  title: 'who waits for the commit with a witness asks the source and the witness, again and again',
  covers: ['DST-016'],
  role: 'destination-host',
  needs: ['witness'],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    await completed(context, { witness: true });
    await advance('DOUBT_RETRY');
    const query = await expect.message('StatusQuery', { to: 'source' });
    const read = await expect.message('WitnessRead', { to: 'witness' });
    await advance(delay('DOUBT_RETRY'));
    await advance('DOUBT_RETRY');
    await expect.repeated(query);
    await expect.repeated(read);
    await keepsWaiting(context);
  },
});

/** The source says that it aborted. */
export const aborted = defineCase({
  id: 'destination-host/doubt-ends-with-aborted',
  title: 'the answer aborted of the source lets the copy go',
  covers: ['DST-017'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const query = await asking(context);
    await context.send(says(query, 'aborted', 'yes'));
    const release = await context.expect.operation('release');
    await context.operation(release, { is: 'done' });
    await context.expect.message('Aborted', { to: 'source' });
    context.expect.neverRan();
  },
});

/** The source says anything else. */
export const otherOutcomes = defineCase({
  id: 'destination-host/doubt-outlasts-other-outcomes',
  title: 'unknown, active, committed, given-back and done of the source change nothing',
  covers: ['DST-015', 'DST-017', 'INV-001'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  twin: 'destination-host/doubt-ends-with-aborted',
  async run(context) {
    const query = await asking(context);
    for (const what of ['unknown', 'active', 'committed', 'given-back', 'done'] as const) {
      await context.send(says(query, what, 'unknown'));
      await keepsWaiting(context);
    }
    await context.send(commit());
    await context.expect.operation('start');
  },
});

/** Others than the source say that it is over. */
export const strangers = defineCase({
  id: 'destination-host/doubt-outlasts-strangers',
  title: 'an answer aborted of anybody but the source changes nothing',
  covers: ['DST-015', 'SEC-005'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  twin: 'destination-host/doubt-ends-with-aborted',
  async run(context) {
    const query = await asking(context);
    const status = [outcome.aborted.code, phase.ended.code, answer.yes.code, epoch - 1] as const;
    await context.send(statusAnswer(query.octets, 'stranger', 'destination', status));
    await context.send(statusAnswer(query.octets, 'witness', 'destination', status));
    await keepsWaiting(context);
  },
});
