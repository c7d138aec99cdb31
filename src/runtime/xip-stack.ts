/**
 * The XIP stack of a host: takes packets that are for the host, answers XCMP echo, and sends payloads to addresses.
 */
import { xipProfiles } from '../../spec/registry/identifiers.ts';
import type { Transport } from '../ports/transport.ts';
import type { buildPacket, echoReplyTo, parsePacket } from '../xia/index.ts';
import { type Dag, equalXids, packetReader, packetWriter, sinkOf } from '../xia/index.ts';
import type { Identity } from './identity.ts';

/** How packets become payloads and back; a part of the implementation that mutants replace. */
export interface PacketFunctions {
  readonly buildPacket: typeof buildPacket;
  readonly parsePacket: typeof parsePacket;
  readonly echoReplyTo: typeof echoReplyTo;
}

/** The XIP stack of a host. */
export interface XipStack {
  /** Sends a payload of the kind "data". */
  send(destination: Dag, payload: Uint8Array): void;
  /** Takes a packet from the transport. */
  receive(packet: Uint8Array): void;
}

const { data, xcmp } = xipProfiles['xia-core-v2'].nextHeaders;

/**
 * Makes a stack.
 *
 * @param onPayload gets the payloads for the XLMP service and the address that their packet says it is from, which
 *   proves nothing.
 * @param onForeign gets well formed packets that are for somebody else.
 */
export function xipStack(
  identity: Identity,
  transport: Transport,
  functions: PacketFunctions,
  onPayload: (payload: Uint8Array, from: Dag) => void,
  onForeign: (packet: Uint8Array) => void = () => {},
): XipStack {
  const write = packetWriter(functions.buildPacket);
  const read = packetReader(functions.parsePacket);
  const send = (destination: Dag, payload: Uint8Array, nextHeader: number): void => {
    transport.send(write({ destination, source: identity.address, payload, nextHeader }));
  };
  const isForUs = (destination: Dag): boolean => {
    const [, hid, sid] = identity.address.nodes;
    const sink = sinkOf(destination);
    return equalXids(sink, sid!.xid) || equalXids(sink, hid!.xid);
  };
  return {
    send: (destination, payload) => send(destination, payload, data),
    receive(packet) {
      const parsed = read(packet);
      if (!parsed.ok) return;
      if (!isForUs(parsed.value.destination)) return onForeign(packet);
      const { header, payload, source } = parsed.value;
      if (header.nextHeader === xcmp) {
        const reply = functions.echoReplyTo(payload);
        if (reply !== undefined) send(source, reply, xcmp);
      } else if (
        header.nextHeader === data &&
        equalXids(sinkOf(parsed.value.destination), identity.address.nodes[2]!.xid)
      ) {
        onPayload(payload, source);
      }
    },
  };
}
