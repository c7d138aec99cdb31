/** What the suites of a correspondent give to it while a session begins, by itself or by the machine. */
import { cast } from '../../cast.ts';
import { addressAt, before, openersNonce, serviceOf, type Where } from '../../ground/peers.ts';
import { refused } from '../../octets/from-destination.ts';
import { datagram, rebindProof, sessionAccept, sessionOpen } from '../../octets/from-peer.ts';
import { sessionId } from '../../octets/place-records.ts';
import { sessionHeader } from '../../octets/xip.ts';
import { type Alphabet, type Scene, type Stimulus, wait } from '../stimulus.ts';
import {
  challengeIn,
  closes,
  correspondentSays,
  placed,
  rebinds,
  withMachine,
  wrongChallenge,
} from './correspondent.ts';
import { packetFrom } from './sessions.ts';

const acceptersNonce = 'b2'.repeat(16);

/** The session that the implementation has asked for, when the machine accepts it. */
function sessionAsked(scene: Scene): Uint8Array {
  const nonce = scene.last('SessionOpen')?.tlv('sessionOffer').subarray(0, 16) ?? openersNonce;
  return sessionId('peer', 'owner', nonce, acceptersNonce);
}

/** What is said to who has asked for a session; nothing before. */
function asked(name: string, where: Where, payload: (scene: Scene) => Uint8Array, nextHeader = 0): Stimulus {
  const said = packetFrom(withMachine, where, payload, nextHeader);
  return { name, give: async (scene) => (scene.hasSaid('SessionOpen') ? said(scene) : false) };
}

function accepts(name: string, where: Where, from: 'owner' | 'stranger' = 'owner'): Stimulus {
  return asked(name, where, (scene) =>
    sessionAccept(scene.request('SessionOpen'), sessionAsked(scene), {
      from,
      to: 'peer',
      machine: cast.peer.hid,
      address: serviceOf('owner', where),
      epoch: before,
      nonce: acceptersNonce,
    }),
  );
}

function proves(name: string, challengeOf: (scene: Scene) => Uint8Array): Stimulus {
  return asked(name, 'newRouter', (scene) =>
    rebindProof(scene.request('RebindAnswer'), sessionAsked(scene), challengeOf(scene)),
  );
}

/** The implementation opens a session. */
export const correspondentOpens: Alphabet = {
  name: 'correspondent-opens',
  about:
    'A session is opened: the machine is where it is looked for, or elsewhere, or refuses, or is silent.',
  role: 'correspondent',
  needs: [],
  stimuli: [
    {
      name: 'the application opens a session',
      async give(scene) {
        if (scene.hasSaid('SessionOpen')) return false;
        const peer = { hid: cast.owner.hid, address: addressAt('owner', 'router') };
        await scene.order({ kind: 'open', peer, session: 'datagram' });
      },
    },
    accepts('SessionAccept from where it was asked for', 'router'),
    accepts('SessionAccept from elsewhere', 'newRouter'),
    accepts('SessionAccept of a stranger', 'router', 'stranger'),
    asked('Refused', 'router', (scene) =>
      refused(scene.request('SessionOpen'), 'policy', { from: 'owner', to: 'peer', epoch: before }),
    ),
    proves('RebindProof', challengeIn),
    proves('RebindProof of another challenge', () => wrongChallenge),
    asked('a datagram', 'router', (scene) => datagram(sessionAsked(scene), 1, 'd0'), sessionHeader),
    wait,
  ],
};

const opening = {
  from: 'owner',
  epoch: before,
  nonce: openersNonce,
  address: serviceOf('owner', 'router'),
} as const;

/** The machine opens a session. */
export const correspondentAccepts: Alphabet = {
  name: 'correspondent-accepts',
  about: 'A machine asks for a session, and uses it, announces another place in it, closes it, or is silent.',
  role: 'correspondent',
  needs: [],
  stimuli: [
    { name: 'SessionOpen', give: packetFrom(withMachine, 'router', () => sessionOpen(opening)) },
    {
      name: 'SessionOpen, sent from elsewhere',
      async give(scene) {
        if (scene.hasSaid('SessionAccept')) return false;
        await packetFrom(withMachine, 'newRouter', () => sessionOpen(opening))(scene);
      },
    },
    correspondentSays('a datagram', 'router', (id) => datagram(id, 1, 'd0'), sessionHeader),
    rebinds(...placed.first),
    rebinds('Rebind with a forged statement', { attachment: { signer: 'stranger' } }),
    closes,
    wait,
  ],
};
