/** A peer under test: its configuration, its orders, and what it tells the kit (chapters 13, 14 and 16). */
import {
  type CookiePolicy,
  type PeerAddress,
  type PeerSession,
  reaches,
  type Reach,
  type Rendezvous,
  startPeer,
} from '../adaptation/index.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { type AttachmentJson, signedRecordFromJson } from '../protocol/index.ts';
import { ConfigError, type Members, membersOf, numberOf, readAddress, textOf } from './adapter-config.ts';
import { OrderError, type Tested, type TestedSetup } from './tested.ts';

/** Starts a peer for the kit. @throws ConfigError */
export function peerUnderTest(setup: TestedSetup): Tested {
  const { config, implementation, clock, transport, random, log, report } = setup;
  const { members, identity } = config;
  const sessions = new Map<string, PeerSession>();
  const policy = membersOf(members['policy'] ?? {}, 'policy');
  const rendezvous = members['rendezvous'];

  const tell = (session: PeerSession): void => {
    const { id, peer, kind, state } = session;
    report({ is: 'session', session: id, peer, kind, state });
  };
  const follow = (session: PeerSession): void => {
    session.onData = (octets) => report({ is: 'data', session: session.id, octets: toHex(octets) });
    session.onOpen = () => {
      sessions.set(session.id, session);
      tell(session);
    };
    session.onClosed = () => {
      sessions.delete(session.id);
      tell(session);
    };
  };
  const peer = startPeer({
    signer: identity.signer,
    at: readAttachment(members['attachment']) ?? identity.address,
    ...(rendezvous === undefined ? {} : { rendezvous: readRendezvous(rendezvous) }),
    clock,
    transport,
    random,
    functions: implementation,
    policy: { reach: readReach(members['reach']), cookie: readCookie(policy['cookie']) },
    timing: { delays: config.delays },
    log,
    onSession: follow,
  });
  const orders: Readonly<Record<string, (order: Members) => void>> = {
    open(order) {
      const { session: kind } = order;
      if (kind !== 'stream' && kind !== 'datagram') {
        throw new OrderError('session is neither stream nor datagram');
      }
      follow(peer.open(readPeer(order['peer']), kind));
    },
    send(order) {
      const octets = fromHex(textOf(order['octets'], 'octets'));
      if (octets === undefined) throw new OrderError('octets is not hexadecimal');
      if (find(order).send(octets) < octets.length) throw new OrderError('there is no room for it');
    },
    close: (order) => find(order).close(),
  };
  const find = (order: Members): PeerSession => {
    const session = sessions.get(textOf(order['session'], 'session'));
    if (session === undefined) throw new OrderError('no session has this id');
    return session;
  };
  return {
    order(order) {
      const kind = String(order['kind']);
      const run = Object.hasOwn(orders, kind) ? orders[kind] : undefined;
      if (run === undefined) throw new OrderError(`a peer knows no order ${kind}`);
      run(order);
    },
    stop: () => peer.stop(),
  };
}

function readAttachment(raw: unknown): AttachmentJson | undefined {
  if (raw === undefined) return undefined;
  if (!signedRecordFromJson('attachment', raw).ok) throw new ConfigError('attachment is no statement of one');
  return raw as AttachmentJson;
}

function readRendezvous(raw: unknown): Rendezvous {
  const members = membersOf(raw, 'rendezvous');
  return { hid: textOf(members['hid'], 'hid'), address: readAddress(members['address']) };
}

function readPeer(raw: unknown): PeerAddress {
  const members = membersOf(raw, 'peer');
  const { address, rendezvous } = members;
  if (address === undefined && rendezvous === undefined)
    throw new OrderError('peer has neither an address nor a rendezvous');
  return {
    hid: textOf(members['hid'], 'hid'),
    ...(address === undefined ? {} : { address: readAddress(address) }),
    ...(rendezvous === undefined ? {} : { rendezvous: readRendezvous(rendezvous) }),
  };
}

function readReach(raw: unknown): Reach {
  const reach = reaches.find((name) => name === (raw ?? 'combined'));
  if (reach === undefined) throw new ConfigError(`reach is none of ${reaches.join(', ')}`);
  return reach;
}

function readCookie(raw: unknown): CookiePolicy {
  if (raw === undefined) return 'never';
  if (raw === 'always' || raw === 'never') return raw;
  return { perSecond: numberOf(membersOf(raw, 'policy.cookie')['perSecond'], 'perSecond') };
}
