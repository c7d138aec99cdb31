/**
 * The kit's end of XIP in UDP: one socket for the whole cast. A fence proves that the implementation has processed
 * what was sent before it: an XCMP echo request, answered.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { cast, type MemberName } from '../cast.ts';
import { echoRequest, readEchoReply, readPacket } from '../octets/xip.ts';
import { IutError } from './port.ts';

/** A host and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How long an answer to an echo is waited for before it is asked again, in milliseconds. */
const echoPatienceMs = 150;

/** The identifier of the kit's echoes: the letters XK. */
const echoIdentifier = 0x584b;

/** A socket for the cast. */
export class UdpWire {
  /** Packets that arrived and were not taken yet, and when. */
  private received: { readonly packet: Uint8Array; readonly at: number }[] = [];
  private readonly socket: Socket;
  private readonly to: Endpoint;
  private readonly patienceMs: number;
  private sequence = 0;
  private answered: ((sequence: number) => void) | undefined;

  private constructor(socket: Socket, to: Endpoint, patienceMs: number) {
    this.socket = socket;
    this.to = to;
    this.patienceMs = patienceMs;
    socket.on('message', (octets) => this.take(Uint8Array.from(octets)));
    socket.on('error', () => undefined); // A datagram that cannot be sent is found missing by the fence.
  }

  /** Opens a socket. @param patienceMs how long a fence may take */
  static open(to: Endpoint, patienceMs: number): Promise<UdpWire> {
    const socket = createSocket(isIPv6(to.host) ? 'udp6' : 'udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', (cause) =>
        reject(new IutError('IUT_NETWORK', `no UDP socket for the kit: ${cause.message}`)),
      );
      socket.bind(0, () => {
        socket.removeAllListeners('error');
        resolve(new UdpWire(socket, to, patienceMs));
      });
    });
  }

  /** The port of the kit. */
  get port(): number {
    return this.socket.address().port;
  }

  /** Sends a packet. */
  send(packet: Uint8Array): void {
    this.socket.send(packet, this.to.port, this.to.host);
  }

  /** Waits until everything that was sent before has been processed. @throws IutError */
  async fence(iut: MemberName, from: MemberName = 'stranger'): Promise<void> {
    const deadline = performance.now() + this.patienceMs;
    while (performance.now() < deadline) {
      this.sequence = (this.sequence + 1) % 0x1_0000;
      if (await this.echo(iut, from, this.sequence)) return;
    }
    throw new IutError(
      'IUT_NETWORK',
      `no answer from ${this.to.host}:${this.to.port} to XCMP echoes from ${cast[from].name} within ${this.patienceMs} ms; ` +
        'is it there, and does it answer echoes to the address of its "reset"?',
    );
  }

  /** Takes what arrived up to a moment of `performance.now`, and leaves what came later. */
  drain(until = Number.POSITIVE_INFINITY): readonly Uint8Array[] {
    const due = this.received.filter(({ at }) => at <= until);
    this.received = this.received.filter(({ at }) => at > until);
    return due.map(({ packet }) => packet);
  }

  /** Ends it. */
  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private echo(iut: MemberName, from: MemberName, sequence: number): Promise<boolean> {
    return new Promise((resolve) => {
      const alarm = setTimeout(() => resolve(false), echoPatienceMs);
      this.answered = (answeredSequence) => {
        if (answeredSequence !== sequence) return;
        clearTimeout(alarm);
        resolve(true);
      };
      this.send(echoRequest(from, iut, echoIdentifier, sequence));
    });
  }

  private take(packet: Uint8Array): void {
    const view = readPacket(packet);
    const reply = view === undefined ? undefined : readEchoReply(view);
    if (reply?.identifier === echoIdentifier) this.answered?.(reply.sequence);
    else this.received.push({ packet, at: performance.now() });
  }
}
