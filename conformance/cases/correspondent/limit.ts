/** How much goes to a place that is not proved (chapter 14, section Testing the place). The kit counts. */
import { defineCase } from '../../case.ts';
import { datagramFrom, proved, say, testing, withMachine } from '../../ground/correspondent.ts';
import { datagrams, expectWithin, limit, pours, toPlace } from '../../ground/limit.ts';
import { between, networkAt, networkOf } from '../../ground/peers.ts';
import { rebind, rebindProof } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';

/** The rest comes when the place is proved. */
export const limited = defineCase({
  id: 'correspondent/limit-until-proof',
  title:
    'three times what came from a new place goes there at most until the proof, and all that waits after it',
  covers: ['COR-013', 'COR-014', 'INV-005'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const request = rebind(id);
    await say(context, request);
    const answer = await expect.answer('RebindAnswer', request);
    const received = between(['owner', 'newRouter'], 'peer', request).length;
    const answered = expect.packetOf(answer).octets.length;
    await pours(context, id);
    const early = await expect.rest();
    const sent = answered + toPlace(early, 'newRouter');
    expectWithin(context, sent, received);
    expect.equal(toPlace(early, 'router'), 0, 'octets to the old place', 'COR-011');
    await say(context, rebindProof(request, id, answer.tlv('challenge')));
    const later = (await expect.rest()).filter(({ nextHeader }) => nextHeader !== 0);
    const data = early.length + later.length;
    expect.equal(data, datagrams, 'the number of datagrams that went out in the end', 'COR-014');
    expect.that(toPlace(later, 'newRouter') > limit * received, {
      expectedOneOf: ['no limit after the proof'],
      actual: `${toPlace(later, 'newRouter')} octets`,
      requirement: 'COR-014',
    });
  },
});

/** What comes from the place buys more. */
export const earned = defineCase({
  id: 'correspondent/limit-grows-with-what-comes',
  title: 'what comes from the new place, in whole packets, raises the limit three times over',
  covers: ['COR-013', 'INV-005'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await withMachine(context);
    const { request, answer } = await testing(context, id);
    let received = between(['owner', 'newRouter'], 'peer', request).length;
    let sent = expect.packetOf(answer).octets.length;
    await pours(context, id, 40);
    sent += toPlace(await expect.rest(), 'newRouter');
    expectWithin(context, sent, received);
    for (const sequence of [2, 3, 4]) {
      await datagramFrom(context, id, sequence, '0002', 'newRouter');
      await expect.data(octets('0002'));
      received += between(['owner', 'newRouter'], 'peer', octets('00'.repeat(30))).length;
      sent += toPlace(await expect.rest(), 'newRouter');
      expectWithin(context, sent, received);
    }
    await say(context, request);
    received += between(['owner', 'newRouter'], 'peer', request).length;
    sent += toPlace(await expect.rest(), 'newRouter');
    expectWithin(context, sent, received);
    await advance('PROOF_RETRY');
    sent += toPlace(await expect.rest(), 'newRouter');
    expectWithin(context, sent, received);
  },
});

/** A machine that says that it is where somebody else is. */
export const victim = defineCase({
  id: 'correspondent/victim-gets-little',
  title: 'nothing goes to a place from which nothing came; when no proof comes, data go to the last good one',
  covers: ['COR-013', 'COR-016', 'INV-005'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/limit-until-proof',
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect, advance, delay } = context;
    const { id } = await withMachine(context);
    // Attached in the new network, it says; but it writes from the old one.
    const request = rebind(id);
    await say(context, request, 'router');
    await pours(context, id);
    expectWithin(context, toPlace(await expect.rest(), 'newRouter'), 0);
    for (const factor of [1, 2, 4, 8, 16]) {
      for (const sequence of [10, 11]) {
        await datagramFrom(context, id, factor * 20 + sequence, '0002', 'router');
        await expect.data(octets('0002'));
      }
      await say(context, request, 'router');
      await advance(factor * delay('PROOF_RETRY') + (factor === 16 ? 1 : 0));
      if (factor < 16) expectWithin(context, toPlace(await expect.rest(), 'newRouter'), 0);
    }
    const last = await expect.rest();
    expectWithin(context, toPlace(last, 'newRouter'), 0);
    expect.that(toPlace(last, 'router') > datagrams * 400, {
      expectedOneOf: ['what waited to go to the last good place'],
      actual: `${toPlace(last, 'router')} octets there`,
      requirement: 'COR-016',
    });
  },
});

/** New places all the time. */
export const flood = defineCase({
  id: 'correspondent/flood-through-many-places',
  title:
    'a machine that announces ever new numbers gets no more to a victim than three times what came from there',
  covers: ['COR-013', 'INV-005'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/limit-until-proof',
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await withMachine(context);
    await pours(context, id, 1);
    await expect.rest();
    // One packet did come from the victim's network; everything else comes from elsewhere.
    const first = rebind(id);
    await say(context, first);
    const received = between(['owner', 'newRouter'], 'peer', first).length;
    let sent = toPlace(await expect.rest(), 'newRouter');
    for (let sequence = 3; sequence < 13; sequence += 1) {
      await say(context, rebind(id, { sequence }), 'router');
      await pours(context, id, 4);
      await advance('PROOF_RETRY');
      sent += toPlace(await expect.rest(), 'newRouter');
      expectWithin(context, sent, received);
    }
  },
});

/** A proof is of one place. */
export const notInherited = defineCase({
  id: 'correspondent/limit-begins-anew',
  title: 'a place that was proved says nothing about the next one',
  covers: ['COR-013', 'INV-005'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    await proved(context, id);
    const request = rebind(id, { epoch: 9, attachment: { router: 'router' } });
    await say(context, request, 'router');
    const received = between(['owner', 'router'], 'peer', request).length;
    await pours(context, id);
    expectWithin(context, toPlace(await expect.rest(), 'router'), received);
  },
});

/** Answers count as well. */
export const answersCount = defineCase({
  id: 'correspondent/limit-counts-answers',
  title: 'the answers to a Rebind that comes again and again are part of what may go to the new place',
  covers: ['COR-013', 'INV-005'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-again-in-test',
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const request = rebind(id);
    const times = 8;
    for (let i = 0; i < times; i += 1) await say(context, request);
    await pours(context, id, 4 * datagrams);
    const received = times * between(['owner', 'newRouter'], 'peer', request).length;
    expectWithin(context, toPlace(await expect.rest(), 'newRouter'), received);
  },
});

/** It is repeated from elsewhere. */
export const answersToOthersCount = defineCase({
  id: 'correspondent/limit-counts-answers-to-others',
  title:
    'a Rebind that comes again from elsewhere gets no more to its place than what came from there allows',
  covers: ['COR-013', 'INV-005'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-again-in-test',
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request, answer } = await testing(context, id);
    let sent = expect.packetOf(answer).octets.length;
    for (let i = 0; i < 8; i += 1) {
      await say(context, request, 'router');
      sent += toPlace(await expect.rest(), 'newRouter');
    }
    expectWithin(context, sent, between(['owner', 'newRouter'], 'peer', request).length);
  },
});

/** A place that writes first. */
export const challengeWaits = defineCase({
  id: 'correspondent/challenge-waits-for-octets',
  title: 'a challenge for which too little came from the place is sent when enough has come from there',
  covers: ['COR-012', 'COR-013', 'COR-016'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await withMachine(context);
    const request = rebind(id);
    await say(context, request, 'router');
    await expect.silence();
    for (const sequence of [2, 3]) {
      await datagramFrom(context, id, sequence, '5b'.repeat(600), 'newRouter');
      await expect.data(octets('5b'.repeat(600)));
    }
    const early = await expect.maybe(['RebindAnswer']);
    await advance('PROOF_RETRY');
    const answer = early ?? (await expect.answer('RebindAnswer', request));
    const { destination } = expect.packetOf(answer);
    expect.equal(networkOf(destination), networkAt('owner', 'newRouter'), 'the network', 'COR-012');
    while ((await expect.maybe(['RebindAnswer'])) !== undefined);
    const proof = rebindProof(request, id, answer.tlv('challenge'));
    await say(context, proof);
    const confirmed = await expect.answer('RebindAnswer', proof);
    expect.equal(confirmed.maybe('challenge'), undefined, 'the challenge', 'COR-014');
    await expect.silence();
  },
});
