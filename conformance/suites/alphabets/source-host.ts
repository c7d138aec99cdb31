/** What the suite of a source host gives to it: what owner, destination, witness, operator and hypervisor may say. */
import { cast, epoch, type MemberName } from '../../cast.ts';
import { chunksAsResult } from '../../ground/source-host.ts';
import {
  aborted,
  complete,
  dryRunReport,
  giveBack,
  offerAccept,
  progress,
  ready,
  refused,
  running,
} from '../../octets/from-destination.ts';
import { cancel, order, statusQuery, witnessAnswer } from '../../octets/from-others.ts';
import { firstDigest, firstRound, lastRound, stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';
import { statement } from '../../octets/records.ts';
import { type Alphabet, answers, restart, says, type Scene, type Stimulus, wait } from '../stimulus.ts';

/** The exchange of what comes without having been asked for. */
const unasked = 0;

/** What makes a machine that was given away come back. */
export const back = { holder: cast.source.hid };
const returned = { epoch: epoch + 1, owner: cast.source.hid, digest: stateDigest };

/** The destination has the whole first round; further rounds, which are up to the source, are empty and arrive, too. */
export const roundArrives: Stimulus = {
  name: 'Progress of a whole round',
  async give(scene) {
    await scene.send(progress(scene.request('Manifest'), 1, firstRound.length, true));
    for (let round = 2; round < 10; round += 1) {
      const more = scene.pending('copyRound');
      if (more === undefined) return;
      await scene.answer(more, { is: 'copied', chunks: [], dirtyRate: 0 });
      await scene.send(progress(scene.request('Manifest'), round, 0, true));
    }
  },
};

function witnessSays(name: string, owner: MemberName, under: number, outcome: 1 | 2): Stimulus {
  const holds = { epoch: under, owner: cast[owner].hid, digest: stateDigest };
  return says(name, (scene: Scene) => witnessAnswer(scene.request('WitnessSwap'), 'source', holds, outcome));
}

/** The hypervisor has read the whole memory. */
export const firstRoundIsRead = answers('the first round is read', 'copyRound', () => ({
  is: 'copied',
  chunks: chunksAsResult(firstRound),
  dirtyRate: 0,
}));

/** The machine stands still, and the rest of its memory was read. */
export const standsStill = answers('the machine stands still', 'freeze', () => ({
  is: 'frozen',
  chunks: chunksAsResult(lastRound),
  stateDigest: hexOf(stateDigest),
}));

/** What leads from the copy to the commit. */
export const toTheCommit: readonly Stimulus[] = [
  standsStill,
  says('Complete', (scene) => complete(scene.request('Freeze'))),
];

/** What the parts of a migration that all source hosts go through are tested with. */
const toTheCopy: readonly Stimulus[] = [
  says('OfferAccept', (scene) => offerAccept(scene.request('Offer'))),
  says('Ready', (scene) => ready(scene.request('Prepare'))),
  firstRoundIsRead,
  roundArrives,
  ...toTheCommit,
];

/** What may come at any time. */
const anyTime: readonly Stimulus[] = [
  says('Aborted', () => aborted('lease-expired', unasked)),
  says('Cancel', () => cancel()),
  says('StatusQuery', () => statusQuery('source')),
  answers('the machine goes on', 'thaw', () => ({ is: 'done' })),
  restart,
  wait,
];

/** A migration without a witness. */
export const sourceHost: Alphabet = {
  name: 'source-host',
  about: 'A migration without a witness: what owner, destination, operator and hypervisor may say.',
  role: 'source-host',
  needs: ['keep-journal'],
  stimuli: [
    says('Order', () => order()),
    ...toTheCopy,
    says('OfferAccept of another offer', (scene) =>
      offerAccept(scene.request('Offer'), { transcript: firstDigest }),
    ),
    says('Refused', (scene) => refused(scene.request('Offer'), 'policy')),
    says('Ready with a vote of no', (scene) => ready(scene.request('Prepare'), '01000101')),
    says('Progress of a part of a round', (scene) => progress(scene.request('Manifest'), 1, 1, false)),
    answers('the freeze fails', 'freeze', () => ({ is: 'failed', reason: 'hypervisor' })),
    says('Complete with another digest', (scene) => complete(scene.request('Freeze'), firstDigest)),
    says('Running', (scene) => running(scene.request('Commit'))),
    says('GiveBack', (scene) => giveBack(scene.request('Commit'), back)),
    answers('the copy is gone', 'discard', () => ({ is: 'done' })),
    says('Cancel of a stranger', () => cancel({ from: 'stranger' })),
    ...anyTime,
  ],
};

/** A migration with a witness. */
export const sourceHostWithWitness: Alphabet = {
  name: 'source-host-witness',
  about: 'A migration with a witness: the commit and the return are what its register says.',
  role: 'source-host',
  needs: ['witness', 'keep-journal'],
  stimuli: [
    says('Order', () => order({ witness: true })),
    ...toTheCopy,
    witnessSays('WitnessAnswer: swapped', 'destination', epoch, 1),
    witnessSays('WitnessAnswer: conflict', 'stranger', epoch, 2),
    says('Running', (scene) => running(scene.request('Commit'))),
    says('GiveBack', (scene) => giveBack(scene.request('Commit'), back)),
    says('GiveBack with a statement', (scene) =>
      giveBack(scene.request('Commit'), back, statement(returned)),
    ),
    ...anyTime,
  ],
};

/** A dry run. */
export const sourceHostInDryRun: Alphabet = {
  name: 'source-host-dry-run',
  about: 'A dry run: everything up to the votes, and nothing else.',
  role: 'source-host',
  needs: ['dry-run'],
  stimuli: [
    says('Order', () => order({ dryRun: true })),
    says('OfferAccept', (scene) => offerAccept(scene.request('Offer'))),
    says('Refused', (scene) => refused(scene.request('Offer'), 'policy')),
    says('Ready', (scene) => ready(scene.request('Prepare'))),
    says('DryRunReport', (scene) => dryRunReport(scene.request('Prepare'))),
    says('DryRunReport with a vote of no', (scene) => dryRunReport(scene.request('Prepare'), '01000101')),
    says('Aborted', () => aborted('lease-expired', unasked)),
    says('Cancel', () => cancel()),
    says('StatusQuery', () => statusQuery('source')),
    wait,
  ],
};
