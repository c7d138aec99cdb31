/** A source host tells its access router what becomes of the machine (chapter 11, section What the hosts do). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { expectFirings } from '../../ground/firings.ts';
import {
  behind,
  carried,
  expectTransit,
  forwarded,
  frozen,
  holding,
  preparedPlace,
} from '../../ground/host-network.ts';
import { complete, giveBack, refused } from '../../octets/from-destination.ts';
import { cancel, witnessAnswer } from '../../octets/from-others.ts';
import { transitAnswer } from '../../octets/from-router.ts';
import { stateDigest } from '../../octets/image.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { permit, ticket } from '../../octets/records.ts';

const frame = { role: 'source-host', needs: ['access-router'], config: behind('router') } as const;

/** Answers to the router as a Transit that says so to forward. */
async function expectForward(
  context: CaseContext,
  place: Uint8Array | undefined,
): Promise<{ readonly forward: MessageView; readonly commit: MessageView }> {
  const { expect } = context;
  const forward = await expectTransit(context, 'forward', 'ADA-004');
  const commit = await expect.message('Commit', { to: 'destination' });
  expect.equal(forward.maybe('permit'), commit.tlv('permit'), 'the permit', 'ADA-004');
  expect.equal(forward.maybe('attachment'), place, 'the statement of attachment', 'ADA-004');
  return { forward, commit };
}

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

function noHold(
  slug: string,
  what: string,
  answer: (hold: Uint8Array) => Uint8Array,
): ReturnType<typeof defineCase> {
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

/** With the permit, and not behind it. */
export const forwards = defineCase({
  ...frame,
  id: 'source-host/forward-with-commit',
  title: 'with the first Commit goes Transit: forward, the permit, and the attachment that came with Ready',
  covers: ['ADA-004'],
  async run(context) {
    const { freeze } = await frozen(context);
    await context.expect.silence();
    await context.send(complete(freeze.octets));
    await expectForward(context, preparedPlace);
    await context.expect.silence();
  },
});

/** The answer to forward was lost, and that to hold comes late. */
export const forwardsOn = defineCase({
  ...frame,
  id: 'source-host/forward-repeated',
  title: 'Transit with forward is repeated by TRANSIT_RETRY until it is answered; one to hold does not count',
  covers: ['TMR-001'],
  timers: ['TRANSIT_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    const { hold, forward } = await forwarded(context);
    await send(transitAnswer(hold.octets));
    await send(refused(hold.octets, 'stale-epoch', { from: 'router' }));
    await expect.silence();
    await expectFirings(context, 'TRANSIT_RETRY', 1, async () => {
      await expect.repeated(forward);
    });
    await send(transitAnswer(forward.octets, { state: 'forwarding', epoch }));
    await advance(4 * delay('TRANSIT_RETRY'));
    while ((await expect.maybe(['Commit'])) !== undefined);
    await expect.silence();
  },
});

/** The destination has no router. */
export const forwardsBlindly = defineCase({
  ...frame,
  id: 'source-host/forward-without-attachment',
  title: 'when no statement of attachment came with Ready, Transit with forward has the permit alone',
  covers: ['ADA-004'],
  async run(context) {
    const { freeze } = await frozen(context, { place: 'none' });
    await context.send(complete(freeze.octets));
    await expectForward(context, undefined);
    await context.expect.silence();
  },
});

/** Nothing is sure before the witness has spoken. */
export const forwardsAfterWitness = defineCase({
  ...frame,
  needs: ['access-router', 'witness'],
  id: 'source-host/forward-after-witness',
  title: 'with a witness, forward goes out with the Commit, and not before the witness has answered',
  covers: ['ADA-004'],
  async run(context) {
    const { expect, ground, send } = context;
    const { freeze } = await frozen(context, { witness: true });
    const swap = await ground('the witness is asked', async () => {
      await send(complete(freeze.octets));
      return expect.message('WitnessSwap', { to: 'witness' });
    });
    await expect.silence();
    const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
    await send(witnessAnswer(swap.octets, 'source', holds, 1));
    await expectForward(context, preparedPlace);
    await expect.silence();
  },
});

/** Crashed before the witness has spoken. */
export const forwardsAfterRestart = defineCase({
  ...frame,
  needs: ['access-router', 'witness', 'keep-journal'],
  id: 'source-host/forward-after-restart',
  title: 'after a restart, too, forward has the attachment that came with Ready',
  covers: ['ADA-004'],
  async run(context) {
    const { expect, ground, restart, send } = context;
    const { freeze } = await frozen(context, { witness: true });
    const swap = await ground('the witness is asked again after a restart', async () => {
      await send(complete(freeze.octets));
      await expect.message('WitnessSwap', { to: 'witness' });
      await restart();
      return expect.message('WitnessSwap', { to: 'witness' });
    });
    const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
    await send(witnessAnswer(swap.octets, 'source', holds, 1));
    await expectForward(context, preparedPlace);
  },
});

/** The machine comes back. */
export const joinsAgain = defineCase({
  ...frame,
  id: 'source-host/join-when-given-back',
  title:
    'a machine that was given back is attached again: Join with the ticket and the permit that came back',
  covers: ['ADA-005'],
  async run(context) {
    const { expect, operation, send } = context;
    const { commit } = await forwarded(context);
    await send(giveBack(commit.octets, { holder: cast.source.hid }));
    await operation(await expect.operation('thaw'), { is: 'done' });
    const join = await expect.message('Join', { to: 'router' });
    const back = permit({
      digest: stateDigest,
      epoch: epoch + 1,
      signer: 'destination',
      holder: cast.source.hid,
    });
    expect.equal(join.maybe('permit'), back, 'the permit', 'ADA-005');
    expect.equal(join.tlv('ticket'), ticket(), 'the ticket', 'ADA-005');
    expect.equal(join.epoch, epoch + 1, 'the epoch in the header', 'ADA-005');
  },
});
