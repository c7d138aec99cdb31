/** What the suite of a rendezvous gives to it: questions, packets, and registrations before and after the latest. */
import { epoch } from '../../cast.ts';
import { viaRendezvous } from '../../ground/rendezvous.ts';
import { lookup, register } from '../../octets/to-router.ts';
import { type Alphabet, journalFaults, restart, says, wait } from '../stimulus.ts';

const atOldRouter = { router: 'router' } as const;

/** The alphabet of a rendezvous. */
export const rendezvous: Alphabet = {
  name: 'rendezvous',
  about:
    'The binding of one machine: questions, packets, registrations in and out of order, a journal that fails.',
  role: 'rendezvous',
  needs: ['keep-journal', 'journal-faults'],
  stimuli: [
    says('Lookup', () => lookup()),
    { name: 'a packet for the machine', give: (scene) => scene.deliver(viaRendezvous(1)) },
    says('Register', () => register({ sequence: 2 })),
    says('Register of the same at another place', () => register({ sequence: 2, attachment: atOldRouter })),
    says('Register of an earlier sequence', () => register({ sequence: 1, attachment: atOldRouter })),
    says('Register of a later sequence', () => register({ sequence: 3, attachment: atOldRouter })),
    says('Register of an earlier epoch', () =>
      register({ sequence: 9, epoch: epoch - 1, attachment: atOldRouter }),
    ),
    says('Register of a later epoch', () => register({ sequence: 1, epoch: epoch + 1 })),
    says('Register of a delegate', () => register({ sequence: 1, from: 'destination', delegation: {} })),
    says('Register of a delegate of nobody', () =>
      register({ sequence: 4, from: 'destination', delegation: { signer: 'stranger' } }),
    ),
    says('Register of a stranger', () => register({ sequence: 4, from: 'stranger' })),
    ...journalFaults,
    restart,
    wait,
  ],
};
