/** A source host whose access router refuses, answers otherwise, or is silent (chapter 11, What the hosts do). */
import { timers } from '../../../spec/registry/timers.ts';
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { expectFirings } from '../../ground/firings.ts';
import { behind, expectTransit, forwarded, frozen, holding } from '../../ground/host-network.ts';
import { refused } from '../../octets/from-destination.ts';
import { cancel } from '../../octets/from-others.ts';
import { transitAnswer } from '../../octets/from-router.ts';
import type { MessageView } from '../../octets/read-message.ts';

const frame = { role: 'source-host', needs: ['access-router'], config: behind('router') } as const;
const ofRouter = { from: 'router' } as const;
/** Firings of TRANSIT_RETRY after which a request is given up. */
const tries = 6;

/** The migration is cancelled in the freeze, and the machine goes on; what is sent to the router then. */
async function resuming(context: CaseContext): Promise<MessageView> {
  const { expect, operation, send } = context;
  await send(cancel());
  await operation(await expect.operation('thaw'), { is: 'done' });
  return expectTransit(context, 'resume', 'ADA-003');
}

/** So much time passes that every timer with a number of tries has used them up; how often the router was asked. */
async function askedMeanwhile({ advance, delay, expect }: CaseContext): Promise<number> {
  await advance(60 * delay('TRANSIT_RETRY'));
  let asked = 0;
  for (;;) {
    const message = await expect.maybe(['Transit', 'Abort', 'CancelAnswer', 'Commit']);
    if (message === undefined) return asked;
    asked += Number(message.name === 'Transit');
  }
}

async function withoutOthers({ expect }: CaseContext): Promise<void> {
  while ((await expect.maybe(['Abort', 'CancelAnswer', 'Commit'])) !== undefined);
}

/** The router is asked again until it says what was asked for. */
export const resumeRepeated = defineCase({
  ...frame,
  id: 'source-host/resume-repeated',
  title: 'Transit with resume is repeated until the answer is that the machine is attached, and then no more',
  covers: ['ADA-003', 'TMR-001', 'TMR-002'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    await frozen(context);
    const resume = await resuming(context);
    await withoutOthers(context);
    await expectFirings(context, 'TRANSIT_RETRY', 2, async () => void (await expect.repeated(resume)));
    await send(transitAnswer(resume.octets));
    await send(transitAnswer(resume.octets, { state: 'attached' }));
    await advance(20 * delay('TRANSIT_RETRY'));
    await withoutOthers(context);
    await expect.silence();
    expect.machine('running', epoch - 1);
  },
});

/** The router is never there. */
export const resumeGivesUp = defineCase({
  ...frame,
  id: 'source-host/resume-gives-up',
  title: 'Transit with resume that is not answered as it should be is sent six times, and then no more',
  covers: ['TMR-003'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    await frozen(context);
    const resume = await resuming(context);
    await context.send(transitAnswer(resume.octets));
    context.expect.equal(await askedMeanwhile(context), tries - 1, 'the repetitions', 'TMR-003');
    await context.expect.silence();
  },
});

/** The router has let go by itself. */
export const resumeRefused = defineCase({
  ...frame,
  id: 'source-host/resume-refused',
  title: 'Transit with resume that was refused is not repeated',
  covers: ['TMR-003'],
  twin: 'source-host/resume-repeated',
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    await frozen(context);
    const resume = await resuming(context);
    await send(refused(resume.octets, 'stale-epoch', ofRouter));
    await advance(20 * delay('TRANSIT_RETRY'));
    await withoutOthers(context);
    await expect.silence();
  },
});

/** The machine is attached elsewhere already. */
export const forwardRefused = defineCase({
  ...frame,
  id: 'source-host/forward-refused',
  title: 'Transit with forward that was refused is not repeated, and Commit is',
  covers: ['TMR-003', 'SRC-019'],
  twin: 'source-host/forward-repeated',
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    const { forward } = await forwarded(context);
    await send(refused(forward.octets, 'stale-epoch', ofRouter));
    await advance(20 * delay('TRANSIT_RETRY'));
    await withoutOthers(context);
    await expect.silence();
    await expect.noOperation();
  },
});

/** The router is never there. */
export const forwardGivesUp = defineCase({
  ...frame,
  id: 'source-host/forward-gives-up',
  title: 'Transit with forward that is not answered is sent six times, and then no more',
  covers: ['TMR-003'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    await forwarded(context);
    context.expect.equal(await askedMeanwhile(context), tries - 1, 'the repetitions', 'TMR-003');
    await context.expect.silence();
  },
});

/** The freeze does not wait, and the router is asked on. */
export const holdRepeated = defineCase({
  ...frame,
  id: 'source-host/hold-repeated-in-the-freeze',
  title: 'a router that is silent is asked to hold six times, also when the freeze waits no longer',
  covers: ['ADA-002', 'TMR-002', 'TMR-003'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const { hold } = await holding(context);
    await expectFirings(context, 'TRANSIT_RETRY', tries - 1, async (firing) => {
      await expect.repeated(hold);
      if (firing === 2) await expect.operation('freeze');
    });
    await advance(40 * delay('TRANSIT_RETRY'));
    await expect.noOperation('freeze');
    expect.that((await expect.maybe(['Transit'])) === undefined, {
      expectedOneOf: ['no seventh Transit'],
      actual: 'Transit',
      requirement: 'TMR-003',
    });
  },
});

/** The router was asked for something else before. */
export const resumeCountsAnew = defineCase({
  ...frame,
  id: 'source-host/resume-counts-anew',
  title: 'Transit with resume is repeated after the first delay, however often hold was repeated before',
  covers: ['ADA-003', 'TMR-001'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { expect } = context;
    const { hold } = await holding(context);
    await expectFirings(context, 'TRANSIT_RETRY', 3, async (firing) => {
      await expect.repeated(hold);
      if (firing === 2) await expect.operation('freeze');
    });
    const resume = await resuming(context);
    await withoutOthers(context);
    await expectFirings(context, 'TRANSIT_RETRY', 1, async () => void (await expect.repeated(resume)));
  },
});

/** A delay that is not the standard one, but within its bounds. */
const otherDelay = timers.TRANSIT_RETRY.standard / 2;

/** The deployment has chosen another delay. */
export const holdByOtherDelay = defineCase({
  ...frame,
  id: 'source-host/hold-repeated-by-other-delay',
  title: 'a router that is silent is asked to hold again by the delay that was configured',
  covers: ['TMR-001', 'TMR-002'],
  timers: ['TRANSIT_RETRY'],
  virtualTime: true,
  config: { ...frame.config, timers: { TRANSIT_RETRY: otherDelay } },
  async run(context) {
    const { expect } = context;
    const { hold } = await holding(context);
    await expectFirings({ ...context, delay: () => otherDelay }, 'TRANSIT_RETRY', 3, async (firing) => {
      await expect.repeated(hold);
      if (firing === 2) await expect.operation('freeze');
    });
  },
});

function holdEnds(slug: string, title: string, answer: (hold: Uint8Array) => Uint8Array): Case {
  return defineCase({
    ...frame,
    id: `source-host/hold-${slug}`,
    title,
    covers: ['ADA-002', 'TMR-003'],
    twin: 'source-host/hold-repeated-in-the-freeze',
    timers: ['TRANSIT_RETRY'],
    async run(context) {
      const { advance, delay, expect, send } = context;
      const { hold } = await holding(context);
      await send(answer(hold.octets));
      await expect.operation('freeze');
      await advance(4 * delay('TRANSIT_RETRY'));
      await expect.silence();
      await expect.noOperation();
    },
  });
}

/** The router holds. */
export const holdAnswered = holdEnds(
  'answered-is-not-repeated',
  'Transit with hold that was answered is not repeated while the machine is being stopped',
  (hold) => transitAnswer(hold),
);
/** The router does not want to. */
export const holdRefused = holdEnds(
  'refused-is-not-repeated',
  'Transit with hold that was refused is not repeated while the machine is being stopped',
  (hold) => refused(hold, 'not-authorised', ofRouter),
);

/** The router did not want to hold, and the machine goes on. */
export const resumeAfterRefusal = defineCase({
  ...frame,
  id: 'source-host/resume-after-refused-hold',
  title: 'resume is sent also when the router has refused to hold',
  covers: ['ADA-003'],
  async run(context) {
    const { expect, operation, send } = context;
    const { hold } = await holding(context);
    await send(refused(hold.octets, 'not-authorised', ofRouter));
    await expect.operation('freeze');
    await send(cancel());
    const thaw = expect.maybeOperation();
    if (thaw !== undefined) await operation(thaw, { is: 'done' });
    await expectTransit(context, 'resume', 'ADA-003');
  },
});
