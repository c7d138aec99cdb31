/** What the suites of a machine give to it: what its host, access routers and its rendezvous may say. */
import type { CaseConfig } from '../../case-config.ts';
import { cast, epoch, type MemberName } from '../../cast.ts';
import { attachedThere, challengeOfPeer, withRendezvous } from '../../ground/machine.ts';
import { before, serviceOf } from '../../ground/peers.ts';
import { refused } from '../../octets/from-destination.ts';
import { rebindAnswer, rebindCookie } from '../../octets/from-peer.ts';
import { beacon, joined, registerAnswer } from '../../octets/from-router.ts';
import type { Piece } from '../../octets/octets.ts';
import type { AttachmentParts, binding } from '../../octets/place-records.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { closing } from '../../octets/session-packets.ts';
import { moved } from '../../octets/to-router.ts';
import { anyPacket, type RouterName, sessionHeader } from '../../octets/xip.ts';
import { timers } from '../../../spec/registry/timers.ts';
import { type Alphabet, says, type Scene, type Stimulus, wait } from '../stimulus.ts';
import { applicationSends, begins, inSession, packetFrom, sessionIn } from './sessions.ts';

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

/** The ends of the sessions of a machine. */
export const withPeer = { other: 'peer', tested: 'owner' } as const;

/** A message of the peer in the session, from its home. */
function peerSays(name: string, message: (scene: Scene) => Uint8Array, nextHeader = 0): Stimulus {
  return inSession(name, packetFrom(withPeer, 'home', message, nextHeader));
}

/** An answer to the latest Rebind: `later` says by how much its epoch is overtaken. */
export function answersRebind(
  name: string,
  outcome: Bound[0],
  { later = 0, challenge, of = (scene) => scene.request('Rebind'), from = 'peer' }: RebindAnswerParts = {},
): Stimulus {
  return peerSays(name, (scene) => {
    const [under, sequence] = numbersOf(scene.last('Rebind'));
    const said: Bound = [outcome, under + later, sequence];
    return rebindAnswer(of(scene), sessionIn(scene), said, challenge, { epoch: under, from });
  });
}

interface RebindAnswerParts {
  readonly later?: number;
  readonly challenge?: Piece;
  /** What it answers. */
  readonly of?: (scene: Scene) => Uint8Array;
  readonly from?: MemberName;
}

/** The machine is at the new place. */
export const moves = says('Moved', () => moved());
const atOldRouter = { router: 'router', host: cast.source.hid } as const;
/** The machine is at the old place again. */
export const movesBack = says('Moved to the old place under a later epoch', () =>
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

/** The machine is attached, and silence, which the suite about places is about, is far. */
export const noSilence: CaseConfig = { ...attachedThere, timers: { SILENCE: timers.SILENCE.most } };

/** The machine tells a correspondent. */
export const machineAnnounces: Alphabet = {
  name: 'machine-announces',
  about: 'A machine in a session moves: it tells its correspondent until that knows, and proves where it is.',
  role: 'machine',
  needs: [],
  config: noSilence,
  stimuli: [
    begins(withPeer, 'home', { epoch: 1 }),
    applicationSends,
    moves,
    movesBack,
    answersRebind('RebindAnswer: bound', 'bound'),
    answersRebind('RebindAnswer: bound, to something else', 'bound', {
      of: (scene) => scene.request('SessionAccept'),
    }),
    answersRebind('RebindAnswer: bound, with a challenge', 'bound', { challenge: challengeOfPeer }),
    answersRebind('RebindAnswer: stale', 'stale'),
    answersRebind('RebindAnswer: stale by a later epoch', 'stale', { later: 1 }),
    answersRebind('RebindAnswer of a stranger', 'bound', { from: 'stranger' }),
    peerSays('RebindCookie', (scene) => rebindCookie(scene.request('Rebind'), 'c0'.repeat(16))),
    peerSays('Refused', (scene) =>
      refused(scene.request('Rebind'), 'attachment', { from: 'peer', to: 'owner' }),
    ),
    peerSays('the peer closes', (scene) => closing(sessionIn(scene)), sessionHeader),
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
