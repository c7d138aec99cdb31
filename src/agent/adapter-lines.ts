/** The adapter over lines: a child process on standard input and output, or a control connection beside UDP. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { systemClock } from '../clocks/system.ts';
import { virtualClock } from '../clocks/virtual.ts';
import type { Clock } from '../ports/clock.ts';
import type { Enactment } from '../ports/enactment.ts';
import { lineStream } from '../transports/stdio.ts';
import { TransportError, udpTransport } from '../transports/udp.ts';
import { type Adapter, type AdapterWorld, makeAdapter } from './adapter.ts';
import type { AdapterReport, AdapterVerb } from './adapter-reports.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';

/** Reads a verb. @returns undefined when the line is none */
function readVerb(line: string): AdapterVerb | undefined {
  try {
    const verb = JSON.parse(line) as Partial<AdapterVerb> | null;
    return typeof verb?.do === 'string' && typeof verb.id === 'number' ? (verb as AdapterVerb) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves the kit on a pair of streams.
 *
 * @returns after `bye`, or when the kit has gone: whether it said goodbye.
 */
function serveLines(
  input: Readable,
  output: Writable,
  implementation: Implementation,
  world: AdapterWorld,
): Promise<'bye' | 'gone'> {
  return new Promise((resolve) => {
    const write = (report: AdapterReport): void => lines.write(JSON.stringify(report));
    const adapter: Adapter = makeAdapter(implementation, world, write);
    let last: Promise<void> = Promise.resolve();
    const remark = (text: string): void => {
      last = last.then(() => write({ is: 'log', text }));
    };
    const finish = (how: 'bye' | 'gone'): void => {
      last = last.then(() => adapter.close());
      void last.then(() => {
        lines.close();
        resolve(how);
      });
    };
    const lines = lineStream(input, output, {
      line(text) {
        const verb = readVerb(text);
        if (verb === undefined) return remark('a line that is no verb was ignored');
        last = last.then(() => adapter.handle(verb));
        if (verb.do === 'bye') finish('bye');
      },
      fault: (fault) => remark(`a line was ignored: ${fault}`),
      end: () => finish('gone'),
    });
  });
}

/** Serves the kit on standard input and output, or on streams like them, in virtual time. */
export function serveStdioAdapter(
  input: Readable,
  output: Writable,
  enactment?: Enactment,
): Promise<'bye' | 'gone'> {
  return serveLines(input, output, referenceImplementation, {
    time: 'virtual',
    makeClock: (wallSeconds) => virtualClock(wallSeconds),
    ...(enactment === undefined ? {} : { enactment }),
  });
}

/** Where an adapter listens whose packets travel over UDP. */
export interface UdpAdapterOptions {
  /** By default 127.0.0.1. */
  readonly host?: string;
  /** Port of XIP in UDP; 0 for a free one. */
  readonly udp: number;
  /** Port of the control connection over TCP; 0 for a free one. */
  readonly control: number;
  /** By default `virtual`: packets take their way through UDP, and time moves by `advance` alone. */
  readonly time?: AdapterWorld['time'];
  readonly implementation?: Implementation;
  /** Real machines that do what the kit says of its hypervisor; one kit at a time may play it. */
  readonly enactment?: Enactment;
}

/** An adapter that listens. */
export interface UdpAdapter {
  readonly udp: number;
  readonly control: number;
  /** Resolves when a kit has said goodbye. */
  readonly finished: Promise<void>;
  close(): Promise<void>;
}

/**
 * Listens for a kit: packets on UDP, lines on one TCP connection at a time.
 *
 * @throws TransportError (by rejection) when a port cannot be had.
 */
export async function listenUdpAdapter(options: UdpAdapterOptions): Promise<UdpAdapter> {
  const {
    host = '127.0.0.1',
    time = 'virtual',
    implementation = referenceImplementation,
    enactment,
  } = options;
  const transport = await udpTransport({ host, port: options.udp, unknown: 'last' });
  const world: AdapterWorld = {
    time,
    transport,
    ...(enactment === undefined ? {} : { enactment }),
    makeClock: time === 'virtual' ? (wallSeconds) => virtualClock(wallSeconds) : realClock,
  };
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    void serveLines(socket, socket, implementation, world).then((how) => {
      sockets.delete(socket);
      socket.end();
      if (how === 'bye') finish();
    });
  });
  const control = await listen(server, host, options.control).catch(async (error: unknown) => {
    await transport.close();
    throw error;
  });
  return {
    udp: transport.local.port,
    control,
    finished,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await transport.close();
    },
  };
}

/** The clock of this machine, but for the time of day at which it begins. */
function realClock(wallSeconds: number): Clock {
  const clock = systemClock();
  const start = clock.now();
  return { ...clock, wallSeconds: () => wallSeconds + Math.floor((clock.now() - start) / 1000) };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `TCP ${host}:${port}`;
      reject(
        error.code === 'EADDRINUSE'
          ? new TransportError('PORT_IN_USE', `${where} is in use; choose another port`, error)
          : new TransportError('TRANSPORT_FAILED', `cannot listen on ${where}: ${error.message}`, error),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
