/**
 * How a case brings a peer into a session, for machines and correspondents alike. What goes wrong here makes the case
 * inconclusive.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { adOf, cast, epoch, type MemberName } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import { datagram, type OpeningParts, sessionOpen } from '../octets/from-peer.ts';
import { hexOf, octets, type Piece } from '../octets/octets.ts';
import { attachment, type AttachmentParts, sessionId } from '../octets/place-records.ts';
import type { MessageView } from '../octets/read-message.ts';
import { preferredWay, segment } from '../octets/session-packets.ts';
import {
  addressNodes,
  anyPacket,
  machineServiceNodes,
  type PacketView,
  type RouterName,
  sessionHeader,
} from '../octets/xip.ts';

/** The epoch before the migration of the cast: that under which the machine is at the old router. */
export const before = epoch - 1;

/** The nonce of who opens a session, 16 octets. */
export const openersNonce = 'a1'.repeat(16);

/** Where somebody is: in the network of a router, or where the cast has it. */
export type Where = RouterName | 'home';

/** The nodes of the service of a peer at a place. */
export function serviceOf(member: MemberName, where: Where): Uint8Array {
  return where === 'home' ? addressNodes(cast[member]) : machineServiceNodes(where, cast[member]);
}

/** A packet between the peers of the cast: with a message, or of a session. */
export function between(
  [from, where]: readonly [MemberName, Where],
  to: MemberName,
  payload: Piece,
  nextHeader = 0,
): Uint8Array {
  const [source, destination] = [serviceOf(from, where), addressNodes(cast[to])];
  return anyPacket({ destination, source, payload, nextHeader });
}

/** A session that is open. */
export interface OpenSession {
  /** 16 octets. */
  readonly id: Uint8Array;
  readonly open: Uint8Array;
  readonly accept: MessageView;
}

/** Who opens it, from where, to whom. */
export interface OpeningScene {
  readonly from: readonly [MemberName, Where];
  readonly to: MemberName;
  readonly opening?: Partial<OpeningParts>;
}

/** Another than the implementation has asked for a session, and it has been accepted; nothing else has come. */
export function accepted(context: CaseContext, scene: OpeningScene): Promise<OpenSession> {
  const { from, to, opening } = scene;
  return context.reach('peer/accepted', async () => {
    const nonce = opening?.nonce ?? openersNonce;
    const open = sessionOpen({
      from: from[0],
      to,
      address: serviceOf(...from),
      ...opening,
      nonce,
    });
    await context.deliver(between(from, to, open));
    const accept = await context.expect.answer('SessionAccept', open);
    const ownNonce = accept.tlv('sessionOffer').subarray(0, 16);
    const id = sessionId(from[0], to, nonce, ownNonce);
    context.expect.equal(accept.tlv('session'), id, 'the id of the session');
    await context.expect.silence();
    return { id, open, accept };
  });
}

/** The same, and it is in use: one packet has come, with a datagram or the first octet of a stream. */
export async function inSession(context: CaseContext, scene: OpeningScene): Promise<OpenSession> {
  const session = await accepted(context, scene);
  await context.reach('peer/in-session', async () => {
    const data = octets('d0');
    const isStream = scene.opening?.kind === 'stream';
    const payload = isStream ? segment(session.id, { data, flags: '02' }) : datagram(session.id, 1, data);
    await context.deliver(between(scene.from, scene.to, payload, sessionHeader));
    await context.expect.data(data);
    if (isStream) await context.expect.sessionPacket();
    await context.expect.silence();
  });
  return session;
}

/** The application sends something in a session. */
export function sends({ order }: CaseContext, session: Uint8Array, data: Piece = 'beef'): Promise<void> {
  return order({ kind: 'send', session: hexOf(session), octets: hexOf(octets(data)) });
}

/** The id of the network to which an address leads first, in hexadecimal. */
export function networkOf(nodes: Uint8Array): string {
  return preferredWay(nodes)[0] ?? '';
}

/** The id of the network of somebody at a place, in hexadecimal. */
export function networkAt(member: MemberName, where: Where): string {
  return where === 'home' ? adOf(cast[member]) : cast[where].ad;
}

/** What the application sends goes to a member at this place. */
export async function expectGoesTo(
  context: CaseContext,
  session: Uint8Array,
  [member, where]: readonly [MemberName, Where],
  requirement: RequirementId,
): Promise<PacketView> {
  await sends(context, session);
  const packet = await context.expect.sessionPacket();
  const network = networkOf(packet.destination);
  context.expect.equal(network, networkAt(member, where), 'the network that data go to', requirement);
  return packet;
}

/** A statement of attachment as the members of an object, for a configuration. */
export function attachmentMembers(parts: AttachmentParts): object {
  const value = attachment(parts);
  const at = (from: number, size: number): string => hexOf(value.subarray(from, from + size));
  const size = Number.parseInt(at(49, 2), 16);
  const keyAt = 51 + size + 2;
  return {
    machine: at(0, 20),
    epoch: Number.parseInt(at(20, 8), 16),
    host: at(28, 20),
    standing: value[48] === 2 ? 'active' : 'prepared',
    nodes: at(51, size),
    algorithm: 'ed25519',
    hash: 'sha256-160',
    key: at(keyAt, 32),
    signature: at(keyAt + 32, 64),
  };
}

/** The text of the address of the service of a peer at a place. */
export function addressAt(member: MemberName, where: Where): string {
  const { hid, sid } = cast[member];
  return `RE AD:${networkAt(member, where)} HID:${hid} SID:${sid}`;
}
