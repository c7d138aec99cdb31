/**
 * The XIP stack of a peer: as that of a host, but for an address that changes, and with packets of sessions.
 */
import { sessionNextHeader, xipProfiles } from '../../spec/registry/identifiers.ts';
import type { Transport } from '../ports/transport.ts';
import type { PacketFunctions } from '../runtime/xip-stack.ts';
import { type Dag, equalXids, makeXid, packetReader, packetWriter, sinkOf, xidType } from '../xia/index.ts';
import type { PeerIdentity } from './peer-identity.ts';

/** What a packet brought. */
export interface Arrived {
  readonly payload: Uint8Array;
  /** The address that the packet says it is from, which proves nothing. */
  readonly source: Dag;
  /** Octets of the whole packet. */
  readonly octets: number;
}

/** What becomes of packets that are for the peer. */
export interface StackReceiver {
  /** Takes a message of XLMP. */
  onMessage(arrived: Arrived): void;
  /** Takes a packet of a session. */
  onSession(arrived: Arrived): void;
}

/** The XIP stack of a peer. */
export interface PeerStack {
  /** The packet that carries a message from here. */
  message(destination: Dag, payload: Uint8Array): Uint8Array;
  /** The packet that carries data of a session from here. */
  session(destination: Dag, payload: Uint8Array): Uint8Array;
  /** Sends a packet. */
  put(packet: Uint8Array): void;
  /** Takes a packet from the transport. */
  receive(packet: Uint8Array): void;
}

const { data, xcmp } = xipProfiles['xia-core-v2'].nextHeaders;
/** All hosts of a network. */
const everybody = makeXid(xidType.hid, 'ff'.repeat(20));

/** Makes a stack. @param here where the peer is at this moment, its service included. */
export function peerStack(
  identity: PeerIdentity,
  here: () => Dag,
  transport: Pick<Transport, 'send'>,
  functions: PacketFunctions,
  receiver: StackReceiver,
): PeerStack {
  const write = packetWriter(functions.buildPacket);
  const read = packetReader(functions.parsePacket);
  const build = (destination: Dag, payload: Uint8Array, nextHeader: number): Uint8Array =>
    write({ destination, source: here(), payload, nextHeader });
  return {
    message: (destination, payload) => build(destination, payload, data),
    session: (destination, payload) => build(destination, payload, sessionNextHeader),
    put: (packet) => transport.send(packet),
    receive(packet) {
      const parsed = read(packet);
      if (!parsed.ok) return;
      const { header, payload, source, destination } = parsed.value;
      const sink = sinkOf(destination);
      if (![identity.hid, identity.service, everybody].some((xid) => equalXids(sink, xid))) return;
      const arrived = { payload, source, octets: packet.length };
      if (header.nextHeader === data) receiver.onMessage(arrived);
      else if (header.nextHeader === sessionNextHeader) receiver.onSession(arrived);
      else if (header.nextHeader === xcmp) {
        const reply = functions.echoReplyTo(payload);
        if (reply !== undefined) transport.send(build(source, reply, xcmp));
      }
    },
  };
}
