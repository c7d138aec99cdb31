/**
 * The kit's end of XIP in UDP: one socket for the whole cast. A fence proves that the implementation has processed
 * what was sent before it, and that what it sent because of that is here: an XCMP echo request, answered.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { MemberName } from '../cast.ts';
import { echoRequest, readEchoReply, readPacket } from '../octets/xip.ts';
import { IutError } from './port.ts';

/** A host and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How long an answer to an echo is waited for before it is asked again, in milliseconds. */
const echoPatienceMs = 150;

/** Octets of datagrams that may wait for the kit, as far as the system allows. */
const waitingOctets = 1_048_576;

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
    const socket = createSocket({
      type: isIPv6(to.host) ? 'udp6' : 'udp4',
      recvBufferSize: waitingOctets,
    });
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

  /**
   * Waits until everything that was sent before has been processed: one echo, or one from each of several members.
   * An answer counts however late it is, so that a slow implementation is slow and not absent. @throws IutError
   */
  fence(iut: MemberName, from: readonly MemberName[] = ['stranger']): Promise<void> {
    const open = new Set(from);
    const asked = new Map<number, MemberName>();
    const ask = (): void => {
      for (const member of open) {
        this.sequence = (this.sequence + 1) % 0x1_0000;
        asked.set(this.sequence, member);
        this.send(echoRequest(member, iut, echoIdentifier, this.sequence));
      }
    };
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearInterval(again);
        clearTimeout(alarm);
        this.answered = undefined;
      };
      const again = setInterval(ask, echoPatienceMs);
      const alarm = setTimeout(() => {
        end();
        reject(this.absent([...open][0]!));
      }, this.patienceMs);
      this.answered = (sequence) => {
        open.delete(asked.get(sequence)!);
        if (open.size > 0) return;
        end();
        resolve();
      };
      ask();
    });
  }

  /** Takes what arrived up to a moment of `performance.now`, and leaves what came later. */
  drain(until = Number.POSITIVE_INFINITY): readonly Uint8Array[] {
    const due = this.received.filter(({ at }) => at <= until);
    this.received = this.received.filter(({ at }) => at > until);
    return due.map(({ packet }) => packet);
  }

  /** Takes the first packet that arrived. */
  first(): readonly Uint8Array[] {
    return this.received.splice(0, 1).map(({ packet }) => packet);
  }

  /** Ends it. */
  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private absent(member: MemberName): IutError {
    return new IutError(
      'IUT_NETWORK',
      `no answer from ${this.to.host}:${this.to.port} to XCMP echoes from ${member} within ${this.patienceMs} ms; ` +
        'is it there, and does it answer echoes to the address of its "reset"?',
    );
  }

  private take(packet: Uint8Array): void {
    const view = readPacket(packet);
    const reply = view === undefined ? undefined : readEchoReply(view);
    if (reply?.identifier === echoIdentifier) this.answered?.(reply.sequence);
    else this.received.push({ packet, at: performance.now() });
  }
}
