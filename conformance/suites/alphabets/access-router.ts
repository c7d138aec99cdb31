/** What the suite of an access router that a machine leaves gives to it: what hosts and the machine may say, and packets. */
import { before, data, earlierJoin } from '../../ground/access-router.ts';
import { endMark } from '../../octets/from-router.ts';
import { forward, placeQuery, transit } from '../../octets/to-router.ts';
import { otherMigration } from '../../cast.ts';
import { type Alphabet, restart, says, type Stimulus, wait } from '../stimulus.ts';

const packet: Stimulus = { name: 'a packet for the machine', give: (scene) => scene.deliver(data(1)) };
const fromOldPlace = { epoch: before, migration: otherMigration };

/** The machine leaves. */
export const accessRouterLeft: Alphabet = {
  name: 'access-router-left',
  about: 'The old place: the machine is attached, its packets are held, let go or sent on to the new place.',
  role: 'access-router',
  needs: ['keep-journal'],
  stimuli: [
    says('Join of the earlier migration', () => earlierJoin()),
    says('EndMark of the earlier migration', () => endMark(0, 0, fromOldPlace)),
    says('hold', () => transit('hold')),
    says('hold of another migration', () => transit('hold', { migration: otherMigration })),
    says('hold of a stranger', () => transit('hold', { from: 'stranger' })),
    says('resume', () => transit('resume')),
    says('forward', () => forward()),
    says('forward without a permit', () => forward({ without: 'permit' })),
    says('forward with a forged permit', () => forward({ permit: { signer: 'stranger' } })),
    says('PlaceQuery', () => placeQuery()),
    packet,
    restart,
    wait,
  ],
};
