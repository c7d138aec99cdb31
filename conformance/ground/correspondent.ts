/**
 * How a case brings a correspondent to the state that it is about: the machine of the cast is at the old router under
 * the epoch before its migration, and has opened a session. What goes wrong here makes the case inconclusive.
 */
import { codeTables } from '../../spec/registry/codes.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { cast, epoch } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import {
  datagram,
  type OpeningParts,
  rebind,
  type RebindParts,
  rebindProof,
  sessionAccept,
} from '../octets/from-peer.ts';
import type { Piece } from '../octets/octets.ts';
import { sessionId } from '../octets/place-records.ts';
import type { MessageView } from '../octets/read-message.ts';
import { codeName } from '../octets/records.ts';
import { sessionHeader } from '../octets/xip.ts';
import {
  accepted,
  addressAt,
  before,
  between,
  expectGoesTo,
  inSession,
  type OpenSession,
  serviceOf,
  type Where,
} from './peers.ts';
import { expectRefused } from './refusal.ts';

const scene = (opening: Partial<OpeningParts>) =>
  ({ from: ['owner', 'router'], to: 'peer', opening: { epoch: before, ...opening } }) as const;

/** The machine has opened a session and used it; by default one of datagrams. */
export function withMachine(context: CaseContext, opening: Partial<OpeningParts> = {}): Promise<OpenSession> {
  return inSession(context, scene(opening));
}

/** The machine has opened a session; it has not used it. */
export function acceptedMachine(
  context: CaseContext,
  opening: Partial<OpeningParts> = {},
): Promise<OpenSession> {
  return accepted(context, scene(opening));
}

/** The nonce of the machine when it accepts a session, 16 octets. */
const acceptersNonce = 'b2'.repeat(16);

/** The application opens a session with the machine, which is looked for at the old router; gives the SessionOpen. */
export async function opens({ order, expect }: CaseContext, hasRendezvous = false): Promise<MessageView> {
  const rendezvous = { hid: cast.rendezvous.hid, address: addressAt('rendezvous', 'home') };
  const machine = { hid: cast.owner.hid, address: addressAt('owner', 'router') };
  const peer = { ...machine, ...(hasRendezvous ? { rendezvous } : {}) };
  await order({ kind: 'open', peer, session: 'datagram' });
  return expect.message('SessionOpen', { to: 'owner' });
}

/** The id of a session that the implementation opened, and the machine accepts. */
export function openedId(open: MessageView): Uint8Array {
  return sessionId('peer', 'owner', open.tlv('sessionOffer').subarray(0, 16), acceptersNonce);
}

/** SessionAccept of the machine, which is at this place under the epoch before its migration. */
export function acceptance(open: MessageView, where: Where = 'router'): Uint8Array {
  return sessionAccept(open.octets, openedId(open), {
    from: 'owner',
    to: 'peer',
    machine: cast.peer.hid,
    address: serviceOf('owner', where),
    epoch: before,
    nonce: acceptersNonce,
  });
}

/** A message of the machine, or of who speaks for it, in a packet from a place: by default the new one. */
export function say(
  { deliver }: CaseContext,
  message: Uint8Array,
  where: Where = 'newRouter',
): Promise<void> {
  return deliver(between(['owner', where], 'peer', message));
}

/** A datagram of the machine from a place. */
export function datagramFrom(
  { deliver }: CaseContext,
  session: Piece,
  sequence: number,
  data: Piece,
  where: Where,
): Promise<void> {
  return deliver(between(['owner', where], 'peer', datagram(session, sequence, data), sessionHeader));
}

/** What a RebindAnswer says. */
export function bindingIn(answer: MessageView): {
  readonly outcome: string;
  readonly epoch: number;
  readonly sequence: number;
} {
  const value = Buffer.from(answer.tlv('binding'));
  return {
    outcome: codeName(codeTables.bindOutcome, value[0]!),
    epoch: Number(value.readBigUInt64BE(1)),
    sequence: value.readUInt32BE(9),
  };
}

/** A Rebind is taken, and the place is to be proved: gives the answer. */
export async function expectTaken(
  { expect }: CaseContext,
  request: Uint8Array,
  [under, sequence]: readonly [epoch: number, sequence: number],
  requirement: RequirementId,
): Promise<MessageView> {
  const answer = await expect.answer('RebindAnswer', request);
  expect.equal(bindingIn(answer), { outcome: 'bound', epoch: under, sequence }, 'the binding', requirement);
  return answer;
}

/** A Rebind is not later than the latest one, which has these numbers. */
export async function expectStale(
  { expect }: CaseContext,
  request: Uint8Array,
  [under, sequence]: readonly [epoch: number, sequence: number],
  requirement: RequirementId,
): Promise<void> {
  const answer = await expect.answer('RebindAnswer', request);
  expect.equal(bindingIn(answer), { outcome: 'stale', epoch: under, sequence }, 'the binding', requirement);
  expect.equal(answer.maybe('challenge'), undefined, 'the challenge', requirement);
}

/** A Rebind is refused for this reason, and nothing else is sent. */
export async function expectRefusal(
  context: CaseContext,
  request: Uint8Array,
  reason: string,
  requirement: RequirementId,
): Promise<void> {
  await expectRefused(context, request, reason, requirement);
  await context.expect.silence();
}

/** What goes to the machine goes to this place, and nothing else is sent. */
export async function expectAt(
  context: CaseContext,
  session: Uint8Array,
  where: Where,
  requirement: RequirementId,
): Promise<void> {
  await expectGoesTo(context, session, ['owner', where], requirement);
  await context.expect.silence();
}

/** A Rebind that was answered with a challenge. */
export interface Testing {
  readonly request: Uint8Array;
  readonly answer: MessageView;
  readonly challenge: Uint8Array;
}

/** The machine has announced a place, by default the new one under the epoch of the cast; it is being tested. */
export function testing(
  context: CaseContext,
  session: Uint8Array,
  parts: RebindParts = {},
  where: Where = 'newRouter',
): Promise<Testing> {
  return context.reach('correspondent/testing', async () => {
    const request = rebind(session, parts);
    await say(context, request, where);
    const answer = await context.expect.answer('RebindAnswer', request);
    await context.expect.silence();
    return { request, answer, challenge: answer.tlv('challenge') };
  });
}

/** The same, and the place is proved. */
export async function proved(
  context: CaseContext,
  session: Uint8Array,
  parts: RebindParts = {},
  where: Where = 'newRouter',
): Promise<Testing> {
  const tested = await testing(context, session, parts, where);
  await context.reach('correspondent/proved', async () => {
    const { from, epoch: under = epoch } = parts;
    const differences = { epoch: under, ...(from === undefined ? {} : { from }) };
    const proof = rebindProof(tested.request, session, tested.challenge, differences);
    await say(context, proof, where);
    const answer = await context.expect.answer('RebindAnswer', proof);
    context.expect.equal(answer.maybe('challenge'), undefined, 'the challenge');
    await context.expect.silence();
  });
  return tested;
}

/** A place is being tested, and no proof comes: PROOF_RETRY fires for as long as there are tries, and once more. */
export async function usesUpTries({ advance, delay, expect }: CaseContext): Promise<void> {
  for (const factor of [1, 2, 4, 8, 16]) {
    await advance(factor * delay('PROOF_RETRY') + (factor === 16 ? 1 : 0));
    while ((await expect.maybe(['RebindAnswer'])) !== undefined);
  }
}
