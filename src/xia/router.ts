/**
 * A router: forwards packets and answers with XCMP where chapter 03 asks for it. Nothing is sent; what should be sent
 * is returned, in order.
 */
import { xipProfiles, xipVersion } from '../../spec/registry/identifiers.ts';
import { type Dag, encodeDag } from './dag.ts';
import { Forwarder, outcome, outcomeName, type OutcomeName } from './forwarding.ts';
import { forwardAsXiaCore } from './forwarding-quirks.ts';
import {
  answerableAddresses,
  decodeXcmp,
  echoReplyTo,
  encodeXcmp,
  isErrorSuppressed,
  quotePacket,
  unreachableCode,
} from './xcmp.ts';
import { encodeXip, xipHeaderLength, xipOffset } from './xip-header.ts';

/** Something that a router does with a packet. */
export interface Emission {
  /** `xcmp`: an XCMP message for this host itself; others as {@link outcomeName}. */
  readonly kind: OutcomeName | 'xcmp';
  /** The port, when the kind is `port`. */
  readonly port?: number;
  /** The octets; the router keeps no reference to them. */
  readonly packet: Uint8Array;
}

/** How a router forwards: `xlmp` by chapter 03, `xia-core-v2` with the quirks of the original. */
export type ForwardingStyle = 'xlmp' | 'xia-core-v2';

const profile = xipProfiles['xia-core-v2'];

/** A router with routes and an address of its own, from which it sends XCMP errors. */
export class Router {
  readonly forwarder = new Forwarder();
  readonly #address: Uint8Array;
  readonly #style: ForwardingStyle;

  constructor(address: Dag, style: ForwardingStyle = 'xlmp') {
    this.#address = encodeDag(address);
    this.#style = style;
  }

  /**
   * Takes a packet, which becomes the router's own and is changed in place.
   *
   * @returns what goes out, and last what was dropped; an answer stands behind the packet it answers.
   */
  receive(packet: Uint8Array): Emission[] {
    const emissions: Emission[] = [];
    this.#process(packet, emissions);
    return emissions;
  }

  #process(packet: Uint8Array, emissions: Emission[]): void {
    const isXlmp = this.#style === 'xlmp';
    const result = isXlmp ? this.forwarder.forward(packet) : forwardAsXiaCore(this.forwarder, packet);
    const kind = outcomeName(result);
    emissions.push(kind === 'port' ? { kind, port: result, packet } : { kind, packet });
    if (result === outcome.local) this.#deliver(packet, emissions);
    else if (result === outcome.unreachable)
      this.#complain(packet, emissions, 'unreachable', unreachableCode(packet));
    else if (result === outcome.timeExceeded) this.#complain(packet, emissions, 'time-exceeded', 0);
  }

  #deliver(packet: Uint8Array, emissions: Emission[]): void {
    if (packet[xipOffset.nextHeader] !== profile.nextHeaders.xcmp) return;
    const payload = packet.subarray(xipHeaderLength(packet));
    const reply = echoReplyTo(payload);
    if (reply === undefined) {
      if (decodeXcmp(payload).ok) emissions.push({ kind: 'xcmp', packet });
      return;
    }
    // xia-core v2 answers a request that arrives with a spent hop limit as if it had been on its way further.
    if (this.#style === 'xia-core-v2' && packet[xipOffset.hopLimit]! <= profile.hopLimitDropsAt) {
      this.#complain(packet, emissions, 'time-exceeded', 0);
      return;
    }
    const addresses = answerableAddresses(packet);
    if (addresses !== undefined) this.#send(addresses.source, addresses.destination, reply, emissions);
  }

  #complain(
    packet: Uint8Array,
    emissions: Emission[],
    kind: 'unreachable' | 'time-exceeded',
    code: number,
  ): void {
    const isXlmp = this.#style === 'xlmp';
    const suppressed = isErrorSuppressed(packet, isXlmp) && (isXlmp || kind === 'unreachable');
    const addresses = suppressed ? undefined : answerableAddresses(packet);
    if (addresses === undefined) return;
    const message = encodeXcmp({ kind, code, quoted: quotePacket(packet, !isXlmp) });
    this.#send(addresses.source, this.#address, message, emissions);
  }

  #send(destination: Uint8Array, source: Uint8Array, payload: Uint8Array, emissions: Emission[]): void {
    const header = {
      version: xipVersion,
      nextHeader: profile.nextHeaders.xcmp,
      payloadLength: payload.length,
      hopLimit: profile.defaultHopLimit,
      last: profile.initialLast,
      destination,
      source,
    };
    this.#process(encodeXip(header, payload), emissions);
  }
}
