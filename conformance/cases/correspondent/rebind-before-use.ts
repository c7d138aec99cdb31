/** Announcements in a session that was accepted and that nothing has come in yet (chapter 14). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  acceptedMachine,
  datagramFrom,
  expectAt,
  expectRefusal,
  expectTaken,
  say,
  testing,
  usesUpTries,
} from '../../ground/correspondent.ts';
import { rebind, type RebindParts, rebindProof } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';

const frame = { role: 'correspondent', needs: [] } as const;

/** The machine has moved before it has used the session. */
export const taken = defineCase({
  ...frame,
  id: 'correspondent/rebind-in-unused-session',
  title:
    'a Rebind is taken in a session in which nothing has come yet: it is tested, and data go to its place',
  covers: ['COR-011', 'COR-012', 'COR-014'],
  timers: ['ACCEPT_LEASE'],
  async run(context) {
    const { advance, expect } = context;
    const { id } = await acceptedMachine(context);
    const request = rebind(id);
    await say(context, request);
    const answer = await expectTaken(context, request, [epoch, 2], 'COR-011');
    const challenge = answer.tlv('challenge');
    await expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-011');
    const proof = rebindProof(request, id, challenge);
    await say(context, proof);
    const confirmed = await expect.answer('RebindAnswer', proof);
    expect.equal(confirmed.maybe('challenge'), undefined, 'the challenge', 'COR-014');
    await expect.silence();
    await advance('ACCEPT_LEASE');
    await datagramFrom(context, id, 1, '0001', 'newRouter');
    await expect.data(octets('0001'));
    await expectAt(context, id, 'newRouter', 'COR-014');
  },
});

/** It was not there. */
export const fallsBack = defineCase({
  ...frame,
  id: 'correspondent/rebind-in-unused-session-unproved',
  title: 'a place that was announced in an unused session and is not proved is left for that of the opening',
  covers: ['COR-016'],
  twin: 'correspondent/rebind-in-unused-session',
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { id } = await acceptedMachine(context);
    await testing(context, id);
    await usesUpTries(context);
    await expectAt(context, id, 'router', 'COR-016');
  },
});

/** What is wrong in any session is wrong in this one. */
export const refused = defineCase({
  ...frame,
  id: 'correspondent/rebind-refused-in-unused-session',
  title: 'a Rebind without a right or a good statement is refused also in a session that nothing has come in',
  covers: ['COR-007', 'COR-008'],
  twin: 'correspondent/rebind-in-unused-session',
  async run(context) {
    const { expect } = context;
    const { id } = await acceptedMachine(context);
    const wrong: readonly (readonly [reason: string, parts: RebindParts])[] = [
      ['delegation', { from: 'destination', sequence: 1 }],
      ['attachment', { attachment: { standing: 'prepared' } }],
      ['attachment', { attachment: { machine: cast.stranger.hid } }],
    ];
    for (const [reason, parts] of wrong) {
      const request = rebind(id, parts);
      await say(context, request);
      await expectRefusal(context, request, reason, reason === 'delegation' ? 'COR-007' : 'COR-008');
    }
    const right = rebind(id);
    await say(context, right);
    await expectTaken(context, right, [epoch, 2], 'COR-011');
    await expect.silence();
  },
});
