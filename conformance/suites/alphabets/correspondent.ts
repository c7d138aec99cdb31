/** What the suites of a correspondent give to it: a machine in a session moves, or is said to have, and proves it. */
import { cast, epoch, type MemberName } from '../../cast.ts';
import { before, type Where } from '../../ground/peers.ts';
import { datagram, rebind, type RebindParts, rebindProof } from '../../octets/from-peer.ts';
import { hexOf, octets } from '../../octets/octets.ts';
import { binding } from '../../octets/place-records.ts';
import { closing } from '../../octets/session-packets.ts';
import { sessionHeader } from '../../octets/xip.ts';
import { type Alphabet, type Scene, type Stimulus, wait } from '../stimulus.ts';
import { begins, inSession, packetFrom, pouring, sessionIn } from './sessions.ts';

/** The ends of the sessions of a correspondent. */
export const withMachine = { other: 'owner', tested: 'peer' } as const;

const opened = begins(withMachine, 'router', { epoch: before });

/** What the machine, or somebody else, says in the session from a place. */
export function correspondentSays(
  name: string,
  where: Where,
  payload: (session: Uint8Array, scene: Scene) => Uint8Array,
  nextHeader = 0,
): Stimulus {
  return inSession(
    name,
    packetFrom(withMachine, where, (scene) => payload(sessionIn(scene), scene), nextHeader),
  );
}

/** An announcement: by default of the place at the new router, from there. */
export function rebinds(name: string, parts: RebindParts = {}, where: Where = 'newRouter'): Stimulus {
  return correspondentSays(name, where, (session) => rebind(session, parts));
}

/** Whether the place is that of the latest challenge. */
function isTested(scene: Scene, { epoch: under = epoch, sequence = 2 }: RebindParts): boolean {
  const challenge = scene.last('RebindAnswer', 'challenge');
  return (
    challenge !== undefined && hexOf(challenge.tlv('binding')) === hexOf(binding('bound', under, sequence))
  );
}

/** A challenge that nobody has set. */
export const wrongChallenge = octets('ee'.repeat(16));
/** The latest challenge. */
export const challengeIn = (scene: Scene): Uint8Array =>
  scene.last('RebindAnswer', 'challenge')?.tlv('challenge') ?? wrongChallenge;

/** The proof that is owed to the latest challenge, or to another one. */
function proves(
  name: string,
  challengeOf: (scene: Scene) => Uint8Array = challengeIn,
  from: MemberName = 'owner',
): Stimulus {
  return correspondentSays(name, 'newRouter', (session, scene) =>
    rebindProof(scene.request('RebindAnswer'), session, challengeOf(scene), { from }),
  );
}

const back = { attachment: { router: 'router', host: cast.source.hid } } as const;

/** The announcements that may be taken; of the last one nothing comes from the place that it announces. */
export const placed = {
  first: ['Rebind', {}, 'newRouter'],
  later: ['Rebind of a later sequence, from the old place', { sequence: 3, ...back }, 'router'],
  earlier: ['Rebind of an earlier epoch', { epoch: before, sequence: 9 }, 'newRouter'],
  elsewhere: ['Rebind, sent from the old place', {}, 'router'],
} as const satisfies Readonly<Record<string, readonly [string, RebindParts, Where]>>;

/** An announcement that is not repeated while its place is tested, or while data wait, or what may be sent adds up. */
function once(which: keyof typeof placed, isOver: (scene: Scene) => boolean): Stimulus {
  const [name, parts, where] = placed[which];
  const said = rebinds(name, parts, where);
  return {
    name,
    give: async (scene) => (isOver(scene) && isTested(scene, parts) ? false : said.give(scene)),
  };
}

const always = (): boolean => true;
const whileDataWait = (scene: Scene): boolean => scene.isKept();

const refusedOnes: readonly Stimulus[] = [
  rebinds('Rebind with a forged statement', { attachment: { signer: 'stranger' } }),
  rebinds('Rebind of a stranger', { from: 'stranger' }),
];

const proofs: readonly Stimulus[] = [
  proves('RebindProof'),
  proves('RebindProof of another challenge', () => wrongChallenge),
  proves('RebindProof of a stranger', challengeIn, 'stranger'),
];

/** The machine ends the session. */
export const closes = correspondentSays('the machine closes', 'router', closing, sessionHeader);

/** The application has always something to send. */
export const correspondent: Alphabet = {
  name: 'correspondent',
  about: 'A machine in a session announces places, and proves them or not; there are always data for it.',
  role: 'correspondent',
  needs: [],
  stimuli: [
    opened,
    once('first', whileDataWait),
    once('later', whileDataWait),
    once('earlier', whileDataWait),
    ...refusedOnes,
    ...proofs,
    correspondentSays(
      'a datagram from the new place',
      'newRouter',
      (id) => datagram(id, 1, 'd0'),
      sessionHeader,
    ),
    closes,
    wait,
  ].map(pouring),
};

/** The application sends nothing, so there is room for challenges. */
export const correspondentChallenges: Alphabet = {
  name: 'correspondent-challenges',
  about:
    'The same without data: challenges are repeated, as far as enough came from the place that is tested.',
  role: 'correspondent',
  needs: [],
  stimuli: [
    opened,
    rebinds(...placed.first),
    rebinds(...placed.later),
    rebinds(...placed.earlier),
    once('elsewhere', always),
    ...refusedOnes,
    ...proofs,
    closes,
    wait,
  ],
};

/** A host speaks for the machine before the machine does. */
export const correspondentOfDelegate: Alphabet = {
  name: 'correspondent-delegate',
  about:
    'A session whose machine has moved: the host of the new place says so first, and the machine after it.',
  role: 'correspondent',
  needs: [],
  stimuli: [
    opened,
    rebinds('Rebind of the delegate', { from: 'destination', sequence: 1, delegation: {} }),
    rebinds('Rebind of a delegate of nobody', {
      from: 'destination',
      sequence: 4,
      delegation: { signer: 'stranger' },
    }),
    rebinds(...placed.first),
    proves('RebindProof of the delegate', challengeIn, 'destination'),
    proves('RebindProof'),
    proves('RebindProof of another challenge', () => wrongChallenge),
    closes,
    wait,
  ],
};
