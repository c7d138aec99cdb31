/** Messages of others than the source, and for others than this host (chapter 09, section Who says what). */
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { completed, offered, prepared } from '../../ground/destination-host.ts';
import { keepsWaiting } from '../../ground/letting-go.ts';
import { abort, commit, freeze, manifest, offer, prepare } from '../../octets/from-source.ts';
import { lastRound } from '../../octets/image.ts';

/** A message with a sender or a receiver, both by default those of the cast. */
type Stimulus = (differences: { readonly from?: 'stranger'; readonly to?: 'stranger' }) => Uint8Array;
type Establish<T> = (context: CaseContext) => Promise<T>;

function dropped<T>(
  slug: string,
  twin: string,
  establish: Establish<T>,
  stimulus: (said: T) => Stimulus,
): readonly [Case, Case] {
  const of = (who: 'from' | 'for', title: string, requirement: 'SEC-005' | 'SEC-002'): Case =>
    defineCase({
      id: `destination-host/${slug}-${who}-stranger`,
      title: `${slug} ${title} is dropped`,
      covers: [requirement],
      role: 'destination-host',
      needs: [],
      twin,
      async run(context) {
        const make = stimulus(await establish(context));
        const message = make(who === 'from' ? { from: 'stranger' } : { to: 'stranger' });
        await context.send(message, who === 'from' ? 'stranger' : 'source');
        await keepsWaiting(context);
        context.expect.neverRan();
      },
    });
  return [
    of('from', 'of a host that is not the source of the migration', 'SEC-005'),
    of('for', 'with another receiver in its header', 'SEC-002'),
  ];
}

/** Prepare. */
export const [prepareFrom, prepareFor] = dropped(
  'prepare',
  'destination-host/prepare-reserves',
  offered,
  (said) => (differences) => prepare([said.offer, said.accept], undefined, differences),
);
/** Manifest. */
export const [manifestFrom, manifestFor] = dropped(
  'manifest',
  'destination-host/round-complete',
  prepared,
  () => (differences) => manifest(undefined, undefined, undefined, differences),
);
/** Freeze, when all is there. */
export const [freezeFrom, freezeFor] = dropped(
  'freeze',
  'destination-host/freeze-again',
  completed,
  () => (differences) => freeze(2, lastRound, undefined, undefined, differences),
);
/** Commit, with the permit that the source has signed. */
export const [commitFrom, commitFor] = dropped(
  'commit',
  'destination-host/commit-starts-the-machine',
  completed,
  () => (differences) => commit({}, undefined, undefined, differences),
);
/** Abort, when all is there. */
export const [abortFrom, abortFor] = dropped(
  'abort',
  'destination-host/abort-when-complete',
  completed,
  () => (differences) => abort(undefined, undefined, differences),
);

/** An offer that is meant for somebody else. */
export const offerFor = defineCase({
  id: 'destination-host/offer-for-stranger',
  title: 'an offer with another receiver in its header is dropped',
  covers: ['SEC-002'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/offer-accepted',
  async run(context) {
    await context.send(offer({ envelope: { to: 'stranger' } }));
    await keepsWaiting(context);
  },
});
