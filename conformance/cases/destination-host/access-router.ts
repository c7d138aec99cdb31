/** A destination host has the machine attached at its access router (chapter 11, section What the hosts do). */
import { cast, epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { completed, fittingStatement, starting } from '../../ground/destination-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { behind, joining, preparing } from '../../ground/host-network.ts';
import { refused } from '../../octets/from-destination.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { joined } from '../../octets/from-router.ts';
import { commit } from '../../octets/from-source.ts';
import { stateDigest } from '../../octets/image.ts';
import type { AttachmentParts } from '../../octets/place-records.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { permit, ticket } from '../../octets/records.ts';

const frame = {
  role: 'destination-host',
  needs: ['access-router'],
  config: behind('newRouter'),
} as const;

/** The host has everything but the network, and says so or says yes to all. */
async function expectVote(
  { expect }: CaseContext,
  prepare: Uint8Array,
  network: 'yes' | 'no',
): Promise<MessageView> {
  const ready = await expect.answer('Ready', prepare, { to: 'source' });
  const votes = ready.tlv('votes');
  expect.equal(votes[3], network === 'yes' ? 1 : 0, 'the vote for the network', 'ADA-001');
  return ready;
}

/** The machine may run here: takes the Join that says so. */
async function expectActivation(
  { expect }: CaseContext,
  evidence: { readonly permit?: Uint8Array; readonly statement?: Uint8Array },
): Promise<MessageView> {
  const join = await expect.message('Join', { to: 'newRouter' });
  expect.equal(join.maybe('permit'), evidence.permit, 'the permit', 'ADA-005');
  expect.equal(join.maybe('statement'), evidence.statement, 'the statement of the witness', 'ADA-005');
  expect.equal(join.tlv('ticket'), ticket(), 'the ticket', 'ADA-005');
  expect.equal(join.epoch, epoch, 'the epoch in the header', 'ADA-005');
  return join;
}

const forDestination = permit({ digest: stateDigest });

/** The router is ready. */
export const joinsBefore = defineCase({
  ...frame,
  id: 'destination-host/join-before-vote',
  title: 'the router is asked to prepare, without a permit, and only its answer lets the network vote yes',
  covers: ['ADA-001'],
  async run(context) {
    const { expect, send } = context;
    const { prepare, join } = await joining(context);
    expect.equal(join.maybe('permit'), undefined, 'the permit', 'ADA-001');
    expect.equal(join.tlv('ticket'), ticket(), 'the ticket', 'ADA-001');
    expect.equal(join.epoch, epoch, 'the epoch in the header', 'ADA-001');
    await expect.silence();
    await send(joined(join.octets, { standing: 'prepared' }));
    await expectVote(context, prepare, 'yes');
    await expect.silence();
  },
});

/** The router does not want the machine. */
export const joinRefused = defineCase({
  ...frame,
  id: 'destination-host/join-refused',
  title: 'when the router refuses, the network votes no',
  covers: ['ADA-001'],
  twin: 'destination-host/join-before-vote',
  async run(context) {
    const { prepare, join } = await joining(context);
    await context.send(refused(join.octets, 'policy', { from: 'newRouter', to: 'destination' }));
    await expectVote(context, prepare, 'no');
  },
});

/** There is no router. */
export const joinUnanswered = defineCase({
  ...frame,
  id: 'destination-host/join-unanswered',
  title: 'a router that never answers is asked until JOIN_RETRY is used up, and the network votes no',
  covers: ['ADA-001'],
  timers: ['JOIN_RETRY'],
  twin: 'destination-host/join-before-vote',
  async run(context) {
    const { expect } = context;
    const { prepare, join } = await joining(context);
    await expectFirings(context, 'JOIN_RETRY', 6, async (firing) => {
      if (firing < 6) await expect.repeated(join);
      else await expectVote(context, prepare, 'no');
    });
  },
});

function votesNo(slug: string, what: string, parts: AttachmentParts): Case {
  return defineCase({
    ...frame,
    id: `destination-host/joined-${slug}`,
    title: `a statement of attachment ${what} does not let the network vote yes`,
    covers: ['ADA-001'],
    timers: ['JOIN_RETRY'],
    twin: 'destination-host/join-before-vote',
    async run(context) {
      const { expect, send } = context;
      const { prepare, join } = await joining(context);
      await send(joined(join.octets, { standing: 'prepared', ...parts }));
      // It may vote no at once, or wait for a better answer until JOIN_RETRY is used up.
      const first = await expect.maybe(['Ready']);
      if (first !== undefined) {
        expect.equal(first.tlv('votes')[3], 0, 'the vote for the network', 'ADA-001');
        return;
      }
      await expectFirings(context, 'JOIN_RETRY', 6, async (firing) => {
        if (firing < 6) await expect.repeated(join);
        else await expectVote(context, prepare, 'no');
      });
    },
  });
}

/** Of a machine that is not meant. */
export const ofOtherMachine = votesNo('of-other-machine', 'of another machine', {
  machine: cast.stranger.hid,
});
/** Of the epoch before. */
export const ofOtherEpoch = votesNo('of-other-epoch', 'of another epoch', { epoch: epoch - 1 });
/** Of another host. */
export const ofOtherHost = votesNo('of-other-host', 'of another host', { host: cast.source.hid });
/** Signed by nobody of that AD. */
export const forged = votesNo('forged', 'that another key has signed', { signer: 'router' });

/** Others speak for the router. */
export const answeredByOthers = defineCase({
  ...frame,
  id: 'destination-host/join-answered-by-others',
  title: 'answers that are not of the router, or not to this Join, are no answers; that of the router counts',
  covers: ['ADA-001'],
  async run(context) {
    const { expect, send } = context;
    const { prepare, join } = await joining(context);
    const standing = 'prepared';
    const { octets } = join;
    const another = (join.exchange ^ 1) >>> 0;
    for (const message of [
      joined(octets, { standing, envelope: { from: 'stranger' } }),
      joined(octets, { standing, envelope: { from: 'source' } }),
      joined(octets, { standing, envelope: { signer: 'stranger' } }),
      joined(octets, { standing, envelope: { exchange: another } }),
      joined(octets, { standing, envelope: { exchange: 0 } }),
      refused(octets, 'policy', { from: 'stranger', to: 'destination' }),
      refused(octets, 'policy', { from: 'newRouter', to: 'destination', signer: 'stranger' }),
      refused(octets, 'policy', { from: 'newRouter', to: 'destination', exchange: another }),
    ]) {
      await send(message);
      await expect.silence();
    }
    await send(joined(octets, { standing }));
    await expectVote(context, prepare, 'yes');
  },
});

/** Traffic is to come here. */
export const joinsWithPermit = defineCase({
  ...frame,
  id: 'destination-host/join-with-permit',
  title: 'when the machine may run, the router is told by Join with the permit, and the start does not wait',
  covers: ['ADA-005'],
  async run(context) {
    const { expect, operation, send } = context;
    await completed(preparing(context));
    const request = commit();
    await send(request);
    await expectActivation(context, { permit: forDestination });
    const start = await expect.operation('start');
    await operation(start, { is: 'done' });
    await expect.answer('Running', request, { to: 'source' });
    expect.machine('running', epoch);
  },
});

/** The router is slow. */
export const joinsOn = defineCase({
  ...frame,
  id: 'destination-host/join-with-permit-repeated',
  title: 'Join with the permit is repeated by ACTIVATE_RETRY until the router answers, and then no more',
  covers: ['ADA-005'],
  timers: ['ACTIVATE_RETRY'],
  async run(context) {
    const { advance, delay, expect, operation, send } = context;
    const { start } = await starting(preparing(context));
    const join = await expectActivation(context, { permit: forDestination });
    await expectFirings(context, 'ACTIVATE_RETRY', 4, async (firing) => {
      await expect.repeated(join);
      if (firing !== 2) return;
      await operation(start, { is: 'done' });
      await expect.message('Running', { to: 'source' });
    });
    await send(joined(join.octets));
    while ((await expect.maybe(['Moved'])) !== undefined);
    await advance(delay('ACTIVATE_RETRY') * 20);
    while ((await expect.maybe(['Moved'])) !== undefined);
    await expect.silence();
  },
});

/** With the word of the witness. */
export const joinsWithStatement = defineCase({
  ...frame,
  needs: ['access-router', 'witness'],
  id: 'destination-host/join-with-statement',
  title: 'with a witness, the Join that says that the machine may run has its statement, too',
  covers: ['ADA-005'],
  async run(context) {
    const { expect, send } = context;
    await completed(preparing(context), { witness: true });
    await send(commit({}, fittingStatement()));
    await expectActivation(context, { permit: forDestination, statement: fittingStatement() });
    await expect.operation('start');
  },
});

/** With that alone. */
export const joinsWithStatementAlone = defineCase({
  ...frame,
  needs: ['access-router', 'witness'],
  id: 'destination-host/join-with-statement-alone',
  title: 'a host that may run the machine by the statement of the witness joins with that',
  covers: ['ADA-005'],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const { advance, expect, ground, send } = context;
    await completed(preparing(context), { witness: true });
    const read = await ground('the witness is asked', async () => {
      await advance('DOUBT_RETRY');
      return expect.message('WitnessRead', { to: 'witness' });
    });
    const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
    await send(witnessAnswer(read.octets, 'destination', holds, 0));
    await expectActivation(context, { statement: fittingStatement() });
    await expect.operation('start');
  },
});

/** Crashed before the router has answered. */
export const joinsAfterRestart = defineCase({
  ...frame,
  needs: ['access-router', 'keep-journal'],
  id: 'destination-host/join-after-restart',
  title: 'after a restart the router is told again that the machine may run here',
  covers: ['ADA-005'],
  async run(context) {
    const { expect, restart } = context;
    await starting(preparing(context));
    await restart();
    await expectActivation(context, { permit: forDestination });
    await expect.operation('start');
  },
});
