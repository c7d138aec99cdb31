/** A correspondent under load (chapter 14, section Announcements). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { acceptedMachine, expectAt, expectTaken, say, withMachine } from '../../ground/correspondent.ts';
import { between } from '../../ground/peers.ts';
import { rebind, type RebindParts } from '../../octets/from-peer.ts';

const config = { policy: { cookie: 'always' } };

/** A cookie is asked for, and nothing else happens: gives the cookie. */
async function expectCookie({ expect }: CaseContext, request: Uint8Array): Promise<Uint8Array> {
  const answer = await expect.answer('RebindCookie', request);
  const cookie = answer.tlv('cookie');
  expect.equal(cookie.length, 16, 'the length of the cookie', 'COR-006');
  await expect.silence();
  return cookie;
}

/** Who is there comes again. */
export const asked = defineCase({
  id: 'correspondent/cookie-is-asked-for',
  title:
    'under load a Rebind without a cookie is answered by RebindCookie alone; with the cookie it is taken',
  covers: ['COR-006'],
  role: 'correspondent',
  needs: [],
  config,
  async run(context) {
    const { id } = await withMachine(context);
    const first = rebind(id);
    await say(context, first);
    const cookie = await expectCookie(context, first);
    await expectAt(context, id, 'router', 'COR-006');
    const second = rebind(id, { cookie, exchange: 0x80000051 });
    await say(context, second);
    await expectTaken(context, second, [epoch, 2], 'COR-011');
    await expectAt(context, id, 'newRouter', 'COR-006');
  },
});

/** Cookies for others. */
export const notTransferred = defineCase({
  id: 'correspondent/cookie-of-others',
  title: 'a cookie counts for the sender and the address that it was made for alone',
  covers: ['COR-006'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/cookie-is-asked-for',
  config,
  async run(context) {
    const { deliver } = context;
    const { id } = await withMachine(context);
    const first = rebind(id);
    await say(context, first);
    const cookie = await expectCookie(context, first);
    const elsewhere: RebindParts = { cookie, attachment: { router: 'router' }, exchange: 0x80000052 };
    const fromElsewhere = rebind(id, elsewhere);
    await say(context, fromElsewhere, 'router');
    await expectCookie(context, fromElsewhere);
    const parts = { from: 'destination', sequence: 1, delegation: {}, cookie } as const;
    const ofDelegate = rebind(id, parts);
    await deliver(between(['destination', 'newRouter'], 'peer', ofDelegate));
    await expectCookie(context, ofDelegate);
    const madeUp = rebind(id, { cookie: 'c0'.repeat(16), exchange: 0x80000053 });
    await say(context, madeUp);
    await expectCookie(context, madeUp);
    await expectAt(context, id, 'router', 'COR-006');
  },
});

/** Nothing is checked before. */
export const nothingChecked = defineCase({
  id: 'correspondent/cookie-before-anything',
  title: 'under load a Rebind that is not good is asked for a cookie like any other',
  covers: ['COR-006'],
  role: 'correspondent',
  needs: [],
  config,
  async run(context) {
    const { id } = await withMachine(context);
    const wrong: readonly RebindParts[] = [
      { attachment: { signer: 'stranger' } },
      { attachment: { host: cast.source.hid, standing: 'prepared' }, sequence: 3 },
      { epoch: epoch - 2 },
    ];
    for (const parts of wrong) {
      const request = rebind(id, parts);
      await say(context, request);
      await expectCookie(context, request);
      await expectAt(context, id, 'router', 'COR-006');
    }
  },
});

/** The cookie is the only thing that was missing. */
export const cookieIsNoRight = defineCase({
  id: 'correspondent/cookie-is-no-right',
  title: 'with a good cookie a Rebind is judged as ever',
  covers: ['COR-005', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/cookie-is-asked-for',
  config,
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const first = rebind(id);
    await say(context, first);
    const cookie = await expectCookie(context, first);
    await say(context, rebind(id, { cookie, signer: 'stranger' }));
    await expect.silence();
    await expectAt(context, id, 'router', 'INV-004');
  },
});

/** Nothing has come in the session. */
export const inUnused = defineCase({
  id: 'correspondent/cookie-in-unused-session',
  title: 'under load a Rebind in a session that nothing has come in is asked for a cookie like any other',
  covers: ['COR-006'],
  role: 'correspondent',
  needs: [],
  config,
  async run(context) {
    const { id } = await acceptedMachine(context);
    const first = rebind(id);
    await say(context, first);
    const cookie = await expectCookie(context, first);
    const second = rebind(id, { cookie, exchange: 0x80000051 });
    await say(context, second);
    await expectTaken(context, second, [epoch, 2], 'COR-011');
    await expectAt(context, id, 'newRouter', 'COR-006');
  },
});

/** The place is being tested. */
export const inTest = defineCase({
  id: 'correspondent/cookie-during-test',
  title: 'under load a Rebind that comes while a place is tested is asked for a cookie like any other',
  covers: ['COR-006'],
  role: 'correspondent',
  needs: [],
  config,
  async run(context) {
    const { id } = await withMachine(context);
    const first = rebind(id);
    await say(context, first);
    const cookie = await expectCookie(context, first);
    const second = rebind(id, { cookie, exchange: 0x80000051 });
    await say(context, second);
    await expectTaken(context, second, [epoch, 2], 'COR-011');
    const third = rebind(id, { sequence: 3, attachment: { router: 'router' } });
    await say(context, third, 'router');
    await expectCookie(context, third);
    await expectAt(context, id, 'newRouter', 'COR-006');
  },
});
