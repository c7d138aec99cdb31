/** What the suites of an access router give to it: what hosts, the machine and other routers may say, and packets. */
import { before, carried, data, earlierJoin } from '../../ground/access-router.ts';
import { endMark } from '../../octets/from-router.ts';
import { forward, join, placeQuery, transit, tunnelled } from '../../octets/to-router.ts';
import { otherMigration } from '../../cast.ts';
import { type Alphabet, restart, says, type Stimulus, wait } from '../stimulus.ts';

const packet: Stimulus = { name: 'a packet for the machine', give: (scene) => scene.deliver(data(1)) };
/** A packet that the old place sends on. */
const older = carried(2);
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

/** The machine comes. */
export const accessRouterReached: Alphabet = {
  name: 'access-router-reached',
  about: 'The new place: a host is prepared and attached, and older packets come from the old place first.',
  role: 'access-router',
  needs: ['keep-journal'],
  stimuli: [
    says('Join that prepares', () => join()),
    says('Join with a forged ticket', () => join({ ticket: { signer: 'stranger' } })),
    says('Join that activates', () => join({ permit: {} })),
    says('Join with a permit for another', () => join({ permit: { signer: 'stranger' } })),
    says('Join with a statement that is not of a witness', () => join({ statement: { signer: 'stranger' } })),
    says('EndMark', () => endMark(0, 0)),
    says('EndMark of one packet', () => endMark(1, older.length)),
    says('EndMark of a stranger', () => endMark(0, 0, { from: 'stranger' })),
    says('PlaceQuery', () => placeQuery()),
    packet,
    { name: 'a packet in a tunnel', give: (scene) => scene.deliver(tunnelled(older)) },
    restart,
    wait,
  ],
};

const withinAd = { attachment: { router: 'router' } } as const;

/** The machine is attached, once and at the beginning, and nothing is on its way from elsewhere. */
const begins: Stimulus = {
  name: 'the machine is attached',
  async give(scene) {
    if (scene.hasSaid('Joined')) return false;
    await scene.send(earlierJoin());
    await scene.send(endMark(0, 0, fromOldPlace));
  },
};

/** The machine goes from one host to another. */
export const accessRouterWithin: Alphabet = {
  name: 'access-router-within',
  about:
    'The machine moves within one AD: its packets are held until the new host of the same router has it.',
  role: 'access-router',
  needs: ['keep-journal'],
  stimuli: [
    begins,
    says('hold', () => transit('hold')),
    says('resume', () => transit('resume')),
    says('forward to a host of this AD', () => forward(withinAd)),
    says('forward to a host of this AD without a permit', () => forward({ ...withinAd, without: 'permit' })),
    says('forward to a host of this AD, of a stranger', () => forward({ ...withinAd, from: 'stranger' })),
    says('Join that prepares', () => join()),
    says('Join that activates', () => join({ permit: {} })),
    says('Join with a permit for another', () => join({ permit: { signer: 'stranger' } })),
    says('Join of the old host', () => earlierJoin()),
    says('PlaceQuery', () => placeQuery()),
    packet,
    restart,
    wait,
  ],
};
