/** Everything that a machine was ever told is told again, and every message by somebody else. */
import { messages } from '../../../spec/registry/messages.ts';
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  announcedIn,
  announcing,
  attachedThere,
  challengeOfPeer,
  expectFrom,
  registeredFirst,
  withPeer,
  withRendezvous,
} from '../../ground/machine.ts';
import { between, networkAt, networkOf, sends, serviceOf } from '../../ground/peers.ts';
import { datagram, rebindAnswer, rebindCookie } from '../../octets/from-peer.ts';
import { beacon, joined, registerAnswer } from '../../octets/from-router.ts';
import { octets } from '../../octets/octets.ts';
import { authenticatorOctets, sign } from '../../octets/seal.ts';
import { moved } from '../../octets/to-router.ts';
import { anyPacket, packet, sessionHeader } from '../../octets/xip.ts';

const frame = { role: 'machine', needs: [], config: withRendezvous } as const;

type Teller = 'destination' | 'peer' | 'rendezvous' | 'newRouter';

/**
 * Two moves with every message that a machine can get in them: what was delivered, in order, but for the opening.
 *
 * @param first what is done before each message is delivered.
 */
async function twoMoves(
  { deliver, expect }: CaseContext,
  id: Uint8Array,
  first: (message: Uint8Array) => Promise<void> = async () => {},
): Promise<readonly Uint8Array[]> {
  const told: Uint8Array[] = [];
  const tell = async (message: Uint8Array, from: Teller): Promise<void> => {
    await first(message);
    told.push(message);
    await deliver(packet(from, 'owner', message));
  };
  await tell(beacon('newRouter', 1), 'newRouter');
  const query = await expect.message('PlaceQuery', { to: 'newRouter' });
  await tell(joined(query.octets, { envelope: { to: 'owner' } }), 'newRouter');
  const register = await expect.message('Register', { to: 'rendezvous' });
  const request = await expect.message('Rebind', { to: 'peer' });
  const registered = ['bound', epoch, announcedIn(register).sequence] as const;
  await tell(registerAnswer(register.octets, 'owner', [...registered]), 'rendezvous');
  await tell(rebindCookie(request.octets, 'c0'.repeat(16)), 'peer');
  const again = await expect.message('Rebind', { to: 'peer' });
  const answer = rebindAnswer(again.octets, id, ['bound', epoch, 2], challengeOfPeer);
  await tell(answer, 'peer');
  await expect.answer('RebindProof', answer, { to: 'peer' });
  await tell(rebindAnswer(again.octets, id, ['bound', epoch, 2]), 'peer');
  await tell(moved(), 'destination');
  const under = { epoch: epoch + 1 };
  await tell(moved({ ...under, router: 'router' }), 'destination');
  const next = await expect.message('Register', { to: 'rendezvous' });
  const last = await expect.message('Rebind', { to: 'peer' });
  const later = ['bound', epoch + 1, announcedIn(next).sequence] as const;
  await tell(registerAnswer(next.octets, 'owner', [...later]), 'rendezvous');
  await tell(rebindAnswer(last.octets, id, ['stale', epoch + 1, 2], undefined, under), 'peer');
  const third = await expect.message('Rebind', { to: 'peer' });
  await tell(rebindAnswer(third.octets, id, ['bound', epoch + 1, 3], undefined, under), 'peer');
  await expect.silence();
  return told;
}

/** Replays. */
export const replays = defineCase({
  ...frame,
  id: 'machine/replay-of-everything',
  title: 'every message that a machine got in two moves, sent again in any order, changes nothing',
  covers: ['MOV-002', 'MOV-005', 'INV-004'],
  timers: ['REBIND_RETRY', 'REGISTER_RETRY'],
  async run(context) {
    const { deliver, expect, advance } = context;
    await registeredFirst(context);
    const { id, open } = await withPeer(context);
    const moves = context.ground('the machine moves twice', () => twoMoves(context, id));
    const told = [open, ...(await moves)];
    for (const message of [...told, ...[...told].reverse()]) {
      await deliver(packet('stranger', 'owner', message));
      // A Beacon may be asked about, and a challenge of the last announcement may be answered.
      while ((await expect.maybe(['PlaceQuery', 'RebindProof'])) !== undefined);
      await expect.silence();
      await expectFrom(context, id, 'router', 'MOV-002');
    }
    await advance('REBIND_RETRY');
    while ((await expect.maybe(['PlaceQuery'])) !== undefined);
    await expect.silence();
  },
});

/** Spoofs. */
export const spoofs = defineCase({
  ...frame,
  id: 'machine/spoof-of-everything',
  title: 'every message that a machine can get, with the signature of a stranger, is met with silence',
  covers: ['MOV-002', 'MOV-003', 'MOV-005', 'SIG-002'],
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { deliver, expect } = context;
    await registeredFirst(context);
    const { id, open } = await withPeer(context);
    // RebindCookie has no authenticator: whoever sees the Rebind can make one, and gains nothing by it.
    const isCookie = (message: Uint8Array): boolean => message[3] === messages.RebindCookie.code;
    const spoof = async (message: Uint8Array): Promise<void> => {
      if (isCookie(message)) return;
      const body = message.subarray(0, message.length - authenticatorOctets);
      await deliver(packet('stranger', 'owner', sign(body, 'stranger')));
      await expect.silence();
    };
    const told = await twoMoves(context, id, spoof);
    for (const message of [open, ...told].filter((one) => !isCookie(one))) {
      await spoof(message);
      // In its own name, as far as that goes.
      const renamed = Uint8Array.from(message.subarray(0, message.length - authenticatorOctets));
      renamed.set(Buffer.from(cast.stranger.hid, 'hex'), 56);
      await deliver(packet('stranger', 'owner', sign(renamed, 'stranger')));
      await expect.rest();
      await expectFrom(context, id, 'router', 'MOV-002');
    }
  },
});

/** Answers that others give first. */
export const spoofedAnswers = defineCase({
  ...frame,
  id: 'machine/spoofed-answers-come-first',
  title: 'answers of a stranger to a Rebind that was just sent do not end or move anything',
  covers: ['MOV-009', 'MOV-013', 'SIG-002'],
  config: attachedThere,
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { deliver, expect, advance } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    const signer = 'stranger' as const;
    const wrong = [
      rebindAnswer(request.octets, id, ['bound', epoch, 2], undefined, { signer }),
      rebindAnswer(request.octets, id, ['stale', epoch, 2], undefined, { signer }),
      rebindAnswer(request.octets, id, ['stale', epoch + 5, 2], undefined, { signer }),
      rebindAnswer(request.octets, id, ['bound', epoch, 2], undefined, { from: signer }),
    ];
    for (const message of wrong) {
      await deliver(packet('stranger', 'owner', message));
      await expect.silence();
    }
    await advance('REBIND_RETRY');
    await expect.repeated(request);
  },
});

/** The same for the rendezvous. */
export const spoofedRegistration = defineCase({
  ...frame,
  id: 'machine/spoofed-register-answers',
  title: 'answers of a stranger to a Register that was just sent do not end or move anything',
  covers: ['MOV-016', 'MOV-013', 'SIG-002'],
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { deliver, expect, advance, send } = context;
    await registeredFirst(context);
    await send(moved());
    const request = await expect.message('Register', { to: 'rendezvous' });
    const signer = 'stranger' as const;
    const { sequence } = announcedIn(request);
    const wrong = [
      registerAnswer(request.octets, 'owner', ['bound', epoch, sequence], undefined, { signer }),
      registerAnswer(request.octets, 'owner', ['stale', epoch, sequence], undefined, { signer }),
      registerAnswer(request.octets, 'owner', ['stale', epoch + 5, 2], undefined, { signer }),
      registerAnswer(request.octets, 'owner', ['bound', epoch, sequence], undefined, { from: signer }),
    ];
    for (const message of wrong) {
      await deliver(packet('stranger', 'owner', message));
      await expect.silence();
    }
    await advance('REGISTER_RETRY');
    await expect.repeated(request);
  },
});

/** A source address that was made up. */
export const sourceAddress = defineCase({
  ...frame,
  id: 'machine/source-address-moves-nothing',
  title: 'a machine sends to where its correspondent announced to be, whatever source address packets have',
  covers: ['COR-004', 'INV-004'],
  twin: 'machine/both-ends-move',
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { deliver, expect } = context;
    await registeredFirst(context);
    const { id } = await withPeer(context);
    await deliver(between(['peer', 'newRouter'], 'owner', datagram(id, 2, '0002'), sessionHeader));
    await expect.data(octets('0002'));
    const [source, destination] = [serviceOf('stranger', 'newRouter'), serviceOf('owner', 'home')];
    await deliver(
      anyPacket({ source, destination, payload: datagram(id, 3, '0003'), nextHeader: sessionHeader }),
    );
    await expect.data(octets('0003'));
    await sends(context, id);
    const sent = await expect.sessionPacket();
    expect.equal(networkOf(sent.destination), networkAt('peer', 'home'), 'the network', 'COR-004');
    await expect.silence();
  },
});
