/**
 * A small world for tests of peers: networks whose routers know who is attached, forward at the old place, and lose,
 * repeat and reorder packets as told. No access router of chapter 12 runs in it: statements of attachment are made here.
 */
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import {
  type AttachmentJson,
  authenticHeader,
  decodeMessage,
  fromJson,
  identifierOf,
  type MessageJson,
  sealMessage,
  sessionId,
  signAttachment,
  signedRecordToJson,
  signerFromSeed,
  toJson,
  verifyAttachment,
  verifyDelegation,
  verifyMessage,
} from '../protocol/index.ts';
import type { Signer } from '../ports/keys.ts';
import { arrivalsOf, type Faults } from '../transports/faults.ts';
import {
  buildPacket,
  chainDag,
  type Dag,
  echoReplyTo,
  encodeDag,
  makeXid,
  parsePacket,
  xidType,
} from '../xia/index.ts';
import { startPeer } from './peer.ts';
import type { Peer, PeerAddress, PeerOptions } from './peer-options.ts';
import { type PeerFunctions, peerFunctions } from './peer-functions.ts';
import { peerIdentity } from './peer-identity.ts';
import type { PeerSession } from './peer-session.ts';
import { serviceAt, waysOf } from './places.ts';

/** The functions of the reference. */
export const worldFunctions: PeerFunctions = {
  buildPacket,
  parsePacket,
  echoReplyTo,
  decodeMessage,
  sealMessage,
  verifyMessage,
  authenticHeader,
  verifyAttachment,
  verifyDelegation,
  sessionId,
  identifierOf,
  ...peerFunctions,
};

/** A packet that was sent, with what it was if it was a message. */
export interface SentPacket {
  readonly at: number;
  readonly from: string;
  readonly packet: Uint8Array;
  readonly destination: Dag;
  readonly message: MessageJson | undefined;
}

/** A peer of the world and what its application got. */
export interface WorldPeer {
  readonly peer: Peer;
  readonly name: string;
  readonly hid: string;
  readonly sessions: PeerSession[];
  /** What came of each session, by its id. */
  readonly got: Map<string, Uint8Array[]>;
  /** Hands it octets as if they were a packet. */
  readonly hand: (octets: Uint8Array) => void;
  readonly addressed: () => PeerAddress & { readonly address: Dag };
}

/** A small world. */
export interface PeerWorld {
  readonly clock: VirtualClock;
  readonly sent: SentPacket[];
  add(name: string, seed: number, network: number, options?: Partial<PeerOptions>): WorldPeer;
  /** What the AD of a network says of a machine. */
  statement(peer: WorldPeer, network: number, epoch: number, more?: Partial<StatementParts>): AttachmentJson;
  /** Attaches a machine to another network; packets at the old place are sent on, from `forwardAt` on. */
  attach(peer: WorldPeer, network: number, forward?: boolean): void;
  /** Attaches a machine to another network under an epoch, and tells it. */
  move(peer: WorldPeer, network: number, epoch: number, forward?: boolean): AttachmentJson;
  setFaults(faults: Faults): void;
  /** Puts a packet into the network as if somebody had sent it. */
  inject(packet: Uint8Array): void;
  /** Sends a message that somebody signed. */
  post(body: object, parts: PostParts): void;
}

/** What may be otherwise in a statement. */
export interface StatementParts {
  readonly host: string;
  readonly standing: 'prepared' | 'active';
  readonly nodes: Dag;
}

/** Who signs a message, about what, and where it goes. */
export interface PostParts {
  readonly seed: number;
  readonly to: WorldPeer;
  readonly machine?: string;
  readonly epoch: number;
  readonly exchange?: number;
  readonly source: Dag;
}

const signers = new Map<number, Signer>();

/** The signer of a seed of 32 equal octets; making one costs more than using it. */
export function signerOf(octet: number): Signer {
  const signer = signers.get(octet) ?? signerFromSeed(new Uint8Array(32).fill(octet));
  signers.set(octet, signer);
  return signer;
}

const signerOfNetwork = (network: number): Signer => signerOf(200 + network);

/** The id of the AD of a network. */
export function adOfNetwork(network: number): Uint8Array {
  return identifierOf('AD', signerOfNetwork(network).publicKey);
}

/** The place of a host in a network. */
export function placeIn(network: number, hid: Uint8Array): Dag {
  return chainDag(makeXid(xidType.ad, adOfNetwork(network)), makeXid(xidType.hid, hid));
}

/** Makes a world whose packets take some milliseconds. */
export function peerWorld(seed = 1): PeerWorld {
  const clock = virtualClock();
  const random = seededRandom(seed);
  const receivers = new Map<string, (packet: Uint8Array) => void>();
  /** `AD HID` to the machine that is there. */
  const rows = new Map<string, string>();
  const onward = new Map<string, number>();
  const sent: SentPacket[] = [];
  let faults: Faults = { delayMs: [10, 10] };

  /** The first way on which somebody is; the old place sends on to the new one. */
  const receiverOf = (destination: Dag): { hid: string; hops: number } | undefined => {
    for (const way of waysOf(destination)) {
      const ad = way.find(({ type }) => type === xidType.ad);
      const hid = way.find(({ type }) => type === xidType.hid);
      if (ad === undefined || hid === undefined) continue;
      let key = `${toHex(ad.id)} ${toHex(hid.id)}`;
      for (let hops = 1; hops < 8; hops += 1) {
        if (rows.has(key)) return { hid: toHex(hid.id), hops };
        const next = onward.get(key);
        if (next === undefined) break;
        key = `${toHex(adOfNetwork(next))} ${toHex(hid.id)}`;
      }
    }
    return undefined;
  };
  const carry = (from: string, packet: Uint8Array): void => {
    const parsed = parsePacket(packet);
    if (!parsed.ok) throw new Error('a peer sent what is no packet');
    const { destination, payload } = parsed.value;
    const decoded = decodeMessage(payload);
    const message = decoded.ok ? toJson(decoded.value) : undefined;
    sent.push({ at: clock.now(), from, packet: packet.slice(), destination, message });
    for (const { afterMs, packet: copy } of arrivalsOf(packet, faults, random)) {
      clock.schedule(afterMs, () => {
        const to = receiverOf(destination);
        if (to === undefined) return;
        clock.schedule((to.hops - 1) * 10, () => receivers.get(to.hid)?.(copy));
      });
    }
  };
  const world: PeerWorld = {
    clock,
    sent,
    add(name, octet, network, options = {}) {
      const signer = signerOf(octet);
      const identity = peerIdentity(signer);
      const sessions: PeerSession[] = [];
      const got = new Map<string, Uint8Array[]>();
      rows.set(`${toHex(adOfNetwork(network))} ${identity.hidText}`, name);
      const at = stated(identity.hid.id, network, 1);
      const peer = startPeer({
        signer,
        at,
        clock,
        transport: {
          send: (packet) => carry(name, packet),
          onPacket: (receive) => void receivers.set(identity.hidText, receive),
          close: () => Promise.resolve(),
        },
        random: seededRandom(seed * 1000 + octet),
        functions: worldFunctions,
        // No access router speaks here.
        timing: { delays: { SILENCE: 600_000 } },
        onSession(session) {
          sessions.push(session);
          listen(session, got);
        },
        ...options,
      });
      const fixture: WorldPeer = {
        peer,
        name,
        hid: identity.hidText,
        sessions,
        got,
        hand: (octets) => receivers.get(identity.hidText)?.(octets),
        addressed: () => ({
          hid: identity.hidText,
          address: serviceAt(peer.here().place, identity.service),
        }),
      };
      return fixture;
    },
    statement: ({ peer }, network, epoch, more) => stated(peer.identity.hid.id, network, epoch, more),
    attach({ peer, name, hid }, network, forward = true) {
      for (const key of rows.keys()) {
        if (!key.endsWith(hid)) continue;
        rows.delete(key);
        if (forward) onward.set(key, network);
      }
      const key = `${toHex(adOfNetwork(network))} ${toHex(peer.identity.hid.id)}`;
      rows.set(key, name);
      onward.delete(key);
    },
    move(peer, network, epoch, forward) {
      world.attach(peer, network, forward);
      const statement = world.statement(peer, network, epoch);
      peer.peer.moved(statement);
      return statement;
    },
    setFaults(next) {
      faults = { delayMs: [10, 10], ...next };
    },
    inject: (packet) => carry('injected', packet),
    post(body, { seed: octet, to, machine, epoch, exchange = 7, source }) {
      const signer = signerOf(octet);
      const sender = toHex(identifierOf('HID', signer.publicKey));
      const header = {
        machine: machine ?? sender,
        migration: '0'.repeat(32),
        epoch,
        exchange,
        sender,
        receiver: to.hid,
      };
      const message = fromJson({ ...body, header });
      if (!message.ok) throw new RangeError(`${message.error.path}: ${message.error.text}`);
      const payload = sealMessage(message.value, signer);
      carry('posted', buildPacket({ destination: to.addressed().address, source, payload }));
    },
  };
  return world;
}

/** Keeps what a session brings. */
export function listen(session: PeerSession, got: Map<string, Uint8Array[]>): void {
  session.onData = (octets) => got.set(session.id, [...(got.get(session.id) ?? []), octets.slice()]);
}

/** What came of a session as text. */
export function textOf(got: Map<string, Uint8Array[]>, id: string): string {
  return (got.get(id) ?? []).map((octets) => new TextDecoder().decode(octets)).join('');
}

function stated(
  hid: Uint8Array,
  network: number,
  epoch: number,
  more: Partial<StatementParts> = {},
): AttachmentJson {
  const { host = 'aa'.repeat(20), standing = 'active', nodes = placeIn(network, hid) } = more;
  const body = { machine: hid, epoch, host: Uint8Array.from(Buffer.from(host, 'hex')), standing };
  return signedRecordToJson(
    'attachment',
    signAttachment({ ...body, nodes: encodeDag(nodes) }, signerOfNetwork(network)),
  );
}
