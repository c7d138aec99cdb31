/**
 * Carries IP packets of a plain machine, or of programs, in sessions of datagrams: the ends of the sessions may move,
 * and the programs at both sides need not know.
 */
import { sessionLimits, sessionSizes } from '../../spec/registry/sessions.ts';
import type { Peer, PeerAddress, PeerSession } from '../adaptation/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PacketDevice } from '../ports/packet-device.ts';
import { type Correspondent, correspondent, type Opening } from './correspondent.ts';
import type { IpPrefix } from './ip-address.ts';
import { readIpPacket } from './ip-packet.ts';
import { prefixTable } from './prefix-table.ts';
import { tooBig } from './too-big.ts';

/** Which addresses are behind whom. */
export interface GatewayRoute {
  readonly prefix: IpPrefix;
  readonly to: PeerAddress;
}

/** What a gateway is made of. */
export interface GatewayOptions {
  /** Where packets of programs come from and go to; it stays the caller's. */
  readonly device: PacketDevice;
  readonly peer: Pick<Peer, 'open'>;
  readonly clock: Clock;
  readonly routes: readonly GatewayRoute[];
  /** The addresses on this side. */
  readonly own: readonly IpPrefix[];
  /** The longest IP packet, in octets; by default what sessions carry on every path. */
  readonly mtu?: number;
  /** When sessions are opened; by default at the start. */
  readonly opens?: Opening;
  readonly log?: Log;
}

/** What a gateway counts: packets. */
export interface GatewayStatistics {
  /** From the device into sessions, and from sessions to the device. */
  readonly sent: number;
  readonly received: number;
  /** Not IP, or cut short. */
  readonly malformed: number;
  /** From the device, of a source that is not on this side. */
  readonly foreign: number;
  /** From the device, to where no route leads. */
  readonly unrouted: number;
  /** From the device, too long; the sender was told if it may be. */
  readonly tooBig: number;
  /** Dropped because too many waited. */
  readonly dropped: number;
  /** From a session, of a source that is not behind its other end. */
  readonly spoofed: number;
  /** From a session, to a destination that is not on this side. */
  readonly misdirected: number;
  /** From a session, not taken by the device. */
  readonly refused: number;
}

/** A gateway that runs. */
export interface Gateway {
  /**
   * Takes over a session that is open, such as one that somebody else opened.
   *
   * @returns false when it is of another kind, or nothing is behind its other end: then it stays the caller's.
   */
  adopt(session: PeerSession): boolean;
  /** How many correspondents have a session now. */
  connected(): number;
  statistics(): GatewayStatistics;
  /**
   * Ends it; the device stays.
   *
   * @param keepsSessions leaves the sessions as they are, for a peer that goes on elsewhere.
   */
  stop(keepsSessions?: boolean): void;
}

/** The longest packet that sessions carry on every path, in octets. */
export const usualMtu = sessionLimits.packetOctets - sessionSizes.datagram;

/** Starts a gateway. */
export function ipGateway(options: GatewayOptions): Gateway {
  const { device, peer, clock, mtu = usualMtu, opens = 'start', log = () => {} } = options;
  const counts = {
    sent: 0,
    received: 0,
    malformed: 0,
    foreign: 0,
    unrouted: 0,
    tooBig: 0,
    dropped: 0,
    spoofed: 0,
    misdirected: 0,
    refused: 0,
  };
  let stopped = false;
  const correspondents = new Map<string, Correspondent>();
  const own = prefixTable(options.own.map((prefix) => [prefix, true]));
  const behind = prefixTable(options.routes.map(({ prefix, to }) => [prefix, to.hid]));

  const fromSession = (hid: string, octets: Uint8Array): void => {
    const packet = readIpPacket(octets);
    if (stopped) return;
    if (packet === undefined) counts.malformed += 1;
    else if (behind.find(packet.source) !== hid) counts.spoofed += 1;
    else if (own.find(packet.destination) === undefined) counts.misdirected += 1;
    else if (device.send(packet.octets)) counts.received += 1;
    else counts.refused += 1;
  };
  const fromDevice = (octets: Uint8Array): void => {
    const packet = readIpPacket(octets);
    if (stopped) return;
    if (packet === undefined) {
      counts.malformed += 1;
      return;
    }
    if (own.find(packet.source) === undefined) {
      counts.foreign += 1;
      return;
    }
    const to = behind.find(packet.destination);
    if (to === undefined) {
      counts.unrouted += 1;
      return;
    }
    if (packet.octets.length > mtu) {
      counts.tooBig += 1;
      const answer = tooBig(packet, mtu);
      if (answer !== undefined) device.send(answer);
      return;
    }
    const dropped = correspondents.get(to)!.send(packet.octets);
    counts.dropped += dropped;
    counts.sent += 1;
  };

  for (const { to } of options.routes) {
    if (correspondents.has(to.hid)) continue;
    const onPacket = (octets: Uint8Array): void => fromSession(to.hid, octets);
    correspondents.set(to.hid, correspondent({ peer, to, opens, mtu, clock, log, onPacket }));
  }
  device.onPacket(fromDevice);
  return {
    adopt(session) {
      const known = correspondents.get(session.peer);
      if (stopped || known === undefined || session.kind !== 'datagram') return false;
      known.adopt(session);
      return true;
    },
    connected: () => [...correspondents.values()].filter((one) => one.isOpen()).length,
    statistics: () => ({ ...counts, sent: counts.sent - counts.dropped }),
    stop(keepsSessions = false) {
      stopped = true;
      for (const one of correspondents.values()) one.stop(keepsSessions);
    },
  };
}
