/** What a place is not taken from (chapter 14, section Announcements), and machines that come back (INV-006). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  datagramFrom,
  expectAt,
  expectTaken,
  proved,
  say,
  testing,
  withMachine,
} from '../../ground/correspondent.ts';
import { between, openersNonce, serviceOf } from '../../ground/peers.ts';
import {
  datagram,
  rebind,
  rebindAnswer,
  rebindProof,
  sessionAccept,
  sessionOpen,
} from '../../octets/from-peer.ts';
import { joined } from '../../octets/from-router.ts';
import { octets } from '../../octets/octets.ts';
import { moved, register } from '../../octets/to-router.ts';
import { anyPacket, sessionHeader } from '../../octets/xip.ts';

/** A source address that was made up. */
export const sourceAddress = defineCase({
  id: 'correspondent/source-address-moves-nothing',
  title: 'data go where the machine announced to be, whatever source address its packets have',
  covers: ['COR-004', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-is-taken',
  async run(context) {
    const { deliver, expect } = context;
    const { id } = await withMachine(context);
    await datagramFrom(context, id, 2, '0002', 'newRouter');
    await expect.data(octets('0002'));
    await expectAt(context, id, 'router', 'COR-004');
    // From somebody else altogether.
    const [source, destination] = [serviceOf('stranger', 'newRouter'), serviceOf('peer', 'home')];
    const payload = datagram(id, 3, '0003');
    await deliver(anyPacket({ source, destination, payload, nextHeader: sessionHeader }));
    await expect.data(octets('0003'));
    await expectAt(context, id, 'router', 'COR-004');
    // Also from where the machine is not any more.
    await proved(context, id);
    await datagramFrom(context, id, 4, '0004', 'router');
    await expect.data(octets('0004'));
    await expectAt(context, id, 'newRouter', 'COR-004');
  },
});

/** A source address in a test. */
export const sourceInTest = defineCase({
  id: 'correspondent/source-address-in-test',
  title: 'packets from elsewhere do not end the test of a place, nor move it',
  covers: ['COR-004', 'COR-015'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await withMachine(context);
    const { answer } = await testing(context, id);
    for (const [sequence, where] of [
      [2, 'router'],
      [3, 'home'],
      [4, 'newRouter'],
    ] as const) {
      await datagramFrom(context, id, sequence, '0002', where);
      await expect.data(octets('0002'));
    }
    await advance('PROOF_RETRY');
    await expect.repeated(answer);
    await expectAt(context, id, 'newRouter', 'COR-004');
  },
});

/** Everything else that names a place. */
export const otherMessages = defineCase({
  id: 'correspondent/other-messages-move-nothing',
  title: 'no message but Rebind moves the machine in a session that is in use',
  covers: ['COR-004', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-is-taken',
  async run(context) {
    const { deliver, expect } = context;
    const { id, open } = await withMachine(context);
    const address = serviceOf('owner', 'newRouter');
    const acceptance = { from: 'owner', to: 'peer', epoch, sequence: 7, nonce: 'b2'.repeat(16) } as const;
    const messages = [
      sessionAccept(open, id, { ...acceptance, address }),
      sessionOpen({ address, nonce: openersNonce, epoch, sequence: 7 }),
      rebindAnswer(open, id, ['bound', epoch, 7], 'cc'.repeat(16), { from: 'owner', to: 'peer' }),
      moved({ envelope: { to: 'peer' } }),
      joined(open, { envelope: { to: 'peer' } }),
      register({ to: 'peer', sequence: 7 }),
    ];
    for (const message of messages) {
      await deliver(between(['owner', 'newRouter'], 'peer', message));
      await expect.rest();
      await expectAt(context, id, 'router', 'COR-004');
    }
  },
});

/** There and back again. */
export const comesBack = defineCase({
  id: 'correspondent/machine-comes-back',
  title: 'data reach a machine that goes to another place and comes back to where it was',
  covers: ['INV-006', 'COR-011'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const moves = [
      [epoch, 'newRouter'],
      [epoch + 1, 'router'],
      [epoch + 2, 'newRouter'],
    ] as const;
    for (const [under, router] of moves) {
      const request = rebind(id, { epoch: under, attachment: { router } });
      await say(context, request, router);
      const answer = await expectTaken(context, request, [under, 2], 'INV-006');
      const proof = rebindProof(request, id, answer.tlv('challenge'), { epoch: under });
      await say(context, proof, router);
      await expect.answer('RebindAnswer', proof);
      await expectAt(context, id, router, 'INV-006');
    }
    await datagramFrom(context, id, 2, '0002', 'newRouter');
    await expect.data(octets('0002'));
    await expect.silence();
  },
});

/** Announcements of three moves, the last one first. */
export const reordered = defineCase({
  id: 'correspondent/rebinds-out-of-order',
  title: 'of several announcements that come out of order, or not at all, the latest one holds',
  covers: ['INV-004', 'COR-009', 'COR-011'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const back = { router: 'router' } as const;
    const moves = [
      rebind(id, { sequence: 2 }),
      rebind(id, { sequence: 3, attachment: back }),
      rebind(id, { epoch: epoch + 1, sequence: 2 }),
      rebind(id, { epoch: epoch + 1, sequence: 4, attachment: back }),
    ];
    const places = ['newRouter', 'router', 'newRouter', 'router'] as const;
    for (const which of [0, 2, 1, 3, 1, 0, 2]) {
      await say(context, moves[which]!, places[which]);
      await expect.answer('RebindAnswer', moves[which]!);
      await expect.silence();
    }
    await expectAt(context, id, 'router', 'INV-004');
    const again = moves[3]!;
    await say(context, again, 'router');
    await expectTaken(context, again, [epoch + 1, 4], 'COR-011');
    await expectAt(context, id, 'router', 'INV-004');
  },
});
