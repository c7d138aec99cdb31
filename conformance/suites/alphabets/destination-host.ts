/** What the suite of a destination host gives to it in a dry run: what source, operator and hypervisor may say. */
import { reserved } from '../../ground/destination-host.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { abort, commit, offer, prepare } from '../../octets/from-source.ts';
import { type Alphabet, answers, says, wait } from '../stimulus.ts';

/** A dry run. */
export const destinationHostInDryRun: Alphabet = {
  name: 'destination-host-dry-run',
  about: 'A dry run: everything up to the report, and nothing stays reserved.',
  role: 'destination-host',
  needs: ['dry-run'],
  stimuli: [
    says('Offer', () => offer({ dryRun: true })),
    says('Prepare', (scene) => prepare([offer({ dryRun: true }), scene.request('OfferAccept')])),
    answers('everything is reserved', 'reserve', () => reserved),
    answers('the reservation fails', 'reserve', () => ({ is: 'failed', reason: 'no-resources' })),
    answers('all is released', 'release', () => ({ is: 'done' })),
    says('Abort', () => abort()),
    says('Commit', () => commit()),
    says('StatusQuery', () => statusQuery('destination')),
    wait,
  ],
};
