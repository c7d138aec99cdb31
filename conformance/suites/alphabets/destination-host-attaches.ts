/** What the suite of a destination host gives to it that has an access router: what that says, and a migration. */
import { behind } from '../../ground/host-network.ts';
import { refused } from '../../octets/from-destination.ts';
import { joined } from '../../octets/from-router.ts';
import { abort, commit } from '../../octets/from-source.ts';
import type { AttachmentParts } from '../../octets/place-records.ts';
import { type Alphabet, answers, restart, says, type Stimulus, wait } from '../stimulus.ts';
import { begins, migrates, starts, toReady, toTheState } from './destination-host.ts';

function joins(name: string, parts: AttachmentParts): Stimulus {
  return says(name, (scene) => joined(scene.request('Join'), parts));
}

/** The pieces come, and are loaded, once, when the host is ready. */
const wholeState: Stimulus = {
  name: 'the whole state comes',
  async give(scene) {
    if (!scene.hasSaid('Ready') || scene.hasSaid('Complete')) return false;
    for (const stimulus of toTheState) await stimulus.give(scene);
  },
};

/** A destination gets the machine attached. */
export const destinationHostAttaches: Alphabet = {
  ...migrates,
  name: 'destination-host-attaches',
  about: 'A host with an access router: that prepares and attaches the machine, or refuses, or is silent.',
  needs: ['access-router', 'keep-journal'],
  config: behind('newRouter'),
  stimuli: [
    begins('a migration up to Join', toReady({})),
    joins('Joined: prepared', { standing: 'prepared' }),
    joins('Joined: prepared, with a forged statement', { standing: 'prepared', signer: 'stranger' }),
    joins('Joined: active', {}),
    says('Refused', (scene) =>
      refused(scene.request('Join'), 'policy', { from: 'newRouter', to: 'destination' }),
    ),
    wholeState,
    says('Commit', () => commit()),
    ...starts.slice(0, 1),
    answers('all is released', 'release', () => ({ is: 'done' })),
    says('Abort', () => abort()),
    restart,
    wait,
  ],
};
