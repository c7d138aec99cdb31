/** What a suite of a machine gives to it when its correspondent moves as well, and has a rendezvous. */
import { cast, epoch } from '../../cast.ts';
import type { Where } from '../../ground/peers.ts';
import { rebind, rebindProof } from '../../octets/from-peer.ts';
import type { AttachmentParts } from '../../octets/place-records.ts';
import { type Alphabet, type Stimulus, wait } from '../stimulus.ts';
import { answersRebind, moves, movesBack, noSilence, withPeer } from './machine.ts';
import { applicationSends, begins, inSession, packetFrom, sessionIn } from './sessions.ts';

const peer = { from: 'peer', to: 'owner', machine: cast.peer.hid } as const;

/** The peer announces another place and proves it at once, so that nothing is limited; later than what it said before. */
function peerMoves(name: string, where: Where, under: number, placed: AttachmentParts): Stimulus {
  return inSession(name, async (scene) => {
    const session = sessionIn(scene);
    const attachment = { machine: cast.peer.hid, host: cast.stranger.hid, ...placed };
    await packetFrom(withPeer, where, () => rebind(session, { ...peer, epoch: under, attachment }))(scene);
    const challenge = scene.heard().find((message) => message.maybe('challenge') !== undefined);
    if (challenge === undefined) return;
    const proof = rebindProof(challenge.octets, session, challenge.tlv('challenge'), {
      ...peer,
      epoch: under,
    });
    await packetFrom(withPeer, where, () => proof)(scene);
  });
}

/** Both ends move. */
export const machineMeets: Alphabet = {
  name: 'machine-meets',
  about: 'A machine and its correspondent move: it is told where it is now, and in turns by its rendezvous.',
  role: 'machine',
  needs: [],
  config: noSilence,
  stimuli: [
    begins(withPeer, 'home', { epoch: 1, rendezvous: true }),
    applicationSends,
    moves,
    movesBack,
    answersRebind('RebindAnswer: bound', 'bound'),
    answersRebind('RebindAnswer: stale', 'stale'),
    answersRebind('RebindAnswer: stale by a later epoch', 'stale', { later: 1 }),
    peerMoves('the peer moves', 'newRouter', epoch, {}),
    peerMoves('the peer moves on', 'router', epoch + 1, { router: 'router' }),
    wait,
  ],
};
