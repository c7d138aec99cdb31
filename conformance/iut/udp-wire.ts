/**
 * The kit's end of XIP in UDP: one socket for the whole cast, but for members that are given one of their own, so that
 * it can be seen to whom a packet was handed. A fence proves that the implementation has processed
 * what was sent before it, and that what it sent because of that is here: an XCMP echo request, answered.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { cast, type MemberName, nameOf } from '../cast.ts';
import { echoRequest, hidOf, readEchoReply, readPacket } from '../octets/xip.ts';
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

/** A packet that arrived. */
export interface Arrival {
  readonly packet: Uint8Array;
  /** Milliseconds of `performance.now`. */
  readonly at: number;
  /** The id of the HID of the member on whose own socket it arrived. */
  readonly next?: string;
}

/** Sockets for the cast. */
export class UdpWire {
  /** Packets that arrived and were not taken yet. */
  private received: Arrival[] = [];
  private readonly socket: Socket;
  private readonly owned = new Map<MemberName, Socket>();
  /** The members whose own sockets are in use. */
  private owners: readonly MemberName[] = [];
  private readonly to: Endpoint;
  private readonly patienceMs: number;
  private sequence = 0;
  private answered: ((sequence: number) => void) | undefined;

  private constructor(socket: Socket, to: Endpoint, patienceMs: number) {
    this.socket = socket;
    this.to = to;
    this.patienceMs = patienceMs;
    this.listen(socket, undefined);
  }

  private listen(socket: Socket, owner: MemberName | undefined): void {
    socket.on('message', (octets) => this.take(Uint8Array.from(octets), owner));
    socket.on('error', () => undefined); // A datagram that cannot be sent is found missing by the fence.
  }

  /** Opens a socket. @param patienceMs how long a fence may take */
  static async open(to: Endpoint, patienceMs: number): Promise<UdpWire> {
    return new UdpWire(await bind(to), to, patienceMs);
  }

  /** Gives these members, and no others, a socket of their own. Their next packets tell the other side. @throws IutError */
  async separate(members: readonly MemberName[]): Promise<void> {
    for (const member of members) {
      if (this.owned.has(member)) continue;
      const socket = await bind(this.to);
      this.listen(socket, member);
      this.owned.set(member, socket);
    }
    this.owners = members;
  }

  /** The port of the kit. */
  get port(): number {
    return this.socket.address().port;
  }

  /** Sends a packet, from the socket of the member whose address it has as source. */
  send(packet: Uint8Array): void {
    const source = readPacket(packet)?.source;
    const from = nameOf((source === undefined ? undefined : hidOf(source)) ?? '');
    const owner = this.owners.find((name) => name === from);
    const socket = (owner === undefined ? undefined : this.owned.get(owner)) ?? this.socket;
    socket.send(packet, this.to.port, this.to.host);
  }

  /**
   * Waits until everything that was sent before has been processed: one echo for each socket that is in use, or one from
   * each of some members.
   * An answer counts however late it is, so that a slow implementation is slow and not absent. @throws IutError
   */
  fence(iut: MemberName, from: readonly MemberName[] = ['stranger', ...this.owners]): Promise<void> {
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
  drain(until = Number.POSITIVE_INFINITY): readonly Arrival[] {
    const due = this.received.filter(({ at }) => at <= until);
    this.received = this.received.filter(({ at }) => at > until);
    return due;
  }

  /** Takes the first packet that arrived. */
  first(): readonly Arrival[] {
    return this.received.splice(0, 1);
  }

  /** Ends it. */
  async close(): Promise<void> {
    const sockets = [this.socket, ...this.owned.values()];
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  private absent(member: MemberName): IutError {
    return new IutError(
      'IUT_NETWORK',
      `no answer from ${this.to.host}:${this.to.port} to XCMP echoes from ${member} within ${this.patienceMs} ms; ` +
        'is it there, and does it answer echoes to the address of its "reset"?',
    );
  }

  private take(packet: Uint8Array, owner: MemberName | undefined): void {
    const view = readPacket(packet);
    const reply = view === undefined ? undefined : readEchoReply(view);
    const arrival = { packet, at: performance.now() };
    if (reply?.identifier === echoIdentifier) this.answered?.(reply.sequence);
    else this.received.push(owner === undefined ? arrival : { ...arrival, next: cast[owner].hid });
  }
}

function bind(to: Endpoint): Promise<Socket> {
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
      resolve(socket);
    });
  });
}
