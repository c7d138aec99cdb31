/** What comes to a destination host when it has been dealt with: a round again, an end again, a restart after the end. */
import { type Case, defineCase } from '../../case.ts';
import { copied, reserved, reserving } from '../../ground/destination-host.ts';
import { destinationState, frameOf, reach, readAll } from '../../ground/destination-states.ts';
import { statusIn } from '../../ground/status.ts';
import { keepsWaiting, releases } from '../../ground/letting-go.ts';
import { abort, manifest, offer } from '../../octets/from-source.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { uint } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

/** The Progress was lost. */
export const roundAgain = defineCase({
  id: 'destination-host/manifest-of-complete-round',
  title:
    'the manifest of a round that is complete is answered by that Progress again, and nothing is fetched',
  covers: ['DST-011'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, send } = context;
    await copied(context);
    const again = manifest();
    await send(again);
    const said = await expect.answer('Progress', again);
    expect.equal(said.tlv('progress').subarray(0, 2), uint(1, 2), 'the round', 'DST-011');
    expect.equal(said.tlv('progress')[6], 1, 'whether it is complete', 'DST-011');
    await keepsWaiting(context);
  },
});

/** The source aborts what has voted no. */
export const abortWhileReleasing = defineCase({
  id: 'destination-host/abort-after-vote-of-no',
  title:
    'Abort of a migration that voted no is answered by Aborted when the reservation is let go, not before',
  covers: ['DST-027', 'DST-008'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, operation, send } = context;
    const { prepare, reserve } = await reserving(context);
    const votes = { ...reserved.votes, disk: 'no' } as const;
    await operation(reserve, { ...reserved, votes });
    const ready = await expect.answer('Ready', prepare);
    expect.equal(ready.tlv('votes'), '01000101', 'the votes', 'DST-008');
    await expect.silence();
    const request = abort('no-convergence');
    await send(request);
    await expect.silence();
    await releases(context);
    const aborted = await expect.answer('Aborted', request);
    expect.equal(reasonIn(aborted.tlv('reason')), 'disk-not-ready', 'the reason', 'DST-027');
    await expect.silence();
  },
});

/** The policy of the host says why. */
export const policyRefuses = defineCase({
  id: 'destination-host/offer-refused-for-its-reason',
  title: 'an offer that the policy of the host refuses for want of resources is refused with that reason',
  covers: ['DST-004', 'DST-003'],
  role: 'destination-host',
  needs: [],
  config: { policy: { admit: 'refuse:no-resources' } },
  async run({ expect, send }) {
    const request = offer();
    await send(request);
    const refused = await expect.answer('Refused', request);
    const reason = reasonIn(refused.tlv('reason'));
    expect.that(reason === 'no-resources' || reason === 'policy', {
      expectedOneOf: ['no-resources', 'policy'],
      actual: reason,
      requirement: 'DST-004',
    });
    await send(request);
    const again = await expect.answer('Refused', request);
    expect.equal(again.tlv('reason'), refused.tlv('reason'), 'the reason', 'DST-003');
    await expect.silence();
  },
});

/** After the end a restart knows how it ended, and does nothing. */
function restartAfter(slug: string): Case {
  const state = destinationState(slug);
  const { needs, ...frame } = frameOf(state);
  return defineCase({
    id: `destination-host/restart-after-${slug}`,
    title: `after a restart when ${state.when}, the status is what it was, and nothing is done`,
    covers: ['DST-029', 'DST-032'],
    role: 'destination-host',
    needs: [...needs, 'keep-journal'],
    ...frame,
    async run(context) {
      const { expect, restart, send } = context;
      await reach(context, state);
      await readAll(context);
      await restart();
      while ((await expect.maybe(['Join', 'GiveBack'])) !== undefined);
      await expect.silence();
      await expect.noOperation('start', 'reserve');
      const query = statusQuery('destination');
      await send(query);
      const said = statusIn(await expect.answer('StatusAnswer', query));
      expect.equal(said, state.status, 'the status', 'DST-029');
    },
  });
}
/** Nothing is here. */
export const afterReleased = restartAfter('released');
/** It runs. */
export const afterRunning = restartAfter('running');
