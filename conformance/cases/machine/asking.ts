/** A machine that asks where it is, and what ends that (chapter 13, Where it is). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  announcedIn,
  asks,
  attachedThere,
  beacons,
  expectFrom,
  expectRebind,
  joinedFor,
  peerBinds,
  tellMoved,
  withPeer,
  withRendezvous,
} from '../../ground/machine.ts';
import { before, serviceOf } from '../../ground/peers.ts';
import { refused } from '../../octets/from-destination.ts';
import { attachment } from '../../octets/place-records.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { moved } from '../../octets/to-router.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;
/** The machine begins without a place. */
const nowhere = { ...frame, config: { rendezvous: withRendezvous.rendezvous! } } as const;

/** The other router answers so; the machine stays, and does not ask there again. */
async function staysAfter(context: CaseContext, answer: (query: MessageView) => Uint8Array): Promise<void> {
  const { advance, delay, expect, send } = context;
  const { id } = await withPeer(context);
  await send(answer(await asks(context, 'newRouter')));
  await advance(3 * delay('PLACE_RETRY'));
  await expect.silence();
  await expectFrom(context, id, 'router', 'MOV-005');
}

/** The other router says no. */
export const refusedElsewhere = defineCase({
  ...frame,
  id: 'machine/refused-elsewhere',
  title: 'when the router of another AD does not have the machine, it stays, and asks there no more',
  covers: ['MOV-005'],
  twin: 'machine/joined-higher-epoch',
  timers: ['PLACE_RETRY'],
  run: (context) =>
    staysAfter(context, (query) =>
      refused(query.octets, 'attachment', { from: 'newRouter', to: 'owner', epoch: before }),
    ),
});

/** The other router knows only what was before. */
export const olderElsewhere = defineCase({
  ...frame,
  id: 'machine/joined-lower-epoch',
  title:
    'when the router of another AD answers with a lower epoch, the machine stays, and asks there no more',
  covers: ['MOV-005'],
  twin: 'machine/joined-higher-epoch',
  timers: ['PLACE_RETRY'],
  run: (context) => staysAfter(context, (query) => joinedFor(query, { epoch: before - 1 })),
});

/** Moved comes while the machine asks. */
export const movedWhileAsking = defineCase({
  ...frame,
  id: 'machine/moved-while-asking',
  title: 'Moved is followed while a router is being asked, which is asked no more',
  covers: ['MOV-001', 'MOV-006'],
  timers: ['PLACE_RETRY', 'REBIND_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const { id } = await withPeer(context);
    await asks(context, 'newRouter');
    await tellMoved(context);
    await expectRebind(context, id, {}, 2, 'MOV-001');
    await expectFrom(context, id, 'newRouter', 'MOV-001');
    await advance(3 * delay('PLACE_RETRY'));
    while ((await expect.maybe(['Rebind'])) !== undefined);
    await expect.silence();
  },
});

/** The same router is asked before and after the machine has moved. */
export const askedUnderAnotherEpoch = defineCase({
  ...frame,
  id: 'machine/asked-under-another-epoch',
  title: 'a router that is asked under another epoch is asked under another number',
  covers: ['MSG-032'],
  async run(context) {
    const { expect } = context;
    await withPeer(context);
    const first = await asks(context, 'newRouter');
    await tellMoved(context, { router: 'router' });
    while ((await expect.maybe(['Rebind', 'Register'])) !== undefined);
    await beacons(context, 'newRouter', 2);
    const second = await expect.message('PlaceQuery', { to: 'newRouter' });
    expect.equal(second.epoch, epoch, 'the epoch', 'MSG-032');
    expect.that(second.exchange !== first.exchange, {
      expectedOneOf: [`another number than ${first.exchange}`],
      actual: `${second.exchange}`,
      requirement: 'MSG-032',
    });
  },
});

/** No place, and a beacon. */
export const beaconAtFirst = defineCase({
  ...nowhere,
  id: 'machine/beacon-without-place',
  title:
    'a machine without a place asks the first router that it hears, again and again, and is where it says',
  covers: ['MOV-003', 'MOV-005', 'MOV-006'],
  timers: ['PLACE_RETRY'],
  async run(context) {
    const { advance, expect, send } = context;
    await expect.silence();
    await beacons(context, 'newRouter', 1);
    const query = await expect.message('PlaceQuery', { to: 'newRouter' });
    expect.equal(query.machine, cast.owner.hid, 'the machine', 'MOV-003');
    await advance('PLACE_RETRY');
    const again = await expect.message('PlaceQuery', { to: 'newRouter' });
    await expect.silence();
    await send(joinedFor(again));
    const register = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(announcedIn(register).epoch, epoch, 'the epoch', 'MOV-005');
    expect.equal(register.tlv('attachment'), attachment({}), 'the statement of attachment', 'MOV-006');
    const { source } = expect.packetOf(register);
    expect.equal(source, serviceOf('owner', 'newRouter'), 'the source', 'MOV-005');
    await expect.silence();
  },
});

/** No place, and a router that does not answer. */
export const nextRouter = defineCase({
  ...nowhere,
  id: 'machine/next-router-is-asked',
  title: 'a machine without a place that gets no answer asks the next router that it hears, and is there',
  covers: ['MOV-003', 'MOV-005'],
  timers: ['PLACE_RETRY'],
  async run(context) {
    const { advance, expect, send } = context;
    await asks(context, 'newRouter');
    await beacons(context, 'router', 1);
    await expect.message('PlaceQuery', { to: 'router' });
    await advance('PLACE_RETRY');
    while ((await expect.maybe(['PlaceQuery'])) !== undefined);
    await beacons(context, 'newRouter', 2);
    const query = await expect.message('PlaceQuery', { to: 'newRouter' });
    await send(joinedFor(query));
    const register = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(register.tlv('attachment'), attachment({}), 'the statement of attachment', 'MOV-005');
  },
});

/** Nobody is there. */
export const nobodyToAsk = defineCase({
  ...nowhere,
  id: 'machine/nobody-to-ask',
  title: 'a machine without a place that has heard no router asks nobody, and the first that it hears then',
  covers: ['MOV-003'],
  timers: ['SILENCE', 'PLACE_RETRY'],
  async run(context) {
    const { advance, expect } = context;
    await advance('SILENCE');
    await advance('PLACE_RETRY');
    await expect.silence();
    await beacons(context, 'newRouter', 1);
    await expect.message('PlaceQuery', { to: 'newRouter' });
    await expect.silence();
  },
});

/** The router of the place says that everything is as it was. */
export const answered = defineCase({
  ...frame,
  id: 'machine/answered-asks-no-more',
  title: 'after Joined with its place a machine asks no more, until its router is silent for SILENCE again',
  covers: ['MOV-004'],
  timers: ['SILENCE', 'PLACE_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    const { id } = await withPeer(context);
    await advance('SILENCE');
    const query = await expect.message('PlaceQuery', { to: 'router' });
    await send(joinedFor(query, { router: 'router', host: cast.source.hid, epoch: before }));
    await expect.silence();
    for (let half = 0; half < 4; half += 1) {
      await beacons(context, 'router', half + 1);
      await advance(delay('PLACE_RETRY') / 2);
      await expect.silence();
    }
    await expectFrom(context, id, 'router', 'MOV-005');
    await advance('SILENCE');
    await expect.message('PlaceQuery', { to: 'router' });
    await expect.silence();
  },
});

/** The other router says nothing, and then neither does that of the place. */
export const ownRouterAfterAll = defineCase({
  ...frame,
  id: 'machine/own-router-silent-after-other',
  title: 'a machine that another router does not answer asks its own when that is silent for SILENCE',
  covers: ['MOV-004'],
  timers: ['SILENCE', 'PLACE_RETRY'],
  async run(context) {
    const { advance, expect } = context;
    await withPeer(context);
    await asks(context, 'newRouter');
    await advance('PLACE_RETRY');
    while ((await expect.maybe(['PlaceQuery'])) !== undefined);
    await beacons(context, 'router', 1);
    await expect.silence();
    await advance('SILENCE');
    const asked: string[] = [];
    for (let next = await expect.maybe(['PlaceQuery']); next !== undefined;) {
      asked.push(next.receiver);
      next = await expect.maybe(['PlaceQuery']);
    }
    expect.that(asked.includes(cast.router.hid), {
      expectedOneOf: ['PlaceQuery to the router of the place'],
      actual: asked.length === 0 ? 'silence' : 'PlaceQuery to others',
      requirement: 'MOV-004',
    });
  },
});

/** A router of the new place that is not heard. */
function silentAtNewPlace(slug: string, title: string, moves: (query: MessageView) => Uint8Array) {
  return defineCase({
    ...frame,
    id: `machine/${slug}`,
    title,
    covers: ['MOV-004'],
    timers: ['SILENCE'],
    async run(context) {
      const { advance, expect, send } = context;
      const { id } = await withPeer(context);
      const query = await asks(context, 'newRouter');
      await send(moves(query));
      await peerBinds(context, await expectRebind(context, id, {}, 2), id);
      await expect.silence();
      await advance('SILENCE');
      await expect.message('PlaceQuery', { to: 'newRouter' });
      await expect.silence();
    },
  });
}

/** Its router has said it. */
export const silentAfterJoined = silentAtNewPlace(
  'silence-after-joined',
  'a machine that Joined has moved and that hears no Beacon there for SILENCE asks the router of that place',
  (query) => joinedFor(query),
);

/** The host has said it, while a router was asked. */
export const silentAfterMoved = silentAtNewPlace(
  'silence-after-moved',
  'a machine that Moved has moved while it asked, and that hears no Beacon there for SILENCE, asks there',
  () => moved(),
);

/** No place, and the host says it. */
export const movedAtFirst = defineCase({
  ...nowhere,
  id: 'machine/moved-without-place',
  title: 'a machine without a place is where a good Moved says',
  covers: ['MOV-001', 'MOV-006'],
  async run(context) {
    const { expect } = context;
    await expect.silence();
    await tellMoved(context);
    const register = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(announcedIn(register).epoch, epoch, 'the epoch', 'MOV-001');
    expect.equal(register.tlv('attachment'), attachment({}), 'the statement of attachment', 'MOV-006');
    await expect.silence();
  },
});
