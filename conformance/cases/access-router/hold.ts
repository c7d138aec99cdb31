/** Packets that are kept while the machine stands still (chapter 12, section Leaving). */
import { otherMigration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { attached, before, data, expectServed, holding, transitSaid } from '../../ground/access-router.ts';
import { octets } from '../../octets/octets.ts';
import { toMachine, transit } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

/** The machine is about to be frozen. */
export const holds = defineCase({
  id: 'access-router/hold',
  title: 'asked by the attached host to hold, it answers with the state holding and keeps what comes',
  covers: ['ATT-013'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await attached(context);
    const request = transit('hold');
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const nothing = { state: 'holding', epoch: before, held: 0, dropped: 0 };
    expect.equal(transitSaid(answer), nothing, 'what it does', 'ATT-013');
    await deliver(data(1));
    await expect.silence();
    expect.attachment('holding', before);
  },
});

/** The answer was lost. */
export const holdsAgain = defineCase({
  id: 'access-router/hold-again',
  title: 'asked again while it holds, it answers how many packets wait and goes on holding',
  covers: ['ATT-013'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    await deliver(data(1));
    await deliver(data(2));
    const request = transit('hold');
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const two = { state: 'holding', epoch: before, held: 2, dropped: 0 };
    expect.equal(transitSaid(answer), two, 'what it does', 'ATT-013');
    await deliver(data(3));
    await expect.silence();
  },
});

/** The machine was not frozen after all. */
export const resumes = defineCase({
  id: 'access-router/resume',
  title: 'asked to resume, it answers attached and delivers what it kept, in order, before what comes later',
  covers: ['ATT-015'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    for (const number of [1, 2, 3]) await deliver(data(number));
    await expect.silence();
    const request = transit('resume');
    await send(request);
    await deliver(data(4));
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const none = { state: 'attached', epoch: before, held: 0, dropped: 0 };
    expect.equal(transitSaid(answer), none, 'what it does', 'ATT-015');
    for (const number of [1, 2, 3, 4]) await expect.delivered(passed(data(number)), 'source', 'ATT-015');
    await expect.silence();
    expect.attachment('attached', before, 'source');
  },
});

/** Another migration has nothing to say. */
export const resumesOther = defineCase({
  id: 'access-router/resume-of-another-migration',
  title: 'a resume for a migration that does not hold is answered with the state and changes nothing',
  covers: ['ATT-015'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/resume',
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    await deliver(data(1));
    const request = transit('resume', { migration: otherMigration });
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    expect.equal(transitSaid(answer).state, 'holding', 'the state', 'ATT-015');
    await deliver(data(2));
    await expect.silence();
    expect.attachment('holding', before);
  },
});

/** Nobody says how it went on. */
export const limit = defineCase({
  id: 'access-router/hold-limit',
  title: 'when HOLD_LIMIT fires, it delivers what it kept, in order, and what comes later',
  covers: ['ATT-016'],
  role: 'access-router',
  needs: [],
  timers: ['HOLD_LIMIT'],
  async run(context) {
    const { expect, deliver, advance, delay } = context;
    await holding(context);
    for (const number of [1, 2]) await deliver(data(number));
    await advance(Math.floor(delay('HOLD_LIMIT') / 2));
    await expect.notYet();
    await advance('HOLD_LIMIT');
    for (const number of [1, 2]) await expect.delivered(passed(data(number)), 'source', 'ATT-016');
    expect.attachment('attached', before, 'source');
    await expectServed(context, 'source', 'ATT-016');
  },
});

/** The limit counts from the begin of the hold. */
export const limitFromBegin = defineCase({
  id: 'access-router/hold-limit-not-renewed',
  title: 'HOLD_LIMIT is armed when the hold begins, and not anew by the same request',
  covers: ['ATT-016'],
  role: 'access-router',
  needs: [],
  timers: ['HOLD_LIMIT'],
  async run(context) {
    const { expect, send, deliver, advance, delay, ground } = context;
    await holding(context);
    await deliver(data(1));
    await advance(Math.floor(delay('HOLD_LIMIT') * 0.6));
    await expect.notYet();
    await ground('it is asked again', async () => {
      await send(transit('hold'));
      await expect.message('TransitAnswer', { to: 'source' });
    });
    await advance(Math.floor(delay('HOLD_LIMIT') * 0.6));
    await expect.delivered(passed(data(1)), 'source', 'ATT-016');
    expect.attachment('attached', before, 'source');
  },
});

/** The request comes again when all is over. */
export const lateHold = defineCase({
  id: 'access-router/hold-after-resume',
  title: 'a hold that comes again after its resume is answered with the state and does not hold',
  covers: ['ATT-017'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/hold',
  async run(context) {
    const { send, expect, ground } = context;
    await holding(context);
    await ground('it resumes', async () => {
      const request = transit('resume');
      await send(request);
      await expect.answer('TransitAnswer', request, { to: 'source' });
    });
    await refusesToHold(context);
  },
});

/** They came the other way round. */
export const overtakenHold = defineCase({
  id: 'access-router/hold-overtaken-by-resume',
  title: 'a hold that its resume has overtaken does not hold',
  covers: ['ATT-017'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/hold',
  async run(context) {
    const { send, expect } = context;
    await attached(context);
    const request = transit('resume');
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    expect.equal(transitSaid(answer).state, 'attached', 'the state', 'ATT-017');
    await refusesToHold(context);
  },
});

/** The limit ended it. */
export const holdAfterLimit = defineCase({
  id: 'access-router/hold-after-limit',
  title: 'a hold that comes again after HOLD_LIMIT ended it does not hold',
  covers: ['ATT-017'],
  role: 'access-router',
  needs: [],
  timers: ['HOLD_LIMIT'],
  twin: 'access-router/hold',
  async run(context) {
    const { expect, advance } = context;
    await holding(context);
    await advance('HOLD_LIMIT');
    expect.attachment('attached', before, 'source');
    await refusesToHold(context);
  },
});

/** Another migration begins. */
export const nextHold = defineCase({
  id: 'access-router/hold-of-next-migration',
  title: 'another migration may hold after the first has resumed',
  covers: ['ATT-013'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver, ground } = context;
    await holding(context);
    await ground('it resumes', async () => {
      const request = transit('resume');
      await send(request);
      await expect.answer('TransitAnswer', request, { to: 'source' });
    });
    const request = transit('hold', { migration: otherMigration, exchange: 0x20000008 });
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    expect.equal(transitSaid(answer).state, 'holding', 'the state', 'ATT-013');
    await deliver(data(1));
    await expect.silence();
  },
});

/** Octets of the payload of a big packet: one line of the adapter protocol still holds it. */
const bigPayload = 30_000;

/** Small packets. */
export const packetBound = defineCase({
  id: 'access-router/hold-packets-bound',
  title: 'of 4098 packets for a machine that stands still 4096 are kept and two counted as dropped',
  covers: ['ATT-014'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    for (let number = 0; number < 4098; number += 1) await deliver(data(number));
    const request = transit('hold');
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const full = { state: 'holding', epoch: before, held: 4096, dropped: 2 };
    expect.equal(transitSaid(answer), full, 'what it does', 'ATT-014');
    await expect.silence();
  },
});

/** Big packets. */
export const octetBound = defineCase({
  id: 'access-router/hold-octets-bound',
  title: 'of packets of more than 4 MiB together those are kept that fit, and the others counted as dropped',
  covers: ['ATT-014'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    const packet = toMachine(octets('00'.repeat(bigPayload)));
    const fit = Math.floor(4_194_304 / packet.length);
    for (let number = 0; number < fit + 3; number += 1) await deliver(packet);
    const request = transit('hold');
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const full = { state: 'holding', epoch: before, held: fit, dropped: 3 };
    expect.equal(transitSaid(answer), full, 'what it does', 'ATT-014');
    await expect.silence();
  },
});

async function refusesToHold(context: CaseContext): Promise<void> {
  const { send, expect } = context;
  const request = transit('hold');
  await send(request);
  const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
  expect.equal(transitSaid(answer).state, 'attached', 'the state', 'ATT-017');
  await expectServed(context, 'source', 'ATT-017');
  await expect.silence();
}
