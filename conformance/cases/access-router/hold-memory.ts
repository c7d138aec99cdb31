/** Which holds are over: an access router remembers the last sixteen of them (chapter 12, ATT-017). */
import { migration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { attached, data, expectServed, transitSaid } from '../../ground/access-router.ts';
import { transit } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

/** So many migrations whose hold is over are remembered, at least. */
const remembered = 16;

/** The n-th migration away from here that came to nothing. */
function migrationOf(number: number): string {
  return `${migration.slice(0, -2)}${number.toString(16).padStart(2, '0')}`;
}

/** A request of the n-th migration is answered with this state. */
async function expectState(
  { expect, send }: CaseContext,
  action: 'hold' | 'resume',
  number: number,
  state: 'holding' | 'attached',
  exchange: number,
): Promise<void> {
  const request = transit(action, { migration: migrationOf(number), exchange });
  await send(request);
  const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
  expect.equal(transitSaid(answer).state, state, 'the state', 'ATT-017');
}

/** A migration holds and resumes; its resume may come twice. */
async function comesAndGoes(context: CaseContext, number: number): Promise<void> {
  await expectState(context, 'hold', number, 'holding', 0x21000000 + number);
  for (const again of [0, 1])
    await expectState(context, 'resume', number, 'attached', 0x22000000 + 2 * number + again);
}

/** Late requests of all of them. */
export const remembersHolds = defineCase({
  id: 'access-router/holds-remembered',
  title: 'a late hold of each of the last sixteen migrations that have resumed is answered and does not hold',
  covers: ['ATT-017'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/hold-of-next-migration',
  async run(context) {
    await attached(context);
    for (let number = 1; number <= remembered; number += 1) await comesAndGoes(context, number);
    for (let number = 1; number <= remembered; number += 1)
      await expectState(context, 'hold', number, 'attached', 0x23000000 + number);
    await expectServed(context, 'source', 'ATT-017');
    await context.expect.silence();
  },
});

/** A late hold is no hold. */
export const lateHoldsDoNotCount = defineCase({
  id: 'access-router/late-hold-is-no-hold',
  title: 'a late hold that does not hold takes no place among the sixteen that are remembered',
  covers: ['ATT-017'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/hold-of-next-migration',
  async run(context) {
    await attached(context);
    for (let number = 1; number <= remembered; number += 1) await comesAndGoes(context, number);
    await expectState(context, 'hold', 1, 'attached', 0x23000001);
    await comesAndGoes(context, remembered + 1);
    await expectState(context, 'hold', 2, 'attached', 0x23000002);
    await expectServed(context, 'source', 'ATT-017');
    await context.expect.silence();
  },
});

/** The limit ends a hold; a resume that is late then is that of the migration. */
export const resumeAfterLimit = defineCase({
  id: 'access-router/resume-after-hold-limit',
  title:
    'a resume that comes when HOLD_LIMIT has ended the hold is answered attached; nothing waits any more',
  covers: ['ATT-016', 'ATT-017'],
  role: 'access-router',
  needs: [],
  timers: ['HOLD_LIMIT'],
  async run(context) {
    await attached(context);
    await expectState(context, 'hold', 1, 'holding', 0x21000001);
    await context.advance('HOLD_LIMIT');
    await expectState(context, 'resume', 1, 'attached', 0x22000001);
    await expectState(context, 'hold', 1, 'attached', 0x21000011);
    await expectState(context, 'hold', 2, 'holding', 0x21000002);
    await context.deliver(data(1));
    await context.expect.silence();
  },
});

/** Another migration holds while the first one does. */
export const limitOfNextHold = defineCase({
  id: 'access-router/hold-limit-of-next-hold',
  title: 'another migration may hold while the first one does; HOLD_LIMIT is armed anew by its hold',
  covers: ['ATT-016', 'ATT-013'],
  role: 'access-router',
  needs: [],
  timers: ['HOLD_LIMIT'],
  async run(context) {
    const { advance, delay, deliver, expect } = context;
    await attached(context);
    await expectState(context, 'hold', 1, 'holding', 0x21000001);
    await deliver(data(1));
    await advance(delay('HOLD_LIMIT') * 0.6);
    await expectState(context, 'hold', 2, 'holding', 0x21000002);
    await advance(delay('HOLD_LIMIT') * 0.6);
    await expect.notYet();
    // The first hold is over: what ends it is too late.
    await expectState(context, 'resume', 1, 'holding', 0x22000001);
    await advance('HOLD_LIMIT');
    await expect.delivered(passed(data(1)), 'source', 'ATT-016');
    await expectServed(context, 'source', 'ATT-016');
    await expectState(context, 'hold', 1, 'attached', 0x21000011);
    await expect.silence();
  },
});
