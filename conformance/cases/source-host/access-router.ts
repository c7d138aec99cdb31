/** A source host tells its access router where the machine is, when it has left or is back (chapter 11). */
import { cast, epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { expectFirings } from '../../ground/firings.ts';
import { behind, expectTransit, forwarded, frozen, preparedPlace } from '../../ground/host-network.ts';
import { complete, giveBack, refused } from '../../octets/from-destination.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { transitAnswer } from '../../octets/from-router.ts';
import { stateDigest } from '../../octets/image.ts';
import { permit, statement, ticket } from '../../octets/records.ts';

const frame = { role: 'source-host', needs: ['access-router'], config: behind('router') } as const;

/** Takes Transit with `forward`, which has this statement, and the Commit that goes with it. */
async function expectForward(context: CaseContext, place: Uint8Array | undefined): Promise<void> {
  const { expect } = context;
  const forward = await expectTransit(context, 'forward', 'ADA-004');
  const commit = await expect.message('Commit', { to: 'destination' });
  expect.equal(forward.maybe('permit'), commit.tlv('permit'), 'the permit', 'ADA-004');
  expect.equal(forward.maybe('attachment'), place, 'the statement of attachment', 'ADA-004');
}

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

/** The permit with which the machine comes back. */
const permitBack = permit({
  digest: stateDigest,
  epoch: epoch + 1,
  signer: 'destination',
  holder: cast.source.hid,
});

/** The machine runs again, and the router is asked to attach it: Join with ticket, permit and this statement. */
async function expectJoin({ expect, operation }: CaseContext, stated?: Uint8Array): Promise<void> {
  await operation(await expect.operation('thaw'), { is: 'done' });
  const join = await expect.message('Join', { to: 'router' });
  expect.equal(join.maybe('permit'), permitBack, 'the permit', 'ADA-005');
  expect.equal(join.maybe('statement'), stated, 'the statement of the witness', 'ADA-005');
  expect.equal(join.tlv('ticket'), ticket(), 'the ticket', 'ADA-005');
  expect.equal(join.epoch, epoch + 1, 'the epoch in the header', 'ADA-005');
}

/** The machine comes back. */
export const joinsAgain = defineCase({
  ...frame,
  id: 'source-host/join-when-given-back',
  title:
    'a machine that was given back is attached again: Join with the ticket and the permit that came back',
  covers: ['ADA-005'],
  async run(context) {
    const { commit } = await forwarded(context);
    await context.send(giveBack(commit.octets, { holder: cast.source.hid }));
    await expectJoin(context);
  },
});

function joinsWitnessed(slug: string, title: string, restarts: boolean): Case {
  return defineCase({
    ...frame,
    needs: ['access-router', 'witness', ...(restarts ? (['keep-journal'] as const) : [])],
    id: `source-host/join-when-given-back-${slug}`,
    title,
    covers: ['ADA-005'],
    async run(context) {
      const { expect, ground, restart, send } = context;
      const { freeze } = await frozen(context, { witness: true });
      const commit = await ground('it is committed', async () => {
        await send(complete(freeze.octets));
        const swap = await expect.message('WitnessSwap', { to: 'witness' });
        const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
        await send(witnessAnswer(swap.octets, 'source', holds, 1));
        await expectTransit(context, 'forward', 'ADA-004');
        return expect.message('Commit', { to: 'destination' });
      });
      const stated = statement({ epoch: epoch + 1, owner: cast.source.hid, digest: stateDigest });
      await send(giveBack(commit.octets, { holder: cast.source.hid }, stated));
      if (restarts) {
        await ground('the machine is to run', () => expect.operation('thaw'));
        await restart();
      }
      await expectJoin(context, stated);
    },
  });
}

/** The witness has said so. */
export const joinsWithStatement = joinsWitnessed(
  'with-witness',
  'with a witness, Join of a machine that came back has the statement that came with it, too',
  false,
);
/** Crashed before the machine ran. */
export const joinsAfterRestart = joinsWitnessed(
  'and-restarted',
  'after a restart, too, Join of a machine that came back has the permit and the statement',
  true,
);
