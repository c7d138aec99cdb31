/** Accepting a session (chapter 14, section Opening): the ground of every case about a session that others open. */
import { cast } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { before, between, openersNonce, serviceOf } from '../../ground/peers.ts';
import { hexOf } from '../../octets/octets.ts';
import { sessionOpen } from '../../octets/from-peer.ts';
import { sessionId } from '../../octets/place-records.ts';

/** Somebody asks for a session. */
export const accepts = defineCase({
  id: 'correspondent/accepts-under-the-id-of-both-nonces',
  title:
    'SessionOpen is answered by SessionAccept in its exchange, under the id that the nonces of both give',
  covers: ['SIG-019', 'MSG-034'],
  role: 'correspondent',
  needs: [],
  async run({ deliver, expect }) {
    const open = sessionOpen({ address: serviceOf('owner', 'router'), nonce: openersNonce, epoch: before });
    await deliver(between(['owner', 'router'], 'peer', open));
    const accept = await expect.answer('SessionAccept', open, { to: 'owner' });
    expect.equal(
      hexOf(accept.octets.subarray(8, 28)),
      cast.owner.hid,
      'the machine in the header',
      'MSG-034',
    );
    const nonce = accept.tlv('sessionOffer').subarray(0, 16);
    const id = sessionId('owner', 'peer', openersNonce, nonce);
    expect.equal(accept.tlv('session'), id, 'the id of the session', 'SIG-019');
    await expect.silence();
  },
});
