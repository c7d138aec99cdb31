/** A session that is accepted from another place than it was opened to (chapter 14, section Opening). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  acceptance,
  bindingIn,
  datagramFrom,
  expectTaken,
  openedId,
  opens,
  say,
  type Testing,
} from '../../ground/correspondent.ts';
import { expectFirings } from '../../ground/firings.ts';
import { datagrams, expectWithin, pours, toPlace } from '../../ground/limit.ts';
import { before, between, networkAt, networkOf } from '../../ground/peers.ts';
import { rebind, rebindProof } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';

const frame = { role: 'correspondent', needs: [], twin: 'correspondent/open-ends-with-accept' } as const;

/** What was opened, and how its place is tested. */
interface Elsewhere extends Testing {
  readonly id: Uint8Array;
  /** Octets of the packets that came from there and that went there. */
  readonly received: number;
  readonly sent: number;
}

/** The machine was looked for at the old router, and accepts from the new one; that is tested. */
async function acceptedElsewhere(context: CaseContext): Promise<Elsewhere> {
  const { expect } = context;
  const open = await opens(context);
  const request = acceptance(open, 'newRouter');
  await say(context, request);
  const shown = toPlace(await expect.sessionPackets(), 'newRouter');
  const answer = await expect.answer('RebindAnswer', request, { to: 'owner' });
  const said = { outcome: 'bound', epoch: before, sequence: 1 };
  expect.equal(bindingIn(answer), said, 'the binding', 'COR-012');
  const challenge = answer.tlv('challenge');
  const { destination, octets: packet } = expect.packetOf(answer);
  expect.equal(networkOf(destination), networkAt('owner', 'newRouter'), 'the network', 'COR-012');
  await expect.silence();
  const received = between(['owner', 'newRouter'], 'peer', request).length;
  return { request, answer, challenge, id: openedId(open), received, sent: shown + packet.length };
}

/** It shows that it is there. */
export const proved = defineCase({
  ...frame,
  id: 'correspondent/accept-from-elsewhere-is-tested',
  title:
    'a place that SessionAccept names and SessionOpen was not sent to gets a challenge, and little before its proof',
  covers: ['COR-004', 'COR-012', 'COR-013', 'COR-014'],
  async run(context) {
    const { expect } = context;
    const { request, challenge, id, received, sent } = await acceptedElsewhere(context);
    await pours(context, id);
    const early = await expect.rest();
    expectWithin(context, sent + toPlace(early, 'newRouter'), received);
    expect.equal(toPlace(early, 'router'), 0, 'octets to where it was looked for', 'COR-004');
    const proof = rebindProof(request, id, challenge, { epoch: before, machine: cast.owner.hid });
    await say(context, proof);
    const later = await expect.sessionPackets();
    const confirmed = await expect.answer('RebindAnswer', proof);
    expect.equal(confirmed.maybe('challenge'), undefined, 'the challenge', 'COR-014');
    const data = [...early, ...later, ...(await expect.sessionPackets())];
    expect.equal(data.length, datagrams, 'the number of datagrams that went out in the end', 'COR-014');
    await expect.silence();
  },
});

/** It does not. */
export const unproved = defineCase({
  ...frame,
  id: 'correspondent/accept-from-elsewhere-unproved',
  title:
    'the challenge to the place in SessionAccept is repeated, and little goes there as long as it is not proved',
  covers: ['COR-013', 'COR-016', 'INV-005'],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const { answer, id, ...counted } = await acceptedElsewhere(context);
    const data = octets('5b'.repeat(600));
    const bought = 2;
    for (let sequence = 1; sequence <= bought; sequence += 1) {
      await datagramFrom(context, id, sequence, data, 'newRouter');
      await expect.data(data);
    }
    const packet = between(['owner', 'newRouter'], 'peer', octets('00'.repeat(28), data));
    const received = counted.received + bought * packet.length;
    let sent = counted.sent + toPlace(await expect.rest(), 'newRouter');
    await expectFirings(context, 'PROOF_RETRY', 1, async () => {
      await expect.repeated(answer);
      sent += answer.octets.length;
    });
    await pours(context, id, 2 * datagrams);
    sent += toPlace(await expect.rest(), 'newRouter');
    await advance(40 * delay('PROOF_RETRY'));
    await datagramFrom(context, id, bought + 1, data, 'newRouter');
    sent += toPlace(await expect.rest(), 'newRouter');
    expectWithin(context, sent, received + packet.length);
  },
});

/** It has moved on before it was proved. */
export const movesOn = defineCase({
  ...frame,
  id: 'correspondent/accept-from-elsewhere-then-rebind',
  title: 'a Rebind is taken while the place that SessionAccept named is tested, and its own place is tested',
  covers: ['COR-011', 'COR-012', 'COR-015'],
  async run(context) {
    const { expect } = context;
    const { request, challenge, id } = await acceptedElsewhere(context);
    const next = rebind(id, { attachment: { router: 'router' } });
    await say(context, next, 'router');
    const answer = await expectTaken(context, next, [epoch, 2], 'COR-011');
    expect.that(Buffer.compare(answer.tlv('challenge'), challenge) !== 0, {
      expectedOneOf: ['a fresh challenge'],
      actual: 'that of the place before',
      requirement: 'COR-012',
    });
    await say(context, rebindProof(request, id, challenge, { epoch: before }));
    await expect.silence();
    const proof = rebindProof(next, id, answer.tlv('challenge'));
    await say(context, proof, 'router');
    const confirmed = await expect.answer('RebindAnswer', proof);
    expect.equal(confirmed.maybe('challenge'), undefined, 'the challenge', 'COR-014');
    await expect.silence();
  },
});
