/**
 * XIP in UDP: one packet a datagram, nothing else in it.
 */
import { createSocket, type SocketOptions } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIPv4 } from 'node:net';
import { encapsulation } from '../../spec/registry/identifiers.ts';
import { DeviceError } from '../devices/device-error.ts';
import { openUdpSocket, type UdpSocket } from '../devices/udp-socket.ts';
import type { Transport } from '../ports/transport.ts';
import { packetsIn } from './packets-in.ts';
import { type PeerTable, peerTable, type UdpAddress } from './peer-table.ts';

/** Octets that a socket is to hold while this process is busy; the system gives as many of them as it likes. */
const bufferOctets = 4_194_304;

const socketOptions: SocketOptions = {
  type: 'udp4',
  recvBufferSize: bufferOctets,
  sendBufferSize: bufferOctets,
  // Peers are known by their addresses; to look those up would cost a turn of the event loop for each packet.
  lookup: (name, settings, done) => {
    if (isIPv4(name)) done(null, name, 4);
    else lookup(name, settings, done);
  },
};

/** Why a socket cannot be used. */
export type TransportErrorCode = 'PORT_IN_USE' | 'PORT_FORBIDDEN' | 'ADDRESS_NOT_HERE' | 'TRANSPORT_FAILED';

/** A socket cannot be used; the message says what to do about it. */
export class TransportError extends Error {
  readonly code: TransportErrorCode;

  /** @param cause the error of the operating system. */
  constructor(code: TransportErrorCode, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'TransportError';
    this.code = code;
  }
}

/** Where a UDP transport listens and whom it knows. */
export interface UdpOptions {
  /** By default every address of this machine. */
  readonly host?: string;
  /** By default the port of XIP in UDP; 0 for one that is free. */
  readonly port?: number;
  /** UDP addresses by the id of a HID or AD in hexadecimal. */
  readonly peers?: ReadonlyMap<string, UdpAddress>;
  /** Where packets go of whose destination nothing is known; by default nowhere. */
  readonly unknown?: 'nowhere' | 'last';
  /** Who gets packets of whose destination nothing is known: the id of the HID of somebody in `peers`, in hexadecimal. */
  readonly gateway?: string;
  /**
   * Whether many datagrams leave and arrive in one system call: never, as by default, or where the system and the
   * optional package koffi can do it.
   */
  readonly batches?: 'never' | 'if-possible';
}

/** A transport that is bound. */
export interface UdpTransport extends Transport {
  /** Where it listens. */
  readonly local: UdpAddress;
}

/**
 * Binds a socket.
 *
 * @throws TransportError (by rejection) when the port or the address cannot be had.
 */
export async function udpTransport(options: UdpOptions = {}): Promise<UdpTransport> {
  const { host = '0.0.0.0', port = encapsulation.udpPort } = options;
  const table: PeerTable = peerTable(options.peers, options.unknown, options.gateway);
  const socket = await (options.batches === 'if-possible' ? openBest(host, port) : openPlain(host, port));
  let receive: ((packet: Uint8Array) => void) | undefined;
  let closed = false;

  socket.onDatagrams((octets, from, fromPort) => {
    const sender = { host: from, port: fromPort };
    for (const packet of socket.joins ? packetsIn(octets) : [octets]) {
      if (closed) return;
      table.learn(packet, sender);
      receive?.(packet);
    }
  });
  return {
    local: socket.local,
    send(packet, next) {
      const to = closed ? undefined : table.lookUp(packet, next);
      if (to !== undefined) socket.send(packet, to.host, to.port);
    },
    onPacket(receiver) {
      receive = receiver;
    },
    close() {
      closed = true;
      return socket.close();
    },
  };
}

/** Where batches cannot be had a plain socket can, or says why nobody listens there. */
async function openBest(host: string, port: number): Promise<UdpSocket> {
  try {
    return await openUdpSocket(host, port, socketOptions);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return openPlain(host, port);
  }
}

function openPlain(host: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(socketOptions);
  let closed = false;
  const plain = (local: UdpAddress): UdpSocket => ({
    local,
    joins: false,
    send(datagram, to, toPort) {
      // An error of one datagram is a lost packet, which the protocol is made for. To be told would cost a turn for each.
      if (!closed) socket.send(datagram, toPort, to);
    },
    onDatagrams(receiver) {
      socket.on('message', (octets, from) => receiver(octets, from.address, from.port));
    },
    close: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        closed = true;
        socket.close(() => resolve());
      }),
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => reject(bindError(error, host, port)));
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      const { address, port: bound } = socket.address();
      resolve(plain({ host: address, port: bound }));
    });
  });
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): TransportError {
  const where = `UDP ${host}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new TransportError(
        'PORT_IN_USE',
        `${where} is in use; stop who uses it or choose another port`,
        error,
      );
    case 'EACCES':
      return new TransportError('PORT_FORBIDDEN', `${where} is not allowed; choose a port above 1023`, error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new TransportError('ADDRESS_NOT_HERE', `${host} is no address of this machine`, error);
    default:
      return new TransportError('TRANSPORT_FAILED', `cannot listen on ${where}: ${error.message}`, error);
  }
}
