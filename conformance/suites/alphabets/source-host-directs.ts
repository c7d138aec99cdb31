/** What the suites of a source host with an access router give to it: what that says, and a migration. */
import { timers } from '../../../spec/registry/timers.ts';
import { cast, epoch } from '../../cast.ts';
import { behind, preparedPlace } from '../../ground/host-network.ts';
import { giveBack, offerAccept, ready, refused, running } from '../../octets/from-destination.ts';
import { cancel, order } from '../../octets/from-others.ts';
import { joined, transitAnswer } from '../../octets/from-router.ts';
import type { TransitSaid } from '../../octets/place-records.ts';
import { type Alphabet, answers, restart, says, type Stimulus, wait } from '../stimulus.ts';
import { back, firstRoundIsRead, roundArrives, standsStill, toTheCommit } from './source-host.ts';

function transits(name: string, said: Partial<TransitSaid>): Stimulus {
  return says(name, (scene) => transitAnswer(scene.request('Transit'), said));
}

/** A migration with a place at the destination, up to where its network is to be held, and on; once, at the beginning. */
function begins(name: string, more: readonly Stimulus[] = []): Stimulus {
  return {
    name,
    async give(scene) {
      if (scene.hasSaid('Offer')) return false;
      await scene.send(order());
      await scene.send(offerAccept(scene.request('Offer')));
      await scene.send(ready(scene.request('Prepare'), undefined, {}, preparedPlace));
      for (const stimulus of [firstRoundIsRead, roundArrives, ...more]) await stimulus.give(scene);
    },
  };
}

const isHeld = transits('TransitAnswer: holding', {});
const isRefused = says('Refused', (scene) => refused(scene.request('Transit'), 'policy', { from: 'router' }));
const goesOn = answers('the machine goes on', 'thaw', () => ({ is: 'done' }));

const behindRouter = {
  role: 'source-host',
  needs: ['access-router', 'keep-journal'],
  config: behind('router'),
} as const;

/** A router is given up long before a freeze, and a destination long after: which timer began first makes no difference. */
const apart = { TRANSIT_RETRY: timers.TRANSIT_RETRY.least, ABORT_RETRY: timers.ABORT_RETRY.most };

/** From the copy to the freeze, or back. */
export const sourceHostHolds: Alphabet = {
  ...behindRouter,
  name: 'source-host-holds',
  about:
    'A host with an access router: the freeze waits until that holds, and it is told when the machine goes on.',
  config: { ...behindRouter.config, timers: apart },
  stimuli: [
    begins('a migration up to Transit'),
    isHeld,
    transits('TransitAnswer: attached', { state: 'attached' }),
    isRefused,
    {
      // A freeze that comes too late is a matter of hosts without a router, too.
      name: standsStill.name,
      give: async (scene) => (scene.hasSaid('Abort') ? false : standsStill.give(scene)),
    },
    says('Cancel', () => cancel()),
    goesOn,
    restart,
    wait,
  ],
};

/** From the commit to the end, or back. */
export const sourceHostForwards: Alphabet = {
  ...behindRouter,
  name: 'source-host-forwards',
  about:
    'A host with an access router: that forwards to where the machine runs, or attaches it again when it comes back.',
  stimuli: [
    begins('a migration up to Commit', [isHeld, ...toTheCommit]),
    begins('a migration up to Commit, with a router that does not hold', [isRefused, ...toTheCommit]),
    isHeld,
    transits('TransitAnswer: forwarding', { state: 'forwarding', epoch }),
    isRefused,
    says('Running', (scene) => running(scene.request('Commit'))),
    says('GiveBack', (scene) => giveBack(scene.request('Commit'), back)),
    says('Joined: active', (scene) =>
      joined(scene.request('Join'), {
        router: 'router',
        host: cast.source.hid,
        epoch: epoch + 1,
        envelope: { to: 'source', epoch: epoch + 1 },
      }),
    ),
    goesOn,
    answers('the copy is gone', 'discard', () => ({ is: 'done' })),
    restart,
    wait,
  ],
};
