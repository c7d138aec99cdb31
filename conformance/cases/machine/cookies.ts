/** What a machine makes of cookies in answers to its announcements (chapter 13, section Announcing). */
import { defineCase } from '../../case.ts';
import {
  announcing,
  attachedThere,
  expectRebind,
  peerBinds,
  peerSays,
  rebindRetryFires,
  withPeer,
} from '../../ground/machine.ts';
import { rebindCookie } from '../../octets/from-peer.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;

/** The correspondent is under load. */
export const cookie = defineCase({
  ...frame,
  id: 'machine/cookie-is-brought',
  title: 'RebindCookie is answered by the same announcement with the cookie in it, at once',
  covers: ['MOV-014'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    await peerSays(context, rebindCookie(request.octets, 'c0'.repeat(16)));
    const again = await expectRebind(context, id, {}, 2, 'MOV-014');
    expect.equal(again.maybe('cookie'), 'c0'.repeat(16), 'the cookie', 'MOV-014');
    await expect.silence();
    await peerBinds(context, again, id);
    await expect.silence();
  },
});

/** The announcement with the cookie was lost. */
export const cookieAgain = defineCase({
  ...frame,
  id: 'machine/cookie-is-brought-again',
  title: 'the announcement with the cookie is repeated in equal octets by REBIND_RETRY like the one without',
  covers: ['MOV-009'],
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    await peerSays(context, rebindCookie(request.octets, 'c0'.repeat(16)));
    const again = await expectRebind(context, id, {}, 2, 'MOV-014');
    await expect.silence();
    for (let firing = 1; firing <= 2; firing += 1) {
      await rebindRetryFires(context, firing);
      await expect.repeated(again);
      await expect.silence();
    }
  },
});

/** Cookies that nobody asked for. */
export const strangeCookie = defineCase({
  ...frame,
  id: 'machine/cookie-without-announcement',
  title: 'a cookie that answers no announcement that is out is dropped',
  covers: ['MOV-014'],
  twin: 'machine/cookie-is-brought',
  async run(context) {
    const { expect } = context;
    const { id, open } = await withPeer(context);
    const request = await announcing(context, id);
    await peerSays(context, rebindCookie(open, 'c0'.repeat(16)));
    await peerSays(context, rebindCookie(request.octets, 'c0'.repeat(16), { exchange: 0x1234 }));
    await expect.silence();
    await peerBinds(context, request, id);
    await peerSays(context, rebindCookie(request.octets, 'c0'.repeat(16)));
    await expect.silence();
  },
});
