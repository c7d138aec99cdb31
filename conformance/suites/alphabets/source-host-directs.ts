/** What the suite of a source host with an access router gives to it: what that says, and a migration. */
import { cast, epoch } from '../../cast.ts';
import { behind, preparedPlace } from '../../ground/host-network.ts';
import { giveBack, offerAccept, ready, refused, running } from '../../octets/from-destination.ts';
import { order } from '../../octets/from-others.ts';
import { joined, transitAnswer } from '../../octets/from-router.ts';
import type { TransitSaid } from '../../octets/place-records.ts';
import { type Alphabet, answers, restart, says, type Stimulus, wait } from '../stimulus.ts';
import { back, firstRoundIsRead, roundArrives, toTheCommit } from './source-host.ts';

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

/** From the commit to the end, or back. */
export const sourceHostForwards: Alphabet = {
  ...behindRouter,
  name: 'source-host-forwards',
  about:
    'A host with an access router: that forwards to where the machine runs, or attaches it again when it comes back.',
  stimuli: [
    begins('a migration up to Commit', [isHeld, ...toTheCommit]),
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
