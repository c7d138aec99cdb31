/** A source host has its access router hold packets, and deliver them again (chapter 11, section What the hosts do). */
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { expectFirings } from '../../ground/firings.ts';
import { behind, carried, expectTransit, frozen, holding } from '../../ground/host-network.ts';
import { refused } from '../../octets/from-destination.ts';
import { cancel } from '../../octets/from-others.ts';
import { transitAnswer } from '../../octets/from-router.ts';

const frame = { role: 'source-host', needs: ['access-router'], config: behind('router') } as const;

/** The machine goes on: takes the operation if one is asked for, and Transit with `resume`. */
async function expectResume(context: CaseContext): Promise<void> {
  const { expect, operation } = context;
  const thaw = expect.maybeOperation();
  if (thaw !== undefined) {
    expect.equal(thaw.operation, 'thaw', 'the operation', 'ADA-003');
    await operation(thaw, { is: 'done' });
  }
  await expectTransit(context, 'resume', 'ADA-003');
  expect.machine('running', epoch - 1);
}

/** First the network. */
export const holdsFirst = defineCase({
  ...frame,
  id: 'source-host/hold-before-freeze',
  title: 'the router is asked to hold before the machine is stopped, and that waits for its answer',
  covers: ['ADA-002'],
  async run(context) {
    const { expect, send } = context;
    const { asked } = await carried(context);
    const hold = await expectTransit(context, 'hold', 'ADA-002');
    expect.equal(asked?.operation ?? 'none', 'none', 'the operation before an answer', 'ADA-002');
    await expect.silence();
    expect.machine('running', epoch - 1);
    await send(transitAnswer(hold.octets));
    await expect.operation('freeze');
    await expect.silence();
  },
});

/** The router knows nothing of the machine. */
export const holdRefused = defineCase({
  ...frame,
  id: 'source-host/hold-refused',
  title: 'a router that refuses to hold delays the freeze no longer',
  covers: ['ADA-002'],
  async run(context) {
    const { expect, send } = context;
    const { hold } = await holding(context);
    await expect.noOperation();
    await send(refused(hold.octets, 'not-authorised', { from: 'router' }));
    await expect.operation('freeze');
    await expect.silence();
  },
});

/** The router is not there. */
export const holdUnanswered = defineCase({
  ...frame,
  id: 'source-host/hold-unanswered',
  title: 'the freeze waits for a router that is silent until TRANSIT_RETRY has fired twice, and no longer',
  covers: ['ADA-002'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { expect } = context;
    const { hold } = await holding(context);
    await expectFirings(context, 'TRANSIT_RETRY', 2, async (firing) => {
      if (firing === 1) {
        await expect.noOperation();
        await expect.repeated(hold);
      } else await expect.operation('freeze');
    });
  },
});

function noHold(slug: string, what: string, answer: (hold: Uint8Array) => Uint8Array): Case {
  return defineCase({
    ...frame,
    id: `source-host/hold-${slug}`,
    title: `${what} does not let the freeze begin`,
    covers: ['ADA-002'],
    twin: 'source-host/hold-before-freeze',
    async run(context) {
      const { hold } = await holding(context);
      await context.send(answer(hold.octets));
      await context.expect.silence();
      await context.expect.noOperation();
      context.expect.machine('running', epoch - 1);
    },
  });
}

/** The router has not done it. */
export const stillAttached = noHold('answered-otherwise', 'TransitAnswer with another state', (hold) =>
  transitAnswer(hold, { state: 'attached' }),
);
/** Another says so. */
export const saidByStranger = noHold('answered-by-stranger', 'TransitAnswer of a stranger', (hold) =>
  transitAnswer(hold, {}, { from: 'stranger' }),
);
/** Another signs it. */
export const forged = noHold('answer-forged', 'TransitAnswer with the key of another', (hold) =>
  transitAnswer(hold, {}, { signer: 'newRouter' }),
);
/** It answers something else. */
export const otherExchange = noHold('answer-of-other-exchange', 'TransitAnswer of another exchange', (hold) =>
  transitAnswer(hold, {}, { exchange: 0x20000001 }),
);

/** The migration is given up. */
export const resumes = defineCase({
  ...frame,
  id: 'source-host/resume-when-cancelled',
  title: 'a machine that was frozen and goes on has its packets delivered again: Transit with resume',
  covers: ['ADA-003'],
  async run(context) {
    await frozen(context);
    await context.send(cancel());
    await expectResume(context);
  },
});

/** Given up before it stood still. */
export const resumesBeforeFreeze = defineCase({
  ...frame,
  id: 'source-host/resume-when-not-frozen-yet',
  title: 'a migration that ends while the router is asked to hold sends resume, and never stops the machine',
  covers: ['ADA-003'],
  async run(context) {
    const { expect, send } = context;
    const { hold } = await holding(context);
    await send(cancel());
    await expectResume(context);
    await send(transitAnswer(hold.octets));
    await expect.noOperation('freeze');
    expect.machine('running', epoch - 1);
  },
});

/** Crashed in the freeze. */
export const resumesAfterRestart = defineCase({
  ...frame,
  needs: ['access-router', 'keep-journal'],
  id: 'source-host/resume-after-restart',
  title: 'a restart in the freeze lets the machine go on, and Transit with resume is sent',
  covers: ['ADA-003'],
  async run(context) {
    await frozen(context);
    await context.restart();
    await expectResume(context);
  },
});
