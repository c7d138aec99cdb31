/** What the suites of a machine give to it: what its host, access routers and its rendezvous may say. */
import { cast, epoch } from '../../cast.ts';
import { attachedThere, withRendezvous } from '../../ground/machine.ts';
import { before, serviceOf } from '../../ground/peers.ts';
import { refused } from '../../octets/from-destination.ts';
import { beacon, joined, registerAnswer } from '../../octets/from-router.ts';
import type { AttachmentParts, binding } from '../../octets/place-records.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { moved } from '../../octets/to-router.ts';
import { anyPacket, type RouterName } from '../../octets/xip.ts';
import { type Alphabet, says, type Stimulus, wait } from '../stimulus.ts';

type Bound = Parameters<typeof binding>;

function beacons(name: string, router: RouterName, differences: Parameters<typeof beacon>[2] = {}): Stimulus {
  const [source, destination] = [serviceOf(router, router), serviceOf('owner', 'home')];
  const payload = (): Uint8Array => beacon(router, 1, differences);
  return { name, give: (scene) => scene.deliver(anyPacket({ source, destination, payload: payload() })) };
}

/** An answer to the latest PlaceQuery, of the router that was asked. */
function place(name: string, parts: AttachmentParts): Stimulus {
  const { router = 'newRouter', epoch: under = epoch } = parts;
  return says(name, (scene) =>
    joined(scene.request('PlaceQuery'), { ...parts, envelope: { from: router, to: 'owner', epoch: under } }),
  );
}

const numbersOf = (message: MessageView | undefined): readonly [epoch: number, sequence: number] =>
  message === undefined ? [epoch, 2] : [message.epoch, Buffer.from(message.tlv('place')).readUInt32BE(0)];

function answersRegister(name: string, outcome: Bound[0], later = 0): Stimulus {
  return says(name, (scene) => {
    const [under, sequence] = numbersOf(scene.last('Register'));
    return registerAnswer(scene.request('Register'), 'owner', [outcome, under + later, sequence]);
  });
}

const moves = says('Moved', () => moved());
const atOldRouter = { router: 'router', host: cast.source.hid } as const;
const movesBack = says('Moved to the old place under a later epoch', () =>
  moved({ ...atOldRouter, epoch: epoch + 1, envelope: { from: 'source' } }),
);

/** The machine finds out where it is. */
export const machinePlaces: Alphabet = {
  name: 'machine-places',
  about: 'A machine finds out where it is: its host tells it, routers are heard and asked, and are silent.',
  role: 'machine',
  needs: [],
  config: attachedThere,
  stimuli: [
    says('Moved with a forged statement', () => moved({ signer: 'stranger' })),
    moves,
    movesBack,
    beacons('Beacon of the old router', 'router'),
    beacons('Beacon of the new router', 'newRouter'),
    beacons('Beacon of nobody', 'newRouter', { signer: 'stranger' }),
    place('Joined of the new router', {}),
    place('Joined of the new router with a forged statement', { signer: 'stranger' }),
    place('Joined of the old router', { ...atOldRouter, epoch: before }),
    says('Refused of the new router', (scene) =>
      refused(scene.request('PlaceQuery'), 'attachment', { from: 'newRouter', to: 'owner' }),
    ),
    wait,
  ],
};

/** The machine tells its rendezvous. */
export const machineRegisters: Alphabet = {
  name: 'machine-registers',
  about: 'A machine with a rendezvous moves: it registers until that knows where it is, or knows better.',
  role: 'machine',
  needs: [],
  config: withRendezvous,
  stimuli: [
    moves,
    movesBack,
    answersRegister('RegisterAnswer: bound', 'bound'),
    answersRegister('RegisterAnswer: stale', 'stale'),
    answersRegister('RegisterAnswer: stale by a later epoch', 'stale', 1),
    says('Refused', (scene) =>
      refused(scene.request('Register'), 'policy', { from: 'rendezvous', to: 'owner' }),
    ),
    says('RegisterAnswer of a stranger', (scene) =>
      registerAnswer(
        scene.request('Register'),
        'owner',
        ['bound', ...numbersOf(scene.last('Register'))],
        undefined,
        {
          from: 'stranger',
        },
      ),
    ),
    beacons('Beacon of the old router', 'router'),
    wait,
  ],
};
