/**
 * A router: forwards packets and answers with XCMP where chapter 03 asks for it. Nothing is sent; what should be sent
 * is returned, in order.
 */
import { xipProfiles, xipVersion } from '../../spec/registry/identifiers.ts';
import { type Dag, encodeDag } from './dag.ts';
import { Forwarder, outcome, outcomeName, type OutcomeName } from './forwarding.ts';
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

/** What an XCMP error is about. */
type Complaint = 'unreachable' | 'time-exceeded';

/** The rules by which a router works. */
export interface RouterRules {
  /** Decides about a packet, which is changed in place: a port, or an {@link outcome}. */
  forward(forwarder: Forwarder, packet: Uint8Array): number;
  /** Whether no error of a kind is sent about a packet. */
  isErrorSuppressed(packet: Uint8Array, kind: Complaint): boolean;
  /** What an error quotes of a packet. */
  quote(packet: Uint8Array): Uint8Array;
  /** Whether an echo request that arrived is too late to be answered; without it none is. */
  isSpent?(packet: Uint8Array): boolean;
}

/** The rules of chapter 03. */
const ownRules: RouterRules = {
  forward: (forwarder, packet) => forwarder.forward(packet),
  isErrorSuppressed,
  quote: quotePacket,
};

const profile = xipProfiles['xia-core-v2'];

/** A router with routes and an address of its own, from which it sends XCMP errors. */
export class Router {
  readonly forwarder = new Forwarder();
  readonly #address: Uint8Array;
  readonly #rules: RouterRules;

  /**
   * @param address its own
   * @param rules those of chapter 03, unless it is to work as another one does
   */
  constructor(address: Dag, rules = ownRules) {
    this.#address = encodeDag(address);
    this.#rules = rules;
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
    const result = this.#rules.forward(this.forwarder, packet);
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
    if (this.#rules.isSpent?.(packet) === true) {
      this.#complain(packet, emissions, 'time-exceeded', 0);
      return;
    }
    const addresses = answerableAddresses(packet);
    if (addresses !== undefined) this.#send(addresses.source, addresses.destination, reply, emissions);
  }

  #complain(packet: Uint8Array, emissions: Emission[], kind: Complaint, code: number): void {
    const suppressed = this.#rules.isErrorSuppressed(packet, kind);
    const addresses = suppressed ? undefined : answerableAddresses(packet);
    if (addresses === undefined) return;
    const message = encodeXcmp({ kind, code, quoted: this.#rules.quote(packet) });
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
