/** Opening a session and accepting one (chapter 14, section Opening). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  acceptance,
  acceptedMachine,
  datagramFrom,
  expectAt,
  expectTaken,
  openedId,
  opens,
  say,
  usesUpTries,
  withMachine,
} from '../../ground/correspondent.ts';
import { expectFirings } from '../../ground/firings.ts';
import { expectWithin, toPlace } from '../../ground/limit.ts';
import { before, between, openersNonce, serviceOf } from '../../ground/peers.ts';
import { rebind, sessionOpen } from '../../octets/from-peer.ts';
import { message as build, tlv } from '../../octets/message.ts';
import { octets } from '../../octets/octets.ts';
import { reason } from '../../octets/records.ts';

/** Nobody answers. */
export const repeats = defineCase({
  id: 'correspondent/open-is-repeated',
  title: 'SessionOpen is repeated in equal octets by OPEN_RETRY, until the tries are used up',
  covers: ['COR-001'],
  role: 'correspondent',
  needs: [],
  timers: ['OPEN_RETRY'],
  async run(context) {
    const { expect, advance, delay } = context;
    const open = await opens(context);
    await expect.silence();
    await expectFirings(context, 'OPEN_RETRY', 5, async () => {
      await expect.repeated(open);
      await expect.silence();
    });
    await advance(20 * delay('OPEN_RETRY'));
    await expect.silence();
    await say(context, acceptance(open), 'router');
    await expect.silence();
  },
});

/** There is a way round. */
export const repeatsWithRendezvous = defineCase({
  id: 'correspondent/open-is-repeated-with-rendezvous',
  title: 'SessionOpen is repeated in equal octets also to who has a rendezvous, by whatever way each goes',
  covers: ['COR-001'],
  role: 'correspondent',
  needs: [],
  timers: ['OPEN_RETRY'],
  async run(context) {
    const { expect } = context;
    const open = await opens(context, true);
    await expectFirings(context, 'OPEN_RETRY', 4, async () => {
      await expect.repeated(open);
      await expect.silence();
    });
  },
});

/** The other end accepts. */
export const opened = defineCase({
  id: 'correspondent/open-ends-with-accept',
  title: 'SessionOpen is not repeated after SessionAccept, and the session is in use',
  covers: ['COR-001'],
  role: 'correspondent',
  needs: [],
  timers: ['OPEN_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const open = await opens(context);
    await say(context, acceptance(open), 'router');
    const shown = await expect.sessionPacket();
    const id = openedId(open);
    expect.equal(shown.payload.subarray(4, 20), id, 'the id of the session', 'COR-001');
    await expect.silence();
    await datagramFrom(context, id, 1, '0001', 'router');
    await expect.data(octets('0001'));
    await advance('OPEN_RETRY');
    await advance('OPEN_RETRY');
    await expect.silence();
  },
});

/** The other end accepts, and moves. */
export const openedThenMoved = defineCase({
  id: 'correspondent/rebind-in-opened-session',
  title:
    'in a session that it opened a peer takes a later Rebind than SessionAccept, and leaves an unproved place',
  covers: ['COR-011', 'COR-012', 'COR-016'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect } = context;
    const open = await opens(context);
    const id = openedId(open);
    await say(context, acceptance(open), 'router');
    await expect.sessionPacket();
    await datagramFrom(context, id, 1, '0001', 'router');
    await expect.data(octets('0001'));
    const request = rebind(id);
    await say(context, request);
    const answer = await expectTaken(context, request, [epoch, 2], 'COR-011');
    expect.equal(answer.tlv('challenge').length, 16, 'the length of the challenge', 'COR-012');
    await expectAt(context, id, 'newRouter', 'COR-011');
    await usesUpTries(context);
    await expectAt(context, id, 'router', 'COR-016');
  },
});

/** The other end does not want to. */
export const refused = defineCase({
  id: 'correspondent/open-ends-with-refused',
  title: 'SessionOpen is not repeated after Refused',
  covers: ['COR-001'],
  role: 'correspondent',
  needs: [],
  timers: ['OPEN_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const open = await opens(context);
    const { exchange, machine, epoch: under } = open;
    const refusal = build(
      'Refused',
      { from: 'owner', to: 'peer', exchange, machine, epoch: under },
      tlv('reason', reason('policy')),
    );
    await say(context, refusal, 'router');
    await advance('OPEN_RETRY');
    await advance('OPEN_RETRY');
    await expect.silence();
  },
});

/** The answer was lost. */
export const acceptsAgain = defineCase({
  id: 'correspondent/accepts-again-the-same',
  title: 'the same SessionOpen is answered by the same SessionAccept, octet for octet',
  covers: ['COR-002'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id, open, accept } = await acceptedMachine(context);
    for (let i = 0; i < 2; i += 1) {
      await say(context, open, 'router');
      await expect.repeated(accept);
      await expect.silence();
    }
    await datagramFrom(context, id, 1, '0001', 'router');
    await expect.data(octets('0001'));
    await expect.silence();
  },
});

/** Another opening is another session. */
export const otherNonce = defineCase({
  id: 'correspondent/accepts-another',
  title: 'a SessionOpen with another nonce opens another session; both work',
  covers: ['COR-002'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const first = await withMachine(context);
    const second = await acceptedMachine(context, { nonce: 'a2'.repeat(16), exchange: 0x70000002 });
    for (const { id } of [first, second]) {
      await datagramFrom(context, id, 2, '0002', 'router');
      await expect.data(octets('0002'));
    }
    await expect.silence();
  },
});

/** It came from elsewhere. */
export const acceptsAtAddress = defineCase({
  id: 'correspondent/accept-goes-to-claimed-address',
  title: 'nothing goes to the address in a SessionOpen that did not come from there',
  covers: ['INV-005', 'COR-013'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/accepts-again-the-same',
  async run({ deliver, expect }) {
    const open = sessionOpen({
      address: serviceOf('owner', 'router'),
      nonce: openersNonce,
      epoch: before,
    });
    for (let i = 0; i < 3; i += 1) {
      await deliver(between(['stranger', 'home'], 'peer', open));
      for (const { destination } of await expect.rest())
        expect.equal(destination, serviceOf('stranger', 'home'), 'the only address that may hear', 'INV-005');
    }
  },
});

/** It comes again from elsewhere. */
export const acceptsWithinLimit = defineCase({
  id: 'correspondent/accepts-again-within-limit',
  title:
    'however often others repeat a SessionOpen, its address gets no more than three times what came from it',
  covers: ['INV-005', 'COR-013'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/accepts-again-the-same',
  async run(context) {
    const { deliver, expect } = context;
    const { open, accept } = await acceptedMachine(context);
    let sent = expect.packetOf(accept).octets.length;
    for (let i = 0; i < 8; i += 1) {
      await deliver(between(['stranger', 'home'], 'peer', open));
      sent += toPlace(await expect.rest(), 'router');
    }
    expectWithin(context, sent, between(['owner', 'router'], 'peer', open).length);
  },
});

/** It came from elsewhere first. */
export const acceptsAfterAll = defineCase({
  id: 'correspondent/accepts-from-claimed-address-after-all',
  title: 'a SessionOpen that somebody sent from elsewhere before is accepted when it comes from its address',
  covers: ['COR-002', 'COR-003'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    const open = sessionOpen({ address: serviceOf('owner', 'router'), nonce: openersNonce, epoch: before });
    await deliver(between(['stranger', 'home'], 'peer', open));
    await expect.rest();
    await say(context, open, 'router');
    const accept = await expect.answer('SessionAccept', open, { to: 'owner' });
    await expect.silence();
    await datagramFrom(context, accept.tlv('session'), 1, '0001', 'router');
    await expect.data(octets('0001'));
    await expect.silence();
  },
});

/** Just in time. */
export const inTime = defineCase({
  id: 'correspondent/accepted-session-waits',
  title: 'a session that was accepted waits for its first packet for as long as ACCEPT_LEASE',
  covers: ['COR-003'],
  role: 'correspondent',
  needs: [],
  timers: ['ACCEPT_LEASE'],
  async run(context) {
    const { expect, advance, delay } = context;
    const { id } = await acceptedMachine(context);
    await advance(delay('ACCEPT_LEASE') / 2);
    await datagramFrom(context, id, 1, '0001', 'router');
    await expect.data(octets('0001'));
    await advance(delay('ACCEPT_LEASE'));
    await datagramFrom(context, id, 2, '0002', 'router');
    await expect.data(octets('0002'));
    await expect.silence();
  },
});

/** Too late. */
export const tooLate = defineCase({
  id: 'correspondent/accepted-session-is-dropped',
  title: 'a session in which nothing has come when ACCEPT_LEASE fires is not known any more',
  covers: ['COR-003'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/accepted-session-waits',
  timers: ['ACCEPT_LEASE'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await acceptedMachine(context);
    await advance('ACCEPT_LEASE');
    await datagramFrom(context, id, 1, '0001', 'router');
    await expect.silence();
  },
});
