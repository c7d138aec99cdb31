/**
 * How a case brings a machine to the state that it is about: it is attached at the old router under the epoch before
 * its migration, and the peer of the cast has opened a session with it. What goes wrong here makes the case
 * inconclusive.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { cast, epoch } from '../cast.ts';
import type { CaseConfig } from '../case-config.ts';
import type { CaseContext } from '../context.ts';
import { type OpeningParts, rebindAnswer } from '../octets/from-peer.ts';
import { beacon, joined, registerAnswer } from '../octets/from-router.ts';
import type { Piece } from '../octets/octets.ts';
import { attachment, type AttachmentParts } from '../octets/place-records.ts';
import type { MessageView } from '../octets/read-message.ts';
import { moved } from '../octets/to-router.ts';
import { anyPacket, type RouterName } from '../octets/xip.ts';
import {
  addressAt,
  attachmentMembers,
  before,
  between,
  expectGoesTo,
  inSession,
  networkAt,
  networkOf,
  type OpenSession,
  serviceOf,
  type Where,
} from './peers.ts';

/** Where the machine is at first. */
const atFirst: AttachmentParts = { router: 'router', host: cast.source.hid, epoch: before };

/** The machine is attached at the old router. */
export const attachedThere: CaseConfig = { attachment: attachmentMembers(atFirst) };

/** The same, and it has a rendezvous. */
export const withRendezvous: CaseConfig = {
  ...attachedThere,
  rendezvous: { hid: cast.rendezvous.hid, address: addressAt('rendezvous', 'home') },
};

/** The peer has opened a session with the machine and used it; by default one of datagrams. */
export function withPeer(context: CaseContext, opening: Partial<OpeningParts> = {}): Promise<OpenSession> {
  return inSession(context, { from: ['peer', 'home'], to: 'owner', opening: { epoch: 1, ...opening } });
}

/**
 * Takes the Register with which the machine begins. Through UDP the first one may be lost, as nobody has told it yet where
 * the rendezvous is; so REGISTER_RETRY may have to run out.
 */
export async function firstRegister({ advance, expect }: CaseContext): Promise<MessageView> {
  const first = await expect.maybe(['Register']);
  if (first === undefined) await advance('REGISTER_RETRY');
  return first ?? (await expect.message('Register', { to: 'rendezvous' }));
}

/** The machine has registered at its rendezvous when it began; gives its request. */
export function registeredFirst(context: CaseContext): Promise<MessageView> {
  const { expect, send, reach } = context;
  return reach('machine/registered', async () => {
    const request = await firstRegister(context);
    const { sequence } = announcedIn(request);
    await send(registerAnswer(request.octets, 'owner', ['bound', before, sequence]));
    await expect.silence();
    return request;
  });
}

/** What is announced by a Rebind or a Register. */
export function announcedIn(request: MessageView): { readonly epoch: number; readonly sequence: number } {
  const sequence = Buffer.from(request.tlv('place')).readUInt32BE(0);
  return { epoch: request.epoch, sequence };
}

/** A Rebind to the peer: of this place, with these numbers. */
export async function expectRebind(
  { expect }: CaseContext,
  session: Uint8Array,
  placed: AttachmentParts,
  sequence: number,
  requirement: RequirementId = 'MOV-006',
): Promise<MessageView> {
  const request = await expect.message('Rebind', { to: 'peer' });
  const under = placed.epoch ?? epoch;
  expect.equal(request.tlv('attachment'), attachment(placed), 'the statement of attachment', requirement);
  expect.equal(request.tlv('session'), session, 'the session', requirement);
  expect.equal(announcedIn(request), { epoch: under, sequence }, 'the announcement', requirement);
  return request;
}

/** Where a message to the peer was sent: to this place, or by the rendezvous. */
export function expectSentTo(
  { expect }: CaseContext,
  message: MessageView,
  where: Where | 'rendezvous',
  requirement: RequirementId,
): void {
  const { destination } = expect.packetOf(message);
  const network = where === 'rendezvous' ? 'home' : where;
  expect.equal(networkOf(destination), networkAt('peer', network), 'the network', requirement);
  const isAround = Buffer.from(destination).includes(Buffer.from(cast.rendezvous.hid, 'hex'));
  expect.equal(isAround, where === 'rendezvous', 'whether it goes by the rendezvous', requirement);
}

/** The machine hears from the host at the new place, and says nothing yet that a case looks at. */
export function tellMoved({ send }: CaseContext, parts: Parameters<typeof moved>[0] = {}): Promise<void> {
  return send(moved(parts));
}

/** The machine has moved to the new router under the epoch of the cast; gives its first Rebind. */
export function announcing(
  context: CaseContext,
  session: Uint8Array,
  parts: AttachmentParts = {},
  sequence = 2,
): Promise<MessageView> {
  return context.reach('machine/announcing', async () => {
    await tellMoved(context, parts);
    const request = await expectRebind(context, session, parts, sequence);
    await context.expect.silence();
    return request;
  });
}

/** A message of the peer, in a packet from a place. */
export function peerSays(
  { deliver }: CaseContext,
  message: Uint8Array,
  where: Where = 'home',
): Promise<void> {
  return deliver(between(['peer', where], 'owner', message));
}

/** The peer answers a Rebind by bound; with a challenge when one is given. */
export async function peerBinds(
  context: CaseContext,
  request: MessageView,
  session: Uint8Array,
  challenge?: Piece,
): Promise<Uint8Array> {
  const { epoch: under, sequence } = announcedIn(request);
  const answer = rebindAnswer(request.octets, session, ['bound', under, sequence], challenge, {
    epoch: under,
  });
  await peerSays(context, answer);
  return answer;
}

/** The machine has moved, and the peer has taken it without a test. */
export async function settled(
  context: CaseContext,
  session: Uint8Array,
  parts: AttachmentParts = {},
  sequence = 2,
): Promise<MessageView> {
  const request = await announcing(context, session, parts, sequence);
  await context.reach('machine/settled', async () => {
    await peerBinds(context, request, session);
    await context.expect.silence();
  });
  return request;
}

/** A beacon of a router. */
export function beacons({ deliver }: CaseContext, router: RouterName, sequence: number): Promise<void> {
  const [source, destination] = [serviceOf(router, router), serviceOf('owner', 'home')];
  return deliver(anyPacket({ source, destination, payload: beacon(router, sequence) }));
}

/** The machine has heard a router for the first time, and asks it where it is; gives its question. */
export async function asks(context: CaseContext, router: RouterName): Promise<MessageView> {
  return context.ground('the machine asks', async () => {
    await beacons(context, router, 1);
    return context.expect.message('PlaceQuery', { to: router });
  });
}

/** Joined in answer to a PlaceQuery; by default the machine is at the new router, under the epoch of the cast. */
export function joinedFor(query: MessageView, parts: AttachmentParts = {}): Uint8Array {
  const { router = 'newRouter', epoch: under = epoch } = parts;
  return joined(query.octets, { ...parts, envelope: { from: router, to: 'owner', epoch: under } });
}

/** What the machine sends is from this place, and nothing else is sent. */
export async function expectFrom(
  context: CaseContext,
  session: Uint8Array,
  where: Where,
  requirement: RequirementId,
): Promise<void> {
  const { source } = await expectGoesTo(context, session, ['peer', 'home'], requirement);
  context.expect.equal(source, serviceOf('owner', where), 'the address that data are from', requirement);
  await context.expect.silence();
}

/** The nonce with which the peer asks for a proof. */
export const challengeOfPeer = 'cc'.repeat(16);

/** The proof that the machine owes to a challenge. */
export async function expectProof(
  { expect }: CaseContext,
  answer: Uint8Array,
  session: Uint8Array,
): Promise<MessageView> {
  const proof = await expect.answer('RebindProof', answer, { to: 'peer' });
  expect.equal(proof.tlv('challenge'), challengeOfPeer, 'the nonce', 'MOV-011');
  expect.equal(proof.tlv('session'), session, 'the session', 'MOV-011');
  return proof;
}

/** REBIND_RETRY fires for the n-th time in a row, from 1 on; the router of the new place is heard meanwhile. */
export async function rebindRetryFires(context: CaseContext, firing: number): Promise<void> {
  const { advance, delay } = context;
  const gap = Math.min(2 ** (firing - 1), 20) * delay('REBIND_RETRY');
  await beacons(context, 'newRouter', firing);
  await advance(gap / 2);
  await context.expect.notYet();
  await advance(gap / 2);
}
