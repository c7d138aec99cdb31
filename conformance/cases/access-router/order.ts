/** A machine that begins at an access router by order of the operator, by no migration (chapter 12, section States). */
import { cast, machine } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { before, expectServed, readAttachment, transitSaid } from '../../ground/access-router.ts';
import { reachState, routerStatesOf } from '../../ground/access-router-states.ts';
import { placeQuery, transit } from '../../octets/to-router.ts';

/** The operator has the machine begin at the source. */
async function begins({ ground, order }: CaseContext, epoch: number): Promise<void> {
  await ground('the operator has the machine begin here', () =>
    order({ kind: 'attach', machine, host: cast.source.hid, epoch }),
  );
}

/** It is attached like any other. */
export const attachedByOrder = defineCase({
  id: 'access-router/attached-by-order',
  title: 'a machine that begins here by order is attached: it is told where it is, and its host may hold',
  covers: ['ATT-023', 'ATT-013'],
  role: 'access-router',
  needs: [],
  timers: ['MARK_WAIT'],
  async run(context) {
    const { advance, expect, send } = context;
    await begins(context, before);
    expect.attachment('attached', before, 'source');
    await send(placeQuery());
    const answer = await expect.answer('Joined', placeQuery(), { to: 'owner' });
    const { epoch, host, standing } = readAttachment(answer.tlv('attachment'));
    expect.equal([epoch, host, standing], [before, cast.source.hid, 'active'], 'the attachment', 'ATT-023');
    // It may wait for older packets, though there are none.
    await advance('MARK_WAIT');
    await expectServed(context, 'source', 'ATT-023');
    await send(transit('hold'));
    const held = await expect.answer('TransitAnswer', transit('hold'), { to: 'source' });
    expect.equal(transitSaid(held).state, 'holding', 'the state', 'ATT-013');
    await expect.silence();
  },
});

/** The journal knows of it. */
export const restartAfterOrder = defineCase({
  id: 'access-router/restart-after-order',
  title: 'after a restart a machine that began here by order is attached at the same host',
  covers: ['ATT-025'],
  role: 'access-router',
  needs: ['keep-journal'],
  async run(context) {
    await begins(context, before);
    await context.restart();
    await expectServed(context, 'source', 'ATT-025');
    await context.expect.silence();
  },
});

/** The operator is late. */
export const orderOfPast = defineCase({
  id: 'access-router/order-of-past',
  title: 'an order for an epoch that is not above the latest one attaches nothing',
  covers: ['ATT-023'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  twin: 'access-router/attached-by-order',
  async run(context) {
    const [left] = routerStatesOf('left');
    await reachState(context, left!);
    await begins(context, before);
    context.expect.attachment('absent');
    await context.send(placeQuery());
    await context.expect.answer('Refused', placeQuery(), { to: 'owner' });
    await context.expect.silence();
  },
});
